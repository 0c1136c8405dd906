package projects

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// photographed are the actions whose forms take pictures.
var photographed = []string{"report", "finish", "visit"}

// CourseCell is how a project goes in few words; nothing before it is planned.
func CourseCell(ctx context.Context, c *voting.Course) templ.Component {
	if c == nil {
		return ui.Text("")
	}
	b := LightBadge(ctx, c.Light)
	b.Text += " " + strconv.Itoa(c.Actual) + "%"
	return b
}

// lightField narrows a list by a light.
func lightField(ctx context.Context, light voting.Light) ui.Field {
	f := ui.Field{Kind: ui.SelectField, Name: "light", Label: ui.T(ctx, "carry.column.light"), Value: string(light), Optional: true, HideLabel: true, Options: []ui.Option{{Label: ui.T(ctx, "carry.light.any")}}}
	for _, one := range []voting.Light{voting.Green, voting.Yellow, voting.Red} {
		f.Options = append(f.Options, ui.Option{Value: string(one), Label: ui.T(ctx, "chain.light."+string(one))})
	}
	return f
}

// slow is the list of slow projects, with why each is on it.
func (s pages) slow(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := session.Call(ctx, s.Portal, voting.ListSlowProjects, voting.SlowRequest{Area: narrowed(r, s.area(r))})
	if err != nil {
		return err
	}
	v := listView{base: s.base(), area: s.area(r)}
	if s.office.Areas != nil {
		field := s.office.Areas(ctx, v.area)
		v.areas = &field
	}
	return session.Render(w, r, slowPage(s.office.Shell(r, ui.T(ctx, "carry.slow")), v, list))
}

// why names the reasons of a line.
func why(ctx context.Context, s voting.Slow) string {
	var out []string
	for _, one := range s.Reasons {
		out = append(out, ui.Worded(ctx, one, "carry.slow."))
	}
	return Names(ctx, out)
}

// The schedule's picture, in units of its view box.
const (
	picWide, picHigh = 600, 120
	picTop           = 14
)

// picture is a plan in time: what should be done and what was, as stairs, and where
// today lies.
type picture struct {
	steps, done string
	marks       []mark
	now         string
	today       bool
}

type mark struct{ x, y, text string }

// stair is a day on which so much is done.
type stair struct {
	at      time.Time
	percent int
}

// pictureOf draws a plan from its beginning to its end; a month before the first
// milestone stands for a beginning that is not known.
func pictureOf(p voting.Project, at time.Time) picture {
	var plan []stair
	for _, m := range p.Plan.Milestones {
		day, _ := time.Parse(time.DateOnly, m.Due)
		plan = append(plan, stair{day, m.Percent})
	}
	last := plan[len(plan)-1].at
	from, err := time.Parse(time.DateOnly, p.Started)
	if err != nil || !from.Before(plan[0].at) {
		from = plan[0].at.AddDate(0, -1, 0)
	}
	d := drawing{from, last.Sub(from)}
	out := picture{steps: d.stairs(plan), done: d.stairs(doneOf(p, at)), now: d.x(at), today: !at.Before(from) && !at.After(last)}
	for _, s := range plan {
		out.marks = append(out.marks, mark{d.x(s.at), d.y(s.percent), strconv.Itoa(s.percent) + "%"})
	}
	return out
}

// doneOf is what was reported, to the end of the work or to now.
func doneOf(p voting.Project, at time.Time) []stair {
	var out []stair
	for _, r := range p.Reports {
		if r.Corrected == "" {
			out = append(out, stair{r.At, r.Percent})
		}
	}
	if p.Ending != nil {
		at = p.Ending.At
	}
	return append(out, stair{at, p.Course.Actual})
}

// drawing places days and percents in the view box.
type drawing struct {
	from time.Time
	span time.Duration
}

func (d drawing) x(t time.Time) string {
	share := min(1, max(0, float64(t.Sub(d.from))/float64(d.span)))
	return strconv.FormatFloat(share*picWide, 'f', 1, 64)
}

func (drawing) y(percent int) string {
	return strconv.FormatFloat(picHigh-float64(percent)/100*(picHigh-picTop), 'f', 1, 64)
}

func (d drawing) stairs(all []stair) string {
	out, before := "0,"+d.y(0), 0
	for _, s := range all {
		out += " " + d.x(s.at) + "," + d.y(before) + " " + d.x(s.at) + "," + d.y(s.percent)
		before = s.percent
	}
	return out
}
