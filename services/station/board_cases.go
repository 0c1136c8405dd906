package station

import (
	"context"
	"time"

	"lianluo/api/casework"
	api "lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// boardCase is what the public may know of a case: nothing before it is closed,
// and then only the public title that staff wrote.
type boardCase struct {
	Case     string             `json:"case"`
	Station  string             `json:"station"`
	Result   api.BulletinResult `json:"result"`
	Step     casework.Step      `json:"step"`
	Refused  bool               `json:"refused,omitempty"` // not accepted; filing it does not make it closed
	Received []service          `json:"received"`          // what it added to the deputies' years
}

func newBoardCases(db *store.DB, name string) *store.Collection[boardCase] {
	return store.NewCollection(db, name, store.Def[boardCase]{
		ID: func(c *boardCase) string { return c.Case }, Tokens: func(*boardCase) []string { return []string{publicToken} },
		Indexes: []store.Index[boardCase]{{Name: "results", Key: func(c *boardCase) store.Key {
			if !c.closed() || c.Result.Title == "" {
				return nil
			}
			return store.Key{c.Station, store.Reverse(c.Result.Closed)}
		}}},
	})
}

// closed: handled to the end, as insight counts it too.
func (c *boardCase) closed() bool {
	return c.Step == casework.Closed || c.Step == casework.Archived && !c.Refused
}

// open: not ended, in whatever way.
func (c *boardCase) open() bool {
	switch c.Step {
	case "", casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn:
		return false
	}
	return true
}

func (b *board) onCase(ctx context.Context, c casework.Changed) error {
	now := boardCase{Case: c.Case, Station: c.Station, Step: c.Step, Result: api.BulletinResult{
		Number: c.Number, Title: c.PublicTitle, Category: c.Category, Unit: c.UnitName,
		Outcome: string(c.Outcome), Received: c.ReceivedAt, Closed: c.ClosedAt,
	}}
	for _, p := range c.ReceivedBy {
		now.Received = append(now.Received, service{Person: p, Year: year(c.ReceivedAt)})
	}
	var old boardCase
	_, err := b.cases.Upsert(ctx, c.Case, func() boardCase { return boardCase{} }, func(stored *boardCase) ([]event.Event, error) {
		now.Refused = now.Step == casework.Rejected || now.Step == casework.Archived && stored.Refused
		old, *stored = *stored, now
		return nil, nil
	})
	if err != nil {
		return err
	}
	if err := b.credit(ctx, old.Received, now.Received, func(a *attending, n int) { a.Cases += n }); err != nil {
		return err
	}
	if err := b.count(ctx, &old, -1); err != nil {
		return err
	}
	return b.count(ctx, &now, 1)
}

// count adds a case to its station's numbers, or takes it out.
func (b *board) count(ctx context.Context, c *boardCase, n int) error {
	if c.Case == "" {
		return nil
	}
	_, err := b.counts.Upsert(ctx, c.Station, func() boardCount { return boardCount{Station: c.Station, Years: map[int]tally{}} },
		func(sum *boardCount) ([]event.Event, error) {
			sum.add(c, n)
			return nil, nil
		})
	return err
}

func (sum *boardCount) add(c *boardCase, n int) {
	if c.open() {
		sum.Open += n
	}
	in := func(at time.Time, fn func(*tally)) {
		t := sum.Years[year(at)]
		fn(&t)
		sum.Years[year(at)] = t
	}
	in(c.Result.Received, func(t *tally) { t.Received += n })
	if !c.closed() {
		return
	}
	in(c.Result.Closed, func(t *tally) {
		t.Closed += n
		switch casework.Outcome(c.Result.Outcome) {
		case casework.OutcomeSatisfied, casework.OutcomeBasically:
			t.Satisfied += n
			t.Answered += n
		case casework.OutcomeDissatisfied:
			t.Answered += n
		}
	})
}
