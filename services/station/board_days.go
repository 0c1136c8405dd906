package station

import (
	"context"

	"lianluo/api/roster"
	api "lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// boardDay is an announced reception day.
type boardDay struct {
	api.BulletinDay
	Station  string    `json:"station"`
	Attended []service `json:"attended"` // what the day added to the deputies' years
}

func newBoardDays(db *store.DB, name string) *store.Collection[boardDay] {
	return store.NewCollection(db, name, store.Def[boardDay]{
		ID: func(d *boardDay) string { return d.ID }, Tokens: func(*boardDay) []string { return []string{publicToken} },
		Indexes: []store.Index[boardDay]{{Name: "start", Key: func(d *boardDay) store.Key { return store.Key{d.Station, d.Start} }}},
	})
}

// onDay folds a day's state. Only published days and what became of them are
// told here, so nothing unannounced gets onto the board.
func (b *board) onDay(ctx context.Context, d roster.ReceptionDay) error {
	if d.PublishedAt.IsZero() {
		return nil
	}
	var old []service
	now := attended(d)
	_, err := b.days.Upsert(ctx, d.ID, func() boardDay { return boardDay{} }, func(stored *boardDay) ([]event.Event, error) {
		old = stored.Attended
		*stored = boardDay{Station: d.Station, Attended: now, BulletinDay: api.BulletinDay{
			ID: d.ID, Start: d.Start, End: d.End, Place: d.Place, Topic: d.Topic, State: string(d.State), Deputies: names(d),
		}}
		return nil, nil
	})
	if err != nil {
		return err
	}
	return b.credit(ctx, old, now, func(a *attending, n int) { a.Receptions += n })
}

func attended(d roster.ReceptionDay) []service {
	var out []service
	for _, sh := range d.Shifts {
		if sh.State == roster.ShiftAttended {
			out = append(out, service{Person: sh.Person, Year: year(d.Start)})
		}
	}
	return out
}

func names(d roster.ReceptionDay) []string {
	out := []string{}
	for _, sh := range d.Shifts {
		if sh.Name != "" {
			out = append(out, sh.Name)
		}
	}
	return out
}
