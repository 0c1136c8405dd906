package notification

import (
	"context"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Named is a public name that messages mention: a station's or a deputy's.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Area string `json:"area"`
}

func declareNames(db *store.DB) *store.Collection[Named] {
	return store.NewCollection(db, "name", store.Def[Named]{ID: func(n *Named) string { return n.ID }})
}

func (s *Service) onStation(ctx context.Context, _ event.Event, d station.Changed) error {
	return s.names.Put(ctx, Named{ID: "station:" + d.Station, Name: d.Name, Area: d.Area})
}

func (s *Service) onPerson(ctx context.Context, e event.Event, d roster.PersonChanged) error {
	if err := s.names.Put(ctx, Named{ID: "person:" + d.Person, Name: d.Name, Area: d.Area}); err != nil {
		return err
	}
	if left(d, e.Time) {
		return s.parted(store.System(ctx), "person:"+d.Person, e.Time)
	}
	return nil
}

// left reports whether a deputy has no mandate any more; who never had one has not
// left.
func left(d roster.PersonChanged, at time.Time) bool {
	return len(d.Mandates) > 0 && !slices.ContainsFunc(d.Mandates, func(m roster.Mandate) bool {
		return m.Status != roster.MandateTerminated && (m.Until.IsZero() || at.Before(m.Until))
	})
}

// parted ends what somebody who left was connected with. Who works here in another
// role goes on hearing of that.
func (s *Service) parted(ctx context.Context, person string, at time.Time) error {
	if err := s.unfollow(ctx, person); err != nil {
		return err
	}
	page, err := s.accounts.List(ctx, store.Query{Index: "post", Of: person, Limit: store.MaxPage})
	for _, a := range page.Items {
		works := slices.ContainsFunc(a.Assignments, func(g identity.Assignment) bool {
			return g.Role != string(authz.DeputyRole) && (g.Until.IsZero() || at.Before(g.Until))
		})
		if err == nil && !works {
			err = s.unfollow(ctx, "acct:"+a.ID)
		}
	}
	return err
}

// named looks a name up; one that has not been heard of yet is empty.
func (s *Service) named(ctx context.Context, ref string) (Named, error) {
	n, err := s.names.Get(ctx, ref)
	if fault.Is(err, fault.KindNotFound) {
		return Named{ID: ref}, nil
	}
	return n, err
}
