package public

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// chosenOnly is, among the states of the filter, everything that a congress chose.
const chosenOnly = "chosen"

// projectsView is the livelihood projects of a division.
type projectsView struct {
	req        voting.ListRequest
	state      string // as it was chosen
	name       string
	thisYear   int
	around     []ui.Option // divisions above and below
	categories []ui.Option
	rounds     []voting.Round
	ballots    []voting.PublicBallot
	allBallots string // where the others are
	sums       voting.Sums
	all        []voting.PublicProject
	next       string
}

// chosen reads from the address what is shown of which division.
func (s pages) chosen(r *http.Request, limit int) (projectsView, error) {
	req, err := session.Decode[voting.ListRequest](r)
	v := projectsView{req: req, state: string(req.State), thisYear: calendar.DateOf(s.Now()).Year()}
	v.req.Area, v.req.Limit = s.congress(r), limit
	if v.req.Chosen = req.Chosen || v.state == chosenOnly; v.state == chosenOnly {
		v.req.State = ""
	}
	if err != nil || v.req.Area == "" {
		return v, err
	}
	v.name, v.around = s.AreaName(v.req.Area), s.around(r.Context(), v.req.Area)
	page, err := session.Call(r.Context(), s.Portal, voting.ListPublicProjects, v.req)
	if err != nil {
		return v, err
	}
	v.all, v.next = page.Items, session.More(r, page.Next)
	v.categories, err = s.topCategories(r.Context())
	return v, err
}

// around are the divisions that one gets to from another: itself, those above, those
// right below.
func (s pages) around(ctx context.Context, code string) []ui.Option {
	out := []ui.Option{{Value: code, Label: s.AreaName(code)}}
	for _, above := range slices.Backward(s.Tree().Ancestors(area.Code(code))) {
		if string(above) != code && above.Level() != area.LevelCountry {
			out = append(out, ui.Option{Value: string(above), Label: s.AreaName(string(above)), Group: ui.T(ctx, "projects.above")})
		}
	}
	for _, d := range s.Tree().Children(area.Code(code)) {
		if d.Code.Level() != area.LevelVillage {
			out = append(out, ui.Option{Value: string(d.Code), Label: d.Name, Group: ui.T(ctx, "projects.below")})
		}
	}
	return out
}

// topCategories are the main categories in the visitor's language.
func (s pages) topCategories(ctx context.Context) ([]ui.Option, error) {
	page, err := session.Call(ctx, s.Portal, casework.Categories, rpc.None{})
	out := []ui.Option{{Label: ui.T(ctx, "projects.any-category")}}
	for _, c := range page.Items {
		if c.Parent == "" {
			out = append(out, ui.Option{Value: c.Code, Label: projects.CategoryName(ctx, c)})
		}
	}
	return out, err
}

func (s pages) projects(w http.ResponseWriter, r *http.Request) error {
	v, err := s.chosen(r, 30)
	if err == nil && v.req.Area != "" && v.req.After == "" {
		err = s.beside(r.Context(), &v)
	}
	if err != nil {
		return err
	}
	return session.Render(w, r, projectsPage(v))
}

// beside is what stands above the list: calls, ballots, figures.
func (s pages) beside(ctx context.Context, v *projectsView) error {
	rounds, err := session.Call(ctx, s.Portal, voting.ListRounds, voting.RoundsRequest{Area: v.req.Area, Limit: 20})
	if err != nil {
		return err
	}
	for _, one := range rounds.Items { // those that the division's people can answer
		if one.Open && s.Tree().IsAncestorOrSelf(area.Code(one.Area), area.Code(v.req.Area)) {
			v.rounds = append(v.rounds, one)
		}
	}
	ballots, err := session.Call(ctx, s.Portal, voting.ListPublicBallots, voting.ListBallotsRequest{Area: v.req.Area, Limit: ballotsPage})
	if err != nil {
		return err
	}
	if v.ballots = beforeOthers(ballots.Items); ballots.Next != "" || len(v.ballots) < len(ballots.Items) {
		v.allBallots = "/projects/ballots?area=" + v.req.Area
	}
	v.sums, err = session.Call(ctx, s.Portal, voting.SumProjects, voting.SumRequest{Area: v.req.Area, Year: v.year()})
	return err
}

// year is the one that figures are of.
func (v projectsView) year() int {
	if v.req.Year != 0 {
		return v.req.Year
	}
	return v.thisYear
}

// at is an address of the division's projects, narrowed as the page is.
func (v projectsView) at(path string) string {
	q := url.Values{"area": {v.req.Area}}
	for name, value := range map[string]string{"state": v.state, "category": v.req.Category, "q": v.req.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.req.Year != 0 {
		q.Set("year", strconv.Itoa(v.req.Year))
	}
	return path + "?" + q.Encode()
}

// narrowed: something is left out.
func (v projectsView) narrowed() bool {
	return v.state != "" || v.req.Year != 0 || v.req.Category != "" || v.req.Text != ""
}

// fields narrow the list.
func (v projectsView) fields(ctx context.Context) []ui.Field {
	choose := func(name, value string, options []ui.Option) ui.Field {
		return ui.Field{Kind: ui.SelectField, Name: name, Label: ui.T(ctx, projects.Labels+"."+name), HideLabel: true, Value: value, Options: options}
	}
	years := []ui.Option{{Value: "0", Label: ui.T(ctx, "projects.any-year")}}
	for year := v.thisYear + 1; year >= v.thisYear-5; year-- {
		years = append(years, ui.Option{Value: strconv.Itoa(year), Label: strconv.Itoa(year)})
	}
	states := []ui.Option{{Label: ui.T(ctx, "projects.any-state")}, {Value: chosenOnly, Label: ui.T(ctx, "projects.chosen-all")}}
	for _, state := range publicStates {
		states = append(states, ui.Option{Value: string(state), Label: projects.StateName(ctx, state)})
	}
	return []ui.Field{choose("area", v.req.Area, v.around), choose("year", strconv.Itoa(v.req.Year), years), choose("state", v.state, states), choose("category", v.req.Category, v.categories), projects.WordsField(ctx, v.req.Text)}
}

// sumFields choose what is summed up: of which division, in which year.
func (v projectsView) sumFields(ctx context.Context) []ui.Field {
	out := v.fields(ctx)[:2]
	out[1].Value, out[1].Options = strconv.Itoa(v.year()), out[1].Options[1:]
	return out
}

// publicStates are those that a published project is found in.
var publicStates = slices.DeleteFunc(slices.Clone(voting.States), func(s voting.State) bool {
	return s == voting.Proposed || s == voting.Merged || s == voting.Split || s == voting.NotAdopted || s == voting.Withdrawn
})

// projectMap is the list as a map, with the table that says the same.
func (s pages) projectMap(w http.ResponseWriter, r *http.Request) error {
	v, err := s.chosen(r, 200)
	if err != nil {
		return err
	}
	if v.req.Area == "" {
		return s.Go(w, r, "/projects")
	}
	return session.Render(w, r, mapPage(v))
}

// projectSums are the figures of a division and of those below it.
func (s pages) projectSums(w http.ResponseWriter, r *http.Request) error {
	v, err := s.chosen(r, 1)
	if err == nil && v.req.Area == "" {
		return s.Go(w, r, "/projects")
	}
	if err == nil {
		v.sums, err = session.Call(r.Context(), s.Portal, voting.SumProjects, voting.SumRequest{Area: v.req.Area, Year: v.year()})
	}
	if err != nil {
		return err
	}
	return session.Render(w, r, sumsPage(v))
}
