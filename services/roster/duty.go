package roster

import (
	"context"
	"slices"
	"strconv"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// duty is a deputy's year: every published shift, at whatever station. Whoever
// puts a deputy on a published shift writes it, in the same unit of work; so two
// stations that want the same deputy at once meet here, and the store lets one
// of them win.
type duty struct {
	Person string `json:"person"`
	Year   int    `json:"year"`
	Slots  []slot `json:"slots"`
	// Touched is written by what must not cross with a claim: leave, the end of a
	// posting, a mandate's change.
	Touched int `json:"touched"`
}

// slot is one published shift of a deputy.
type slot struct {
	Day     string         `json:"day"`
	Shift   string         `json:"shift"`
	Station string         `json:"station"`
	Start   time.Time      `json:"start"`
	End     time.Time      `json:"end"`
	State   api.ShiftState `json:"state"` // assigned, attended or absent
}

func newDuties(db *store.DB) *store.Collection[duty] {
	return store.NewCollection(db, "duty", store.Def[duty]{ID: func(d *duty) string { return dutyID(d.Person, d.Year) }})
}

func dutyID(person string, year int) string { return person + "/" + strconv.Itoa(year) }

func year(t time.Time) int { return calendar.DateOf(t).Year() }

var errTwice = fault.FailedPrecondition("roster.twice_at_once", "这位代表同一时间已在别的站点值班，请另选代表，或重新生成排班",
	"The deputy is on duty elsewhere at that time; choose another, or make the plan again")

// claim puts a shift into the year. Nobody is in two places at once.
func (d *duty) claim(s slot) error {
	d.release(s.Shift)
	for _, o := range d.Slots {
		if o.State != api.ShiftAbsent && o.Start.Before(s.End) && s.Start.Before(o.End) {
			return errTwice
		}
	}
	d.Slots = append(d.Slots, s)
	return nil
}

func (d *duty) release(shift string) {
	d.Slots = slices.DeleteFunc(d.Slots, func(s slot) bool { return s.Shift == shift })
}

func (d *duty) settle(shift string, state api.ShiftState) {
	for i := range d.Slots {
		if d.Slots[i].Shift == shift {
			d.Slots[i].State = state
		}
	}
}

// served counts the shifts of the year before a time that were not missed: those
// still to come count, too, since fairness looks ahead.
func (d *duty) served(before time.Time) int {
	n := 0
	for _, s := range d.Slots {
		if s.State != api.ShiftAbsent && s.Start.Before(before) {
			n++
		}
	}
	return n
}

func (d *duty) attended() int {
	n := 0
	for _, s := range d.Slots {
		if s.State == api.ShiftAttended {
			n++
		}
	}
	return n
}

// dutyOf reads a deputy's year. It reads with the system's scope: a deputy's
// shifts at stations outside the caller's area bind the deputy all the same, and
// nothing of them is shown but that they are.
func (s *Service) dutyOf(ctx context.Context, person string, year int) (duty, error) {
	d, err := s.duties.Get(store.System(ctx), dutyID(person, year))
	if fault.Is(err, fault.KindNotFound) {
		return duty{Person: person, Year: year}, nil
	}
	return d, err
}

// served is how often each of the persons attended this year, with one read; see
// dutyOf for the scope.
func (s *Service) served(ctx context.Context, all []person) (map[string]int, error) {
	ids, out := make([]string, len(all)), map[string]int{}
	for i, p := range all {
		ids[i] = dutyID(p.ID, year(s.clock.Now()))
	}
	years, err := s.duties.GetAll(store.System(ctx), ids)
	for _, y := range years {
		out[y.Person] = y.attended()
	}
	return out, err
}

// onDuty changes a deputy's year within the unit of work; see dutyOf for the scope.
func (s *Service) onDuty(ctx context.Context, person string, year int, fn func(*duty) error) error {
	if person == "" {
		return nil
	}
	_, err := s.duties.Upsert(store.System(ctx), dutyID(person, year), func() duty { return duty{Person: person, Year: year} },
		func(d *duty) ([]event.Event, error) { return nil, fn(d) })
	return err
}

// claim binds the deputy of a shift to the day.
func (s *Service) claim(ctx context.Context, d *day, sh api.Shift) error {
	return s.onDuty(ctx, sh.Person, year(d.Start), func(y *duty) error {
		return y.claim(slot{Day: d.ID, Shift: sh.ID, Station: d.Station, Start: d.Start, End: d.End, State: api.ShiftAssigned})
	})
}

// release frees a deputy from a shift of the day.
func (s *Service) release(ctx context.Context, d *day, person, shift string) error {
	return s.onDuty(ctx, person, year(d.Start), func(y *duty) error { y.release(shift); return nil })
}

// settle records in the deputies' years what became of the day's shifts.
func (s *Service) settle(ctx context.Context, d *day) error {
	for _, sh := range d.Shifts {
		if sh.State != api.ShiftAttended && sh.State != api.ShiftAbsent {
			continue
		}
		err := s.onDuty(ctx, sh.Person, year(d.Start), func(y *duty) error { y.settle(sh.ID, sh.State); return nil })
		if err != nil {
			return err
		}
	}
	return nil
}

// touch makes what happens to a deputy and a claim of one of their shifts
// exclude each other.
func (s *Service) touch(ctx context.Context, person string, years ...int) error {
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		if err := s.onDuty(ctx, person, year, func(y *duty) error { y.Touched++; return nil }); err != nil {
			return err
		}
	}
	return nil
}
