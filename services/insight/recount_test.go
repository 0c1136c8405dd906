package insight

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// recount counts without the service's own facts: from all that was told of each
// aggregate, read again from its first word.
func recount(t *testing.T, events []event.Event) tally {
	v := &view{tree: area.Default()}
	cases, days, projects := map[string][]event.Event{}, map[string]roster.ReceptionDay{}, map[string][]voting.Changed{}
	for _, e := range events {
		if e.Aggregate == "project" {
			d, err := voting.ProjectPooled.Decode(e)
			must(t, err)
			projects[e.Subject] = append(projects[e.Subject], d)
			continue
		}
		if e.Aggregate != "day" {
			cases[e.Subject] = append(cases[e.Subject], e)
			continue
		}
		d, err := roster.CheckedIn.Decode(e)
		must(t, err)
		days[e.Subject] = d.Day
	}
	out := tally{}
	for _, told := range cases {
		l := lifeOf(t, told)
		l.recount(out, v.places(l.Area, l.Station))
	}
	for _, told := range projects {
		recountProject(out, told, authz.AreaTokens(v.tree, told[0].Area))
	}
	for _, d := range days {
		recountDay(out, d, v.places(d.Area, d.Station))
	}
	return out
}

// life is what all events of a case say together.
type life struct {
	casework.Changed
	types   []string
	red     bool
	end     casework.Step
	endedAt time.Time
	spent   map[string]time.Duration
}

func lifeOf(t *testing.T, told []event.Event) life {
	l := life{spent: map[string]time.Duration{}}
	step, since := casework.Registered, time.Time{}
	for _, e := range told {
		d, err := event.Type[casework.Changed]{Name: e.Type}.Decode(e)
		must(t, err)
		if since.IsZero() {
			since = d.ReceivedAt
		}
		if d.Step != step {
			l.spent[map[casework.Step]string{"received": "triage", "registered": "triage", "triaged": "assign", "returned": "assign", "assigned": "accept",
				"handling": "handle", "replied": "ask", "awaiting": "ask"}[step]] += e.Time.Sub(since)
			step, since = d.Step, e.Time
		}
		l.Changed, l.types, l.red = d, append(l.types, event.ShortName(e.Type)), l.red || d.Light == "red"
		over := slices.Contains([]casework.Step{"closed", "archived", "rejected", "merged", "withdrawn"}, d.Step)
		switch {
		case !over:
			l.end = ""
		case l.end == "":
			l.end, l.endedAt = d.Step, d.ClosedAt
		}
	}
	delete(l.spent, "")
	return l
}

// dated counts a thing on its day, in its month and in its year.
func dated(out tally, place string, at time.Time, name string, n int) {
	at = at.In(calendar.Zone)
	for _, period := range []int{at.Year(), at.Year()*100 + int(at.Month()), (at.Year()*100+int(at.Month()))*100 + at.Day()} {
		out[key{place, period, name}] += n
	}
}

func (l life) had(what string) (n int) {
	for _, t := range l.types {
		if t == what {
			n++
		}
	}
	return n
}

func (l life) recount(out tally, places []string) {
	handled := l.end == casework.Closed || l.end == casework.Archived
	content := l.Outcome == casework.OutcomeSatisfied || l.Outcome == casework.OutcomeBasically
	handed, bounces := l.had("CaseAssigned") > 0, l.had("CaseReturned")
	standing := l.end == "" || handled
	replied := l.had("CaseReplied")+l.had("CaseExplained") > 0
	received := map[string]bool{"received": true, "category." + l.Category: true, "handedOver": handed, "bounced": handed && bounces > 0,
		"right": handed && bounces == 0 && l.had("CaseAccepted") > 0, "standing": standing, "replied": standing && replied, "settled": handled}
	ended := map[string]bool{"closed": handled, "outcome." + string(l.Outcome): handled, "satisfied": handled && content, "answered": handled && (content || l.Outcome == casework.OutcomeDissatisfied),
		"classed": handled && l.Result != "", "solved": handled && l.Result == "A", "late": handled && l.red, "endedOtherwise": l.end != "" && !handled}
	waits := map[string]bool{"open": true, "step." + string(l.Step): true, "light." + l.Light: l.Light != "", "supervised": l.Supervision > 0}
	for _, p := range places {
		for name, is := range received {
			if is {
				dated(out, p, l.ReceivedAt, name, 1)
			}
		}
		if bounces > 0 {
			dated(out, p, l.ReceivedAt, "bounces", bounces)
		}
		for name, is := range ended {
			if is {
				dated(out, p, l.endedAt, name, 1)
			}
		}
		if handled {
			l.recountTook(out, p)
		}
		for name, is := range waits {
			if is && l.end == "" {
				out[key{p, now, name}]++
			}
		}
	}
	l.recountFiles(out, handled, content)
}

func (l life) recountTook(out tally, p string) {
	lengths := map[string]time.Duration{"whole": l.endedAt.Sub(l.ReceivedAt)}
	for stage, d := range l.spent {
		lengths[stage] = d
	}
	for stage, d := range lengths {
		dated(out, p, l.endedAt, fmt.Sprintf("took.%s.%d", stage, hours(d)), 1)
	}
}

func (l life) recountFiles(out tally, handled, content bool) {
	year := l.ReceivedAt.In(calendar.Zone).Year()
	for _, p := range slices.Compact(slices.Sorted(slices.Values(l.ReceivedBy))) {
		for name, is := range map[string]bool{"cases": true, "closed": handled, "satisfied": handled && content} {
			if is {
				out[key{"p:" + p, year, name}]++
			}
		}
	}
}

// recountProject: proposed when it was first heard of, unless it lives on elsewhere;
// chosen when a ballot first chose it.
func recountProject(out tally, told []voting.Changed, places []string) {
	last := told[len(told)-1].State
	chosen := slices.IndexFunc(told, func(d voting.Changed) bool { return d.State == voting.Adopted })
	for _, p := range places {
		if last != voting.Merged && last != voting.Split {
			dated(out, p, told[0].At, "topics", 1)
		}
		if chosen >= 0 {
			dated(out, p, told[chosen].At, "chosen", 1)
		}
	}
}

func recountDay(out tally, d roster.ReceptionDay, places []string) {
	state := map[roster.DayState]string{roster.DayHeld: "receptions", roster.DayMissed: "missed", roster.DayCancelled: "cancelled"}[d.State]
	for _, p := range places {
		if state != "" {
			dated(out, p, d.Start, state, 1)
		}
		for _, sh := range d.Shifts {
			if sh.State == roster.ShiftAttended {
				dated(out, p, d.Start, "attended", 1)
				dated(out, p, d.Start, map[string]string{"": "rank.none", "county_leader": "rank.county_leader", "section_head": "rank.section_head"}[sh.Rank], 1)
			}
		}
	}
	year := d.Start.In(calendar.Zone).Year()
	for _, sh := range d.Shifts {
		switch sh.State {
		case roster.ShiftAttended:
			out[key{"p:" + sh.Person, year, "receptions"}]++
		case roster.ShiftAbsent:
			out[key{"p:" + sh.Person, year, "absences"}]++
		}
	}
}
