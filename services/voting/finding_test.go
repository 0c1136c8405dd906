package voting

import (
	"fmt"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

// stored is a project of a town at a state, as if it had come all the way there.
func (f *fixture) stored(area string, state voting.State, change ...func(*Project)) string {
	f.t.Helper()
	p := Project{Project: voting.Project{ID: f.service.db.NewID(), Area: area, Year: 2027, Category: "0101", Title: "修通学路", State: state, Updated: f.Now(), Number: "431223-100-26-90001-8",
		Sources: []voting.Source{{ID: "x", Number: "431223-100-26-90001-8", Channel: voting.OnPage, Text: "我家门口的桥断了"}}, Reviews: []voting.Review{}, Questions: []voting.Question{},
		History: []voting.Entry{{To: voting.Pooled}, {To: voting.Adopted}}}, Ancestors: authz.AreaTokens(f.service.tree, area)}
	for _, fn := range change {
		fn(&p)
	}
	must(f.t, f.service.projects.Create(system(f.t), p))
	return p.ID
}

func ids[T any](all []T, id func(T) string) string {
	out := ""
	for _, one := range all {
		out += id(one) + " "
	}
	return out
}

// Anybody finds projects by words of the public title and by number; what people
// wrote is staff's alone to find by.
func TestProjectsAreFoundByWords(t *testing.T) {
	f := start(t)
	road := f.stored(town, voting.Candidate)
	f.stored(town, voting.Pooled, func(p *Project) { p.Title, p.Category, p.Number, p.Sources = "装路灯", "0103", "1", nil })
	for text, want := range map[string]string{"通学路": road + " ", "通学": road + " ", "90001": road + " ", "桥断了": "", "学路 修通": road + " ", "路": "both", "——": ""} {
		got := ids(apptest.Call(t, f.public, voting.ListPublicProjects, voting.ListRequest{Area: town, Text: text}).Items, func(p voting.PublicProject) string { return p.ID })
		if want == "both" && len(got) > len(road)+1 || got == want {
			continue
		}
		t.Errorf("%q finds %q", text, got)
	}
	if got := apptest.Call(t, f.office, voting.ListProjects, voting.ListRequest{Text: "桥断了"}).Items; len(got) != 1 || got[0].ID != road {
		t.Errorf("the office finds %+v", got)
	}
	if got := apptest.Call(t, f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}, ""), voting.ListProjects, voting.ListRequest{Text: "桥断了"}).Items; len(got) != 0 {
		t.Errorf("another town finds %+v", got)
	}
	apptest.Refused(t, f.public, voting.ListPublicProjects, voting.ListRequest{Area: town, Text: fmt.Sprintf("%061d", 0)}, "rpc.content")
}

// Category, year, state and being chosen narrow the list, alone and together.
func TestTheListIsNarrowed(t *testing.T) {
	f := start(t)
	f.stored(town, voting.Implementing)
	f.stored(town, voting.Completed, func(p *Project) { p.Year = 2026 })
	f.stored(town, voting.Pooled, func(p *Project) { p.Category = "0201" })
	for _, c := range []struct {
		req  voting.ListRequest
		want int
	}{
		{voting.ListRequest{}, 3}, {voting.ListRequest{Chosen: true}, 2}, {voting.ListRequest{Chosen: true, Year: 2026}, 1}, {voting.ListRequest{Category: "01"}, 2}, {voting.ListRequest{Category: "0201"}, 1},
		{voting.ListRequest{Year: 2027}, 2}, {voting.ListRequest{State: voting.Pooled, Chosen: true}, 0}, {voting.ListRequest{Text: "通学", State: voting.Completed}, 1}, {voting.ListRequest{Text: "通学", Year: 2027, Chosen: true}, 1},
	} {
		c.req.Area = town
		if got := apptest.Call(t, f.public, voting.ListPublicProjects, c.req).Items; len(got) != c.want {
			t.Errorf("%+v holds %d", c.req, len(got))
		}
	}
}

// A county's figures are those of its towns, a town's its own; they are counted anew
// after a minute.
func TestProjectsAreSummedUp(t *testing.T) {
	f := start(t)
	built := func(p *Project) {
		p.History = append(p.History, voting.Entry{To: voting.Implementing}, voting.Entry{To: voting.Completed})
	}
	f.stored(town, voting.Completed, built)
	f.stored(town, voting.Archived, built)
	f.stored(other, voting.Implementing, func(p *Project) { p.History = append(p.History, voting.Entry{To: voting.Implementing}) })
	f.stored(chenxi, voting.Announced)
	f.stored(town, voting.Pooled)
	f.stored(town, voting.Completed, func(p *Project) { p.Year = 2020 })
	sums := func(area string) voting.Sums {
		return apptest.Call(t, f.public, voting.SumProjects, voting.SumRequest{Area: area, Year: 2027})
	}
	all := sums(chenxi)
	if all.All.Chosen != 4 || all.All.Started != 3 || all.All.Finished != 2 || len(all.Parts) != 3 {
		t.Fatalf("%+v", all)
	}
	if all.Parts[0].Area != chenxi || all.Parts[1].Area != town || all.Parts[1].Chosen != 2 || all.Parts[1].Name != "辰阳镇" || all.Parts[2].Finished != 0 {
		t.Errorf("%+v", all.Parts)
	}
	if up := sums("43"); up.All.Chosen != 4 || len(up.Parts) != 1 {
		t.Errorf("the province: %+v", up)
	}
	f.stored(town, voting.Adopted)
	if got := sums(town).All.Chosen; got != 3 {
		t.Errorf("the town, asked for the first time: %d", got)
	}
	if got := sums(chenxi).All.Chosen; got != 4 {
		t.Errorf("within the minute: %d", got)
	}
	f.Clock.Advance(time.Minute)
	if got := sums(chenxi).All.Chosen; got != 5 {
		t.Errorf("after it: %d", got)
	}
	apptest.Refused(t, f.public, voting.SumProjects, voting.SumRequest{Area: "999999", Year: 2027}, "area.unknown")
}

// Ballots are public from the adoption of their rules on, by turnout alone.
func TestThePublicSeesBallots(t *testing.T) {
	h := gather(t, 5, 3)
	list := func(area string) []voting.PublicBallot {
		return apptest.Call(t, h.public, voting.ListPublicBallots, voting.ListBallotsRequest{Area: area}).Items
	}
	draft := apptest.Call(t, h.Office, voting.CreateBallot, h.asked())
	if got := list(hallTown); len(got) != 0 {
		t.Fatalf("a draft is public: %+v", got)
	}
	apptest.Call(t, h.Office, voting.AdoptBallotRules, voting.AdoptBallotRulesRequest{ID: draft.ID, Places: 2})
	if got := list(chenxi); len(got) != 1 || got[0].State != voting.BallotRules || got[0].AreaName == "" || got[0].Congress.Session != 5 {
		t.Fatalf("one to come: %+v", got)
	}
	if got := list(town); len(got) != 0 {
		t.Fatalf("elsewhere: %+v", got)
	}
	apptest.Refused(t, h.public, voting.ListPublicBallots, voting.ListBallotsRequest{}, "area.unknown")
}
