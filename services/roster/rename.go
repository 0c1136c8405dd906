package roster

import (
	"context"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// renameStation writes a station's new name on its days to come; those past keep
// the name under which they were held.
func (s *Service) renameStation(ctx context.Context, before, now station) error {
	return s.rename(ctx, store.Query{Index: "station", Eq: store.Key{now.ID}}, func(d *day) bool {
		if d.Place == before.Name { // a station without an address is its own place
			d.Place = now.Name
		}
		d.StationName = now.Name
		return true
	})
}

// renamePerson writes a deputy's new name on the shifts to come, wherever they
// are: it looks at all stations, and changes nothing but the name.
func (s *Service) renamePerson(ctx context.Context, id, name string) error {
	ctx = store.System(ctx)
	for _, index := range []string{"person", "asked"} {
		err := s.rename(ctx, store.Query{Index: index, Of: id}, func(d *day) bool { return d.rename(id, name) })
		if err != nil {
			return err
		}
	}
	return nil
}

// rename reports whether the person stood on the day under another name.
func (d *day) rename(id, name string) bool {
	found := false
	for i := range d.Shifts {
		sh := &d.Shifts[i]
		if sh.Person == id && sh.Name != name {
			sh.Name, found = name, true
		}
		if sh.SwapWith == id && sh.SwapName != name {
			sh.SwapName, found = name, true
		}
	}
	return found
}

// rename changes a name on the days to come that a query finds.
func (s *Service) rename(ctx context.Context, q store.Query, fn func(*day) bool) error {
	q.From = s.clock.Now()
	return s.days.Each(ctx, q, func(found day) error {
		if !found.pending() {
			return nil
		}
		_, err := s.days.Update(ctx, found.ID, func(d *day) ([]event.Event, error) {
			if !d.pending() || !fn(d) {
				return nil, nil
			}
			return []event.Event{d.renamed()}, nil
		})
		return err
	})
}

// renamed tells the day anew; the deputies need not be told.
func (d *day) renamed() event.Event {
	told := api.DayChanged{Day: d.ReceptionDay}
	if d.State == api.DayPlanned {
		return api.DayPlannedEvent.New(told)
	}
	return api.DayRenamed.New(told)
}
