package script

import (
	"slices"
	"strings"
	"time"

	"lianluo/pkg/calendar"
)

// plans are made for each station and month in which there is a reception, and
// what belongs to its days is done.
func (w *writer) plans() {
	for _, m := range months() {
		for s := range Townships() {
			var days []int
			for n, r := range w.Receptions {
				if r.Station == s && monthOf(r.Date) == m {
					days = append(days, n)
				}
			}
			if len(days) > 0 {
				w.plan(Month{Station: s, Month: m, Receptions: days})
			}
		}
	}
	for n := range w.Receptions {
		w.day(n)
	}
}

// plan is made on the 17th of the month before, and announced some days later;
// guests are found in between.
func (w *writer) plan(m Month) {
	n := len(w.Plans)
	w.Plans = append(w.Plans, m)
	day := work(m.Month.AddMonths(-1)+16, 0)
	if day < Begin {
		day = Opened + 7
	}
	w.act(Act{At: clock(day, officeDay[m.Station%len(officeDay)]), What: Plan, Of: n})
	for i, r := range m.Receptions {
		if w.Receptions[r].Guest >= 0 {
			w.act(Act{At: clock(work(day+1, 0), officeDay[i%len(officeDay)]), What: Invite, Of: r, By: CountyOffice})
		}
	}
	w.act(Act{At: clock(work(day+1, 1), mornings[m.Station%len(mornings)]), What: Publish, Of: n, By: Head})
}

func (w *writer) act(a Act) { w.Acts = append(w.Acts, a) }

// day is a reception day, from the deputies' word to their leaving.
func (w *writer) day(n int) {
	x := w.Receptions[n]
	at := func(days, minutes int, a Act) {
		a.Of, a.At = n, clock(x.Date-calendar.Date(days), minutes)
		w.act(a)
	}
	at(4, 19*60+30, Act{What: Confirm, By: Deputy})
	if x.Swap {
		at(3, 12*60+30, Act{What: Ask, By: Deputy, Words: pick(w.dice(forReceptions, 7, uint64(n)), hindered)})
		at(2, 19*60+30, Act{What: Swap, By: Deputy})
	}
	if x.Cancelled != "" {
		at(1, 16*60, Act{What: Cancel, By: Head, Words: x.Cancelled})
		return
	}
	at(0, 9*60, Act{What: Come})
	if x.Missing != "" {
		at(0, 10*60+30, Act{What: Missing, Words: pick(w.dice(forReceptions, 8, uint64(n)), hindered)})
	}
	at(0, 11*60+30, Act{What: Go})
}

var hindered = strings.Split("家中有事，请同志代班|外出务工培训，赶不回来|单位临时有会|身体不适|农忙抢收", "|")

// leaves are announced before the month is planned; at most one deputy of a
// station is away in a month.
func (w *writer) leaves() {
	for i, m := range w.Plans {
		r := w.dice(forLeaves, uint64(i))
		if !often(r, 12) || m.Month <= Begin {
			continue
		}
		var own []int
		for n, p := range w.People {
			if p.Station == m.Station {
				own = append(own, n)
			}
		}
		from := m.Month + calendar.Date(r.IntN(18))
		w.Leaves = append(w.Leaves, Absence{Person: pick(r, own), From: from, To: from + calendar.Date(3+r.IntN(8)), Reason: pick(r, hindered)})
		asked := work(m.Month.AddMonths(-1)+9, 0)
		w.act(Act{At: clock(asked, pick(r, officeDay)), What: Leave, Of: len(w.Leaves) - 1})
	}
}

// Recorded lists the acts of one kind.
func (s *Script) Recorded(what What) []Act {
	return slices.DeleteFunc(slices.Clone(s.Acts), func(a Act) bool { return a.What != what })
}

func dateOf(t time.Time) calendar.Date { return calendar.DateOf(t) }
