package voting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// mostForgotten bounds what one hour destroys, so that a mistake is noticed before
// all is gone.
const mostForgotten = 100

// resting are the states in which nothing comes to a project by itself: from then on
// its proposers' data are kept for the rule's years.
var resting = []voting.State{voting.Proposed, voting.Pooled, voting.Rejected, voting.NotAdopted, voting.Merged, voting.Split, voting.Terminated, voting.Archived, voting.Withdrawn}

// remembers reports whether a source has a proposer's data, or pictures.
func remembers(src voting.Source) bool {
	named := (src.Channel == voting.OnPage || src.Channel == voting.AtDesk) && !src.Anonymous
	return (named || len(src.Photos) > 0) && !src.Forgotten && src.Withdrawn.IsZero()
}

// forgetAt is when the data of the project's proposers are over; zero while it is
// under way, or where there are none.
func (p *Project) forgetAt() time.Time {
	if !slices.Contains(resting, p.State) || !slices.ContainsFunc(p.Sources, remembers) {
		return time.Time{}
	}
	if p.KeptYears == 0 { // it was stored before the rule
		return p.Updated.AddDate(DefaultRules().ProposersYears, 0, 0)
	}
	return p.Updated.AddDate(p.KeptYears, 0, 0)
}

// Retention destroys the data of proposers whose projects rest long enough, by the
// time that was lived through; what they said stays, as with cases. Every source is a
// unit of work of its own.
func (s *Service) Retention(ctx context.Context) error {
	ctx = store.System(event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job retention"}))
	at, err := s.lived.Until(ctx)
	if err != nil {
		return err
	}
	var failed []error
	left := mostForgotten
	err = s.projects.Each(ctx, store.Query{Index: "forget", Below: at, Limit: store.MaxPage}, func(p Project) error {
		for _, src := range p.Sources {
			if !remembers(src) || left == 0 {
				continue
			}
			gone := false
			if err := s.db.Transact(ctx, func(ctx context.Context) (err error) { gone, err = s.forgetSource(ctx, src, at); return err }); err != nil {
				failed = append(failed, fmt.Errorf("project %s: %w", p.ID, err))
			}
			if gone {
				left--
			}
		}
		return ctx.Err()
	})
	return errors.Join(append(failed, err)...)
}

// forgetSource destroys a proposer's data, unless another project that the proposal
// lives in goes on: then that one's rest counts.
func (s *Service) forgetSource(ctx context.Context, src voting.Source, at time.Time) (gone bool, err error) {
	var in []string
	over := true
	err = s.projects.Each(ctx, store.Query{Index: "number", Of: src.Number}, func(p Project) error {
		in = append(in, p.ID)
		ends := p.forgetAt()
		over = over && !ends.IsZero() && !ends.After(at)
		return nil
	})
	if err != nil || !over || len(in) == 0 {
		return false, err
	}
	for _, id := range in {
		if _, err := s.projects.Update(ctx, id, func(p *Project) ([]event.Event, error) {
			return p.forget(s.actAt(ctx, p.Area, p.Ancestors), src.ID), nil
		}); err != nil {
			return false, err
		}
	}
	if err := s.forgetPhotos(ctx, src.Photos); err != nil {
		return false, err
	}
	return true, s.forgetProposer(ctx, src.ID)
}

// forget notes that a proposer's data are destroyed.
func (p *Project) forget(a Act, source string) []event.Event {
	p.Sources = slices.Clone(p.Sources)
	for i := range p.Sources {
		if p.Sources[i].ID == source {
			p.Sources[i].Forgotten, p.Sources[i].Reachable, p.Sources[i].Photos = true, false, nil
		}
	}
	return p.record(a, voting.ProposersForgotten, "", quiet)
}
