package province

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/event"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/store"
	caseworkservice "lianluo/services/casework"
)

// hands work at once: what one makes up, the store writes for another.
const hands = 3

// together is how many cases are one unit of work: MongoDB ends a transaction that
// takes three seconds.
func (s *system) together() int {
	if s.Mongo {
		return 30
	}
	return 150
}

// some are the parts of a load that one unit of work each writes.
func (s *system) some(ctx context.Context, m *meter, parts int, write func(ctx context.Context, part int) (int, error)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	for part := range parts {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			n, err := write(ctx, part)
			m.did(n)
			return err
		})
	}
	return g.Wait()
}

// loadPlaces writes what of the townships is not written yet: stations, units,
// deputies, receptions.
func (s *system) loadPlaces(ctx context.Context, m *meter) error {
	return s.some(ctx, m, len(s.towns), func(ctx context.Context, n int) (int, error) {
		t := s.towns[n]
		there, err := s.stations.Written(ctx, s.stationID(t, 0))
		if err == nil && !there {
			err = s.stations.Write(ctx, s.stationsOf(t))
		}
		if err != nil {
			return 0, err
		}
		if there, err = s.roster.Written(ctx, s.personID(t, 0)); err != nil || there {
			return 0, err
		}
		return 1, s.roster.Write(ctx, s.place(t), until)
	})
}

// loadCases writes those of the cases that are not written yet.
func (s *system) loadCases(ctx context.Context, m *meter, from, to int) error {
	serials := map[string]int{}
	for _, f := range s.filings[:to] {
		serials[f.series] = f.serial
	}
	if err := s.cases.Number(ctx, serials); err != nil {
		return err
	}
	together := s.together()
	return s.some(ctx, m, (to-from+together-1)/together, func(ctx context.Context, part int) (int, error) {
		first := from + part*together
		last := min(first+together, to)
		there, err := s.cases.Written(ctx, s.caseID(first))
		if err != nil || there {
			return 0, err
		}
		var all []caseworkservice.PastCase
		for n := first; n < last; n++ {
			all = append(all, s.begun(n))
		}
		return last - first, s.cases.Write(ctx, all, until)
	})
}

// position gives the events of a service their positions in its journal, in the order
// of their times, by the relay that does so when it serves. They go to the broker
// where out is one; else consumers read them from the journal, as they do with all
// that a broker has lost.
func (s *system) position(ctx context.Context, m *meter, service string, out event.Publisher) error {
	db := s.services[service].Store()
	ctx, done := context.WithCancel(ctx)
	counted := &counting{Publisher: out, m: m}
	var g errgroup.Group
	g.Go(func() error { return relay.Run(ctx, db, counted, relay.Options{Batch: store.MaxPage}) })
	err := awaitPositions(ctx, db)
	done()
	if ended := g.Wait(); err == nil {
		err = ended
	}
	return err
}

// awaitPositions returns when nothing is pending and all is published.
func awaitPositions(ctx context.Context, db *store.DB) error {
	for {
		rows, err := db.Journal().Pending(ctx, 1)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			lease, err := relayed(ctx, db)
			if err != nil || lease.Done == lease.Cursor {
				return err
			}
		}
		passed, stop := wall.Timer(50 * time.Millisecond)
		select {
		case <-ctx.Done():
			stop()
			return ctx.Err()
		case <-passed:
		}
	}
}

// relayed is how far a service's relay has come.
func relayed(ctx context.Context, db *store.DB) (lease store.Lease, err error) {
	recs, err := db.Kept(store.System(ctx), "lease", "", store.MaxPage)
	for _, rec := range recs {
		if err == nil && rec.ID == relay.LeaseName {
			err = json.Unmarshal(rec.Doc, &lease)
		}
	}
	return lease, err
}

// counting counts what is published, and publishes where there is a broker.
type counting struct {
	event.Publisher
	m *meter
}

// Publish implements event.Publisher.
func (c *counting) Publish(ctx context.Context, messages []event.Message) error {
	if c.Publisher != nil {
		if err := c.Publisher.Publish(ctx, messages); err != nil {
			return err
		}
	}
	c.m.did(len(messages))
	return nil
}

// learn lets consumers of a service apply what the journals hold.
func (s *system) learn(ctx context.Context, m *meter, group string) error {
	for _, service := range s.services {
		for _, c := range service.Consumers() {
			if c.Group() == group {
				return c.CatchUp(ctx, m.did)
			}
		}
	}
	return errors.New("province: there is no consumer " + group)
}
