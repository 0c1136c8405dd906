package voting

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// Rules is what differs between places and times.
type Rules struct {
	CallDays         int    `json:"call_days" doc:"days that a call for proposals lasts at least"`
	AnonymousAllowed bool   `json:"proposals_anonymous" doc:"proposals without a name are taken"`
	FloodPerHour     int    `json:"proposals_per_hour" doc:"proposals of the public page that may wait unseen in one division, of the last hour"`
	PhotoMBPerDay    int    `json:"photo_mb_per_day" doc:"megabytes of photos that one division takes from the public page in a day"`
	ProposersYears   int    `json:"proposers_years" doc:"years until proposers' data are destroyed, once nothing comes to their project"`
	ClusterLeast     int    `json:"cluster_least" doc:"people who said something about one subject before it is shown as a topic"`
	ClusterDays      int    `json:"cluster_days" doc:"days of cases that topics are looked for in"`
	Checks           string `json:"checks" doc:"what every candidate must pass: lines of Chinese|English, with ; between"`
	Excluded         string `json:"excluded" doc:"the negative list: what no candidate may be, with ; between"`
	Favoured         string `json:"favoured" doc:"the positive list: what speaks for a project, with ; between"`

	BallotMethod   string `json:"ballot_method" oneof:"approval_capped approval_per_item package recommendation ranked" doc:"how deputies choose"`
	BallotPlaces   int    `json:"ballot_places" doc:"projects that are chosen, where a ballot names no other number"`
	BallotTie      string `json:"ballot_tie" oneof:"runoff presidium admit_all" doc:"what decides where the last place is tied"`
	BallotShort    string `json:"ballot_short" oneof:"empty second_vote" doc:"what becomes of places for which too few passed"`
	BallotOppose   bool   `json:"ballot_oppose" doc:"ballots have a column to oppose"`
	EqualNumber    bool   `json:"equal_number" doc:"no more candidates than places are needed"`
	Differential   int    `json:"differential_percent" doc:"percent of the places by which candidates must be more, and at least one"`
	SuspendedCount bool   `json:"suspended_count" doc:"suspended deputies count as of all deputies, though they do not vote"`
	PaperFloor     int    `json:"paper_floor" doc:"paper ballots below which a shared tablet takes the place of paper"`

	LightYellow int `json:"light_yellow_from" doc:"percentage points behind plan from which a project is yellow"`
	LightRed    int `json:"light_red_above" doc:"percentage points behind plan above which it is red"`
	SlowYellow  int `json:"slow_yellow_days" doc:"days of yellow after which a project is on the list of slow ones; 0: not used"`
	SlowSilent  int `json:"slow_silent_days" doc:"days without a report after which it is on that list; 0: not used"`

	ReportPhotos int `json:"report_photos" doc:"photos that a report of more progress, and a completion, takes at least"`

	PlenaryBy   string `json:"evaluation_plenary" oneof:"cast members" doc:"whom deputies' evaluations take their share of"`
	CommitteeBy string `json:"evaluation_committee" oneof:"cast members" doc:"whom a standing committee's evaluations take their share of"`
	VerdictOver int    `json:"evaluation_above" doc:"percent that a good verdict must exceed"`
}

// DefaultRules are in force where nobody set others (DOMAIN: section 2).
func DefaultRules() Rules {
	return Rules{
		CallDays: 30, AnonymousAllowed: true, FloodPerHour: 60, PhotoMBPerDay: 200, ProposersYears: 5, ClusterLeast: 3, ClusterDays: 365,
		Checks:   "符合法律法规|Lawful;资金有来源|Money is there;用地有保障|Land is there;当年能完成|Can be finished within the year;群众普遍需要|Widely needed",
		Excluded: "增加群众或企业负担|Burdens people or enterprises;增加政府债务|Adds to public debt;影响社会稳定|Endangers stability;上级已有安排|Already ordered from above",
		Favoured: "受益面广|Serves many;群众反映集中|Many asked for it;基层急需|Urgent on the spot",

		BallotMethod: string(ballot.ApprovalCapped), BallotPlaces: 10, BallotTie: string(ballot.TieRunoff), BallotShort: string(ballot.ShortEmpty),
		Differential: 10, SuspendedCount: true, PaperFloor: 3,
		LightYellow: evaluation.DefaultLights.Yellow, LightRed: evaluation.DefaultLights.Red,
		SlowYellow: evaluation.DefaultSlow.YellowDays, SlowSilent: evaluation.DefaultSlow.SilentDays, ReportPhotos: 1,
		PlenaryBy: string(evaluation.ByCast), CommitteeBy: string(evaluation.ByMembers), VerdictOver: 50,
	}
}

// Check refuses values that make no sense.
func (r Rules) Check() error {
	for name, n := range map[string]int{"call_days": r.CallDays, "cluster_days": r.ClusterDays} {
		if n < 1 || n > 800 {
			return badRule(name, "1–800")
		}
	}
	for name, n := range map[string]int{"proposals_per_hour": r.FloodPerHour, "cluster_least": r.ClusterLeast} {
		if n < 1 || n > 500 {
			return badRule(name, "1–500")
		}
	}
	if r.PhotoMBPerDay < 1 || r.PhotoMBPerDay > 100000 {
		return badRule("photo_mb_per_day", "1–100000")
	}
	if r.ProposersYears < 1 || r.ProposersYears > 50 {
		return badRule("proposers_years", "1–50")
	}
	for name, list := range map[string]string{"checks": r.Checks, "excluded": r.Excluded, "favoured": r.Favoured} {
		if all := voting.CriteriaOf("check", list); !fits(all) || name == "checks" && len(all) == 0 {
			return badRule(name, "中文|English; …")
		}
	}
	return r.checkBallots()
}

// fits: few enough to be answered one by one, each with a name, none twice.
func fits(all []voting.Criterion) bool {
	seen := map[string]bool{}
	for _, c := range all {
		if c.ZH == "" || len([]rune(c.ZH)) > 60 || len([]rune(c.EN)) > 120 || seen[c.ZH] {
			return false
		}
		seen[c.ZH] = true
	}
	return len(all) <= 12
}

// Criteria are what a project is screened by, the checks first.
func (r Rules) Criteria() []voting.Criterion {
	out := []voting.Criterion{}
	for i, list := range []string{r.Checks, r.Excluded, r.Favoured} {
		out = append(out, voting.CriteriaOf(voting.CriteriaRules[i][1], list)...)
	}
	return out
}

func badRule(name, takes string) error {
	return fault.Invalid("rules.values", "规则 %[1]s 的值不合适，应为：%[2]s。请修改后重新保存。",
		"The value of rule %[1]s does not fit; it takes: %[2]s. Change it and save again.", name, takes).At(name, "应为 "+takes, "it takes "+takes)
}

// mostForeseen bounds how many projects a preview looks at.
const mostForeseen = 1_000

// foresee counts the projects being screened that other criteria would meet.
func (s *Service) foresee(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	asked := rules.Effect{Kind: "project"}
	partly, err := rules.Affected(ctx, s.projects, c.Area, store.Query{Index: "state", Eq: store.Key{voting.Screening}}, mostForeseen, (*Project).tokens, func(p *Project) error {
		if before, after := c.Before(p.Area), c.After(p.Area); before.Checks != after.Checks || before.Excluded != after.Excluded {
			asked.Add(p.ID, p.Title)
		}
		return nil
	})
	return rules.Happening(asked.Say(partly, "%d 个筛选中的项目将按新的条件筛选。", "%d projects that are being screened would meet other criteria.")), err
}
