package roster

import (
	"fmt"
	"math/rand/v2"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules/rulestest"
)

// world is a county made by chance, and what is done in it.
type world struct {
	*fixture
	r        *rand.Rand
	stations []string
	people   []api.Person
}

func newWorld(f *fixture, seed uint64) *world {
	w := &world{fixture: f, r: rand.New(rand.NewPCG(seed, 7))}
	for i := range 2 + w.r.IntN(2) {
		w.stations = append(w.stations, fmt.Sprint("站", i))
	}
	f.stations(town, w.stations...)
	values := fmt.Sprintf(`{"reception_per_month":%d,"reception_day":%d,"max_per_month":%d}`, 1+w.r.IntN(2), 10+w.r.IntN(15), 1+w.r.IntN(3))
	rulestest.Set(f.t, f.System, "roster", chenxi, values)
	for i := range 6 + w.r.IntN(5) {
		var posted []string
		for _, st := range w.stations {
			if w.r.IntN(2) == 0 {
				posted = append(posted, st)
			}
		}
		w.people = append(w.people, f.person(fmt.Sprint("代", i), i%2 == 0, posted...))
	}
	return w
}

func (w *world) anyone() api.Person { return w.people[w.r.IntN(len(w.people))] }

// live does by chance what people do to a roster; refusals are part of it.
func (w *world) live() {
	for range 45 {
		var err error
		switch w.r.IntN(10) {
		case 0, 1:
			_, err = rpc.Call(w.t.Context(), w.county, api.PlanMonth, api.PlanRequest{Area: chenxi, Month: month})
		case 2, 3:
			req := api.PublishRequest{Station: w.stations[w.r.IntN(len(w.stations))], Month: month, GapReason: "暂缺"}
			_, err = rpc.Call(w.t.Context(), w.county, api.PublishMonth, req)
		case 4:
			from := 5 + w.r.IntN(24)
			_, err = rpc.Call(w.t.Context(), w.county, api.TakeLeave, api.LeaveRequest{ID: w.anyone().ID, Reason: "外出",
				From: nth(from).String(), To: nth(from + w.r.IntN(4)).String()})
		default:
			err = w.disturb()
		}
		_ = err // what the rules refuse is refused; judge looks at what is left
	}
}

// disturb changes a day that there is.
func (w *world) disturb() error {
	page := apptest.Call(w.t, w.county, api.ListDays, api.ListDaysRequest{From: at(1, 0), To: at(31, 23)})
	if len(page.Items) == 0 {
		return nil
	}
	d := page.Items[w.r.IntN(len(page.Items))]
	sh := d.Shifts[w.r.IntN(len(d.Shifts))]
	var err error
	switch w.r.IntN(6) {
	case 0, 1, 2:
		_, err = rpc.Call(w.t.Context(), w.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: w.anyone().ID, Reason: "调整"})
	case 3:
		start := at(6+w.r.IntN(24), 9)
		_, err = rpc.Call(w.t.Context(), w.county, api.MoveDay, api.MoveDayRequest{ID: d.ID, Start: start, End: start.Add(2 * time.Hour), Reason: "改期"})
	case 4:
		_, err = rpc.Call(w.t.Context(), w.county, api.CancelDay, api.Reasoned{ID: d.ID, Reason: "停电"})
	case 5:
		p := apptest.Call(w.t, w.county, api.GetPerson, api.ByID{ID: w.anyone().ID})
		if len(p.Postings) > 0 {
			_, err = rpc.Call(w.t.Context(), w.county, api.EndPosting, api.EndPostingRequest{ID: p.ID, Posting: p.Postings[0].ID, Reason: "轮换"})
		}
	}
	return err
}

// judge looks at the announced days with eyes of its own.
func (w *world) judge() {
	page := apptest.Call(w.t, w.county, api.ListDays, api.ListDaysRequest{From: at(1, 0), To: at(31, 23), Limit: 500})
	r, _ := w.service.rules.At(chenxi, w.Clock.Now())
	busy, month := map[string]string{}, map[string]int{}
	announced := 0
	for _, d := range page.Items {
		if d.State != api.DayPublished {
			continue
		}
		announced++
		date := calendar.DateOf(d.Start)
		if len(d.Shifts) != 2 || d.Shifts[0].Kind == d.Shifts[1].Kind {
			w.t.Errorf("%s is no pair: %+v", d.ID, d.Shifts)
		}
		for _, sh := range d.Shifts {
			if sh.Person == "" {
				continue
			}
			p := apptest.Call(w.t, w.county, api.GetPerson, api.ByID{ID: sh.Person})
			key := p.ID + date.String()
			if busy[key] != "" {
				w.t.Errorf("%s is at %s and %s on %s", p.Name, busy[key], d.Station, date)
			}
			busy[key] = d.Station
			if month[p.ID]++; month[p.ID] > r.MaxPerMonth {
				w.t.Errorf("%s has %d shifts", p.Name, month[p.ID])
			}
			w.judgeShift(d, sh, p, date)
		}
	}
	w.judgeYears(page.Items)
	w.t.Logf("%d days announced", announced)
}

func (w *world) judgeShift(d api.ReceptionDay, sh api.Shift, p api.Person, date calendar.Date) {
	if p.Official != (sh.Kind == "official") {
		w.t.Errorf("%s sits on a seat of kind %s", p.Name, sh.Kind)
	}
	for _, l := range p.Leaves {
		if l.From <= date.String() && date.String() <= l.To {
			w.t.Errorf("%s is on leave on %s", p.Name, date)
		}
	}
	posted := false
	for _, q := range p.Postings {
		posted = posted || q.Station == d.Station && !q.From.After(d.Start) && !over(q.Until, d.Start)
	}
	if !posted {
		w.t.Errorf("%s is not posted to %s on %s", p.Name, d.Station, date)
	}
}

// judgeYears: the deputies' years hold exactly the announced shifts.
func (w *world) judgeYears(days []api.ReceptionDay) {
	bound := map[string]bool{}
	for _, p := range w.people {
		y := must1(w.service.dutyOf(w.t.Context(), p.ID, apptest.Now.Year()))
		for _, sl := range y.Slots {
			bound[sl.Shift+p.ID+sl.Start.String()] = true
		}
	}
	for _, d := range days {
		for _, sh := range d.Shifts {
			key := sh.ID + sh.Person + d.Start.String()
			if sh.Person == "" || d.State != api.DayPublished {
				continue
			}
			if !bound[key] {
				w.t.Errorf("nothing binds %s to %s", sh.Name, d.ID)
			}
			delete(bound, key)
		}
	}
	if len(bound) != 0 {
		w.t.Errorf("%d bonds to nothing", len(bound))
	}
}
