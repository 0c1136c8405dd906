package replay

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lianluo/api/insight"
	"lianluo/services/platform/replay/script"
)

// Row compares one published figure with what was counted from events.
type Row struct {
	Name               string
	Published, Counted int
}

// Report is the outcome of a replay.
type Report struct {
	Rows   []Row
	Logins []Login
}

// Login is an account of the county to look at it with.
type Login struct{ Name, Login, Password string }

// Same reports whether everything was counted as published.
func (r Report) Same() bool {
	for _, row := range r.Rows {
		if row.Published != row.Counted {
			return false
		}
	}
	return len(r.Rows) > 0
}

// String is the table.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-40s %10s %10s\n", "", "公布/published", "统计/counted")
	for _, row := range r.Rows {
		mark := ""
		if row.Published != row.Counted {
			mark = "  ≠"
		}
		fmt.Fprintf(&b, "%-40s %10d %10d%s\n", row.Name, row.Published, row.Counted, mark)
	}
	return b.String()
}

// TwoYears asks for what the county published: of the days that are played.
var TwoYears = insight.CountsRequest{Area: script.County, From: script.Begin.String(), To: script.Last.String()}

// counting is how long the last events may be on their way.
const counting = 3 * time.Minute

// count asks the county's dashboard until it has counted everything, or nothing
// has changed for long.
func (p *player) count(ctx context.Context) (Report, error) {
	var last Report
	for changed := time.Now(); ; {
		r, err := p.counted(ctx)
		if err != nil || r.Same() {
			return r, err
		}
		if r.String() != last.String() {
			last, changed = r, time.Now()
		}
		if time.Since(changed) > counting {
			return r, nil
		}
		select {
		case <-ctx.Done():
			return r, ctx.Err()
		case <-time.After(10 * look):
		}
	}
}

func (p *player) counted(ctx context.Context) (Report, error) {
	want := p.script.Figures
	r := Report{Logins: p.doors(), Rows: []Row{
		{Name: "收到群众意见 received", Published: want.Received}, {Name: "交办 handed over", Published: want.HandedOver}, {Name: "办结 closed", Published: want.Closed},
		{Name: "代表进站接待 attended", Published: want.Attended()}, {Name: "县级领导 by county leaders", Published: want.Leaders},
		{Name: "科级干部 by section heads", Published: want.Heads}, {Name: "其他代表 by other deputies", Published: want.Others},
		{Name: "乡镇 townships", Published: len(script.Townships())},
		{Name: "征集民生实事项目 topics", Published: want.Topics}, {Name: "票决选定 chosen", Published: want.Chosen}, {Name: "乡镇票决 ballots", Published: want.Ballots},
	}}
	towns := map[string]bool{}
	c, err := do(ctx, p, countyLogin, insight.GetCounts, TwoYears, "")
	if err != nil {
		return r, err
	}
	for i, n := range []int{c.Received, c.HandedOver, c.Closed, c.Attended, c.AttendedByRank["county_leader"], c.AttendedByRank["section_head"], c.AttendedByRank["none"]} {
		r.Rows[i].Counted = n
	}
	below, err := do(ctx, p, countyLogin, insight.ListCounts, TwoYears, "")
	if err != nil {
		return r, err
	}
	for _, t := range below.Items {
		if t.Counts.Received+t.Counts.Attended > 0 {
			towns[t.Name] = true
		}
	}
	r.Rows[7].Counted, r.Rows[8].Counted, r.Rows[9].Counted = len(towns), c.Topics, c.Chosen
	r.Rows[10].Counted, err = p.declared(ctx)
	return r, err
}

// doors are the county's offices and the first station's.
func (p *player) doors() []Login {
	var out []Login
	for _, l := range []Login{{Name: "县代工委", Login: countyLogin}, {Name: "督办专员", Login: supervisorLogin},
		{Name: "站长", Login: headOf(0)}, {Name: "联络员", Login: liaisonOf(0)}} {
		if p.of("session/"+l.Login) != nil {
			l.Password = p.password(l.Login)
			out = append(out, l)
		}
	}
	return out
}
