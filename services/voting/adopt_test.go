package voting

import (
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/fault"
)

func TestDefaultsCanBeAdopted(t *testing.T) {
	r := DefaultRules()
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if err := r.custom().Check(); err != nil {
		t.Fatal(err)
	}
	got, err := r.Adopt(area.Default(), "431223100", "default", ballot.Electorate{Seats: 45, Candidates: 12}, false)
	if err != nil || got.Method != ballot.ApprovalCapped || got.Places != 10 || got.Quorum != 30 || got.Pass != 23 || got.Version != "default" {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, err = r.Adopt(area.Default(), "431223100", "default", ballot.Electorate{Seats: 45, Places: 5, Candidates: 6}, false); err != nil || got.Places != 5 {
		t.Fatalf("a ballot may name its own places: %+v, %v", got, err)
	}
}

func TestAStreetIsOfferedARecommendation(t *testing.T) {
	tree := area.Default()
	var street area.Code
	for d := range tree.Walk("4312") {
		if d.Kind == area.KindStreet {
			street = d.Code
			break
		}
	}
	e := ballot.Electorate{Seats: 45, Candidates: 12}
	if _, err := DefaultRules().Adopt(tree, street, "default", e, false); !fault.HasCode(err, "ballot.street") {
		t.Fatalf("%v", err)
	}
	if r, err := DefaultRules().Adopt(tree, street, "default", e, true); err != nil || r.Method != ballot.Recommendation {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := DefaultRules().Adopt(tree, "431223", "default", e, true); !fault.HasCode(err, "ballot.congress") {
		t.Fatalf("%v", err)
	}
}

func TestAWholeListHasOnePlace(t *testing.T) {
	r := DefaultRules()
	r.BallotMethod = string(ballot.Package)
	if got, err := r.Adopt(area.Default(), "431223", "default", ballot.Electorate{Seats: 231, Candidates: 1}, false); err != nil || got.Places != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestRankingHasNoBoard(t *testing.T) {
	r := DefaultRules()
	r.BallotMethod = string(ballot.Ranked)
	if _, err := r.Adopt(area.Default(), "431223", "default", ballot.Electorate{Seats: 231, Candidates: 12}, false); !fault.HasCode(err, "ballot.rules.ranked") {
		t.Fatalf("%v", err)
	}
}

func TestBoundsOfBallotRules(t *testing.T) {
	for name, change := range map[string]func(*Rules){
		"ballot_places": func(r *Rules) { r.BallotPlaces = 0 }, "differential_percent": func(r *Rules) { r.Differential = 5 },
		"paper_floor": func(r *Rules) { r.PaperFloor = 1 }, "light_yellow_from": func(r *Rules) { r.LightYellow = 0 },
		"light_red_above": func(r *Rules) { r.LightRed = 9 }, "slow_yellow_days": func(r *Rules) { r.SlowYellow = -1 },
		"slow_silent_days": func(r *Rules) { r.SlowSilent = 401 }, "evaluation_above": func(r *Rules) { r.VerdictOver = 49 },
	} {
		r := DefaultRules()
		change(&r)
		err := r.Check()
		if f := fault.Of(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRulesAfterTheBallot(t *testing.T) {
	r := DefaultRules()
	if r.Lights() != evaluation.DefaultLights || r.Slow() != evaluation.DefaultSlow || r.Lights().Check() != nil {
		t.Fatalf("%+v %+v", r.Lights(), r.Slow())
	}
	if r.Plenary() != (evaluation.Rule{Denominator: evaluation.ByCast, Above: 50}) || r.Committee().Denominator != evaluation.ByMembers || r.Committee().Check() != nil {
		t.Fatalf("%+v %+v", r.Plenary(), r.Committee())
	}
}
