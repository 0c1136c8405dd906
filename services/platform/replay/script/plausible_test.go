package script

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

// Each act finds the case where it needs it: the order of a life.
func TestLivesAreInOrder(t *testing.T) {
	after := map[What][]What{
		Triage: {Register, Submit}, Withdraw: {Register, Submit}, Merge: {Register, Submit}, Assign: {Triage, Return, Answer, Rate},
		Join: {Assign}, Accept: {Assign, Join, Return}, Return: {Assign, Join}, Reply: {Accept, Note, Decide, Urge, Supervise, Answer, Rate},
		Extend: {Accept, Note}, Decide: {Extend}, Urge: {Accept, Note, Urge, Supervise}, Supervise: {Urge}, Note: {Accept},
		Answer: {Reply, Answer, Rate, Triage}, Rate: {Reply, Answer, Rate, Triage}, Try: {Reply, Answer, Rate, Try, Triage},
	}
	each(t, func(t *testing.T, _ Options, s *Script) {
		for n, acts := range byCase(s) {
			if len(acts) == 0 || acts[0].What != Register && acts[0].What != Submit {
				t.Fatalf("case %d never comes in", n)
			}
			for i, a := range acts[1:] {
				if before := acts[i].What; !slices.Contains(after[a.What], before) {
					t.Fatalf("case %d: %s after %s", n, a.What, before)
				}
			}
		}
	})
}

// Merged cases come after the one that they are merged into, which is open then.
func TestMergesFindTheirCase(t *testing.T) {
	each(t, func(t *testing.T, _ Options, s *Script) {
		all := byCase(s)
		for _, a := range s.Recorded(Merge) {
			into := all[a.Into]
			if into[0].At.After(a.At) || s.Cases[a.Into].Station != s.Cases[a.Of].Station || has(into, Merge) {
				t.Errorf("case %d is merged into %d", a.Of, a.Into)
			}
			answers := slices.DeleteFunc(slices.Clone(into), func(b Act) bool { return b.What != Answer })
			if len(answers) > 1 && answers[1].At.Before(a.At) {
				t.Errorf("case %d is closed when %d comes to it", a.Into, a.Of)
			}
		}
	})
}

// Receptions lie on working days of the right stations, guests are in one place
// at a time, and everybody acts at a station of theirs.
func TestReceptionsAreLegal(t *testing.T) {
	each(t, func(t *testing.T, _ Options, s *Script) {
		days, guests := map[string]bool{}, map[string]bool{}
		for n, x := range s.Receptions {
			day := fmt.Sprint(x.Station, x.Date)
			if days[day] || !Workday(x.Date) || x.Date < Begin || x.Date >= Last {
				t.Errorf("reception %d on %v: twice, or on no working day", n, x.Date)
			}
			days[day] = true
			if x.Guest < 0 {
				continue
			}
			if guest := fmt.Sprint(x.Guest, x.Date); guests[guest] || s.People[x.Guest].Rank == "" {
				t.Errorf("reception %d: guest %d is elsewhere, or none", n, x.Guest)
			} else {
				guests[guest] = true
			}
		}
		for n, c := range s.Cases {
			if c.Reception >= 0 && (s.Receptions[c.Reception].Station != c.Station || s.Receptions[c.Reception].Cancelled != "" || calendar.DateOf(c.At) != s.Receptions[c.Reception].Date) {
				t.Errorf("case %d was said at reception %d", n, c.Reception)
			}
			if c.Channel == casework.OnPhone && (s.People[c.Deputy].Station != c.Station || !s.People[c.Deputy].Account) {
				t.Errorf("case %d was heard by %d", n, c.Deputy)
			}
		}
	})
}

// Months are announced in time: three days before their first reception.
func TestMonthsAreAnnouncedInTime(t *testing.T) {
	each(t, func(t *testing.T, _ Options, s *Script) {
		for _, a := range s.Recorded(Publish) {
			for _, n := range s.Plans[a.Of].Receptions {
				if start := clock(s.Receptions[n].Date, 9*60); start.Sub(a.At) < 3*24*time.Hour {
					t.Errorf("plan %d is announced %v before a reception", a.Of, start.Sub(a.At))
				}
			}
		}
		announced := map[int]time.Time{}
		for _, a := range s.Acts {
			switch a.What {
			case Publish:
				for _, n := range s.Plans[a.Of].Receptions {
					announced[n] = a.At
				}
			case Confirm, Ask, Swap, Cancel, Come:
				if at := announced[a.Of]; at.IsZero() || a.At.Before(at) {
					t.Errorf("%s before it was announced", a.Key())
				}
			}
		}
	})
}

// TestSharesArePlausible looks at the whole county: how often things go wrong,
// when people come, where from, and how long it takes.
func TestSharesArePlausible(t *testing.T) {
	s := whole()
	all := byCase(s)
	share := func(name string, n, of int, low, high float64) {
		t.Helper()
		if got := float64(n) / float64(of) * 100; got < low || got > high {
			t.Errorf("%s: %.1f %%, want %.1f to %.1f", name, got, low, high)
		}
	}
	kinds, channels, towns, months, categories := map[What]int{}, map[casework.Channel]int{}, map[int]int{}, map[time.Month]int{}, map[string]int{}
	reopened, texts := 0, map[string]bool{}
	for n, acts := range all {
		for _, what := range []What{Return, Extend, Urge, Supervise, Join, Note, Rate, Try} {
			if has(acts, what) {
				kinds[what]++
			}
		}
		if slices.ContainsFunc(acts, func(a Act) bool { return a.Answer == casework.OutcomeDissatisfied }) {
			reopened++
		}
		c := s.Cases[n]
		_, month, _ := calendar.DateOf(c.At).Civil()
		channels[c.Channel]++
		towns[c.Station]++
		months[month]++
		categories[c.Category[:2]]++
		texts[c.Text] = true
	}
	of := len(all)
	share("returned", kinds[Return], of, 2, 7)
	share("extended", kinds[Extend], of, 5, 14)
	share("urged", kinds[Urge], of, 4, 14)
	share("supervised", kinds[Supervise], of, 1, 6)
	share("unanswered", kinds[Try], of, 2, 10)
	share("rated on the page", kinds[Rate], of, 8, 30)
	share("dissatisfied", reopened, of, 2, 8)
	share("at receptions", channels[casework.AtReception], of, 55, 70)
	share("on the page", channels[casework.OnPage], of, 8, 20)
	share("different words", len(texts), of, 60, 100)
	share("february", months[time.February], months[time.July], 30, 80)
	if len(towns) != 23 || len(categories) < 12 {
		t.Errorf("%d townships, %d categories", len(towns), len(categories))
	}
	share("absent", kinds[Missing]+len(s.Recorded(Missing)), s.Attended(), 2, 4)
	share("called off", len(s.Recorded(Cancel)), len(s.Receptions), 0.5, 2)
}

// Working days between hand-over and first reply: mostly within the fifteen of
// the rules.
func TestRepliesAreMostlyInTime(t *testing.T) {
	s := whole()
	late, replied := 0, 0
	for _, acts := range byCase(s) {
		assigned := slices.IndexFunc(acts, func(a Act) bool { return a.What == Assign })
		reply := slices.IndexFunc(acts, func(a Act) bool { return a.What == Reply })
		if assigned < 0 || reply < 0 {
			continue
		}
		replied++
		if calendar.Default().WorkdaysBetween(acts[assigned].At, acts[reply].At) > 15 {
			late++
		}
	}
	if share := float64(late) / float64(replied); share < 0.03 || share > 0.3 {
		t.Errorf("%.0f %% of %d replies are late", share*100, replied)
	}
}
