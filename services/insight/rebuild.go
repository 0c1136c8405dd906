package insight

import (
	"cmp"
	"context"
	"time"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Rebuild is the last rebuild that was asked for. It outlives the process that
// was to do it.
type Rebuild struct {
	ID      string     `json:"id"`
	From    int64      `json:"from"` // generation that it replaces
	Asked   time.Time  `json:"asked"`
	Ended   time.Time  `json:"ended,omitzero"`
	Failure fault.Text `json:"failure,omitzero"`
}

// What is built anew: the read models, by the names of their consumers.
const (
	rebuildCounts = "counts"
	rebuildSearch = "search"
)

func declareRebuilds(db *store.DB) *store.Collection[Rebuild] {
	return store.NewCollection(db, "rebuild", store.Def[Rebuild]{ID: func(r *Rebuild) string { return r.ID }})
}

var errUnderWay = fault.FailedPrecondition("insight.rebuilding", "正在重建，请等它完成", "A rebuild is under way; wait for it to finish")

func (r Rebuild) pending() bool { return !r.Asked.IsZero() && r.Ended.IsZero() }

// Rebuild serves insight.Rebuild: it notes the wish, and a worker does it.
func (s *Service) Rebuild(ctx context.Context, req insight.RebuildRequest) (insight.RebuildState, error) {
	what := cmp.Or(req.What, rebuildCounts)
	g, err := s.rebuilders[what].Generation(ctx)
	if err != nil {
		return insight.RebuildState{}, err
	}
	r, err := s.rebuilds.Upsert(ctx, what, func() Rebuild { return Rebuild{ID: what} }, func(r *Rebuild) ([]event.Event, error) {
		if r.pending() {
			return nil, errUnderWay
		}
		*r = Rebuild{ID: what, From: g.Number, Asked: s.clock.Now()}
		return []event.Event{insight.RebuildAsked.New(state(ctx, *r, g))}, nil
	})
	s.db.AfterCommit(ctx, s.poke)
	return state(ctx, r, g), err
}

// GetRebuild serves insight.GetRebuild.
func (s *Service) GetRebuild(ctx context.Context, req insight.RebuildRequest) (insight.RebuildState, error) {
	what := cmp.Or(req.What, rebuildCounts)
	g, err := s.rebuilders[what].Generation(ctx)
	if err != nil {
		return insight.RebuildState{}, err
	}
	r, err := s.rebuilds.Get(ctx, what)
	if fault.Is(err, fault.KindNotFound) {
		r, err = Rebuild{ID: what}, nil
	}
	return state(ctx, r, g), err
}

func state(ctx context.Context, r Rebuild, g consume.Generation) insight.RebuildState {
	out := insight.RebuildState{What: r.ID, Running: r.pending(), Generation: int(g.Number), Started: r.Asked, Finished: r.Ended, Error: r.Failure.In(rpc.LangOf(ctx))}
	if g.Building != nil {
		out.Events = g.Building.Events
	}
	return out
}

func (s *Service) poke() {
	select {
	case s.asked <- struct{}{}:
	default:
	}
}

// pollEvery is how often a wish noted by another replica, or left by a process
// that ended, is looked for, on the machine's clock.
const pollEvery = 2 * time.Second

// work does the rebuilds that are asked for until ctx ends.
func (s *Service) work(ctx context.Context) error {
	for ctx.Err() == nil {
		for what := range s.rebuilders {
			if err := s.workOnce(store.System(ctx), what); err != nil && ctx.Err() == nil {
				s.log.Warn("rebuild will be tried again", "what", what, "error", err)
			}
		}
		passed, stop := calendar.System().Timer(pollEvery)
		select {
		case <-ctx.Done():
		case <-passed:
		case <-s.asked:
		}
		stop()
	}
	return nil
}

// workOnce does the rebuild that is asked for, if any. Another replica may be
// doing it: then its turn ends with a newer generation.
func (s *Service) workOnce(ctx context.Context, what string) error {
	r, err := s.rebuilds.Get(ctx, what)
	if fault.Is(err, fault.KindNotFound) || err == nil && !r.pending() {
		return nil
	}
	if err != nil {
		return err
	}
	g, err := s.rebuilders[what].Generation(ctx)
	if err != nil {
		return err
	}
	if g.Number > r.From {
		return s.ended(ctx, r, nil)
	}
	err = s.rebuilders[what].Rebuild(ctx)
	if ctx.Err() != nil || fault.Is(err, fault.KindFailedPrecondition) {
		return err // taken up again by whoever comes next
	}
	return s.ended(ctx, r, err)
}

// ended notes how the rebuild that was asked for ended, once.
func (s *Service) ended(ctx context.Context, asked Rebuild, failure error) error {
	g, err := s.rebuilders[asked.ID].Generation(ctx)
	if err != nil {
		return err
	}
	_, err = s.rebuilds.Update(ctx, asked.ID, func(r *Rebuild) ([]event.Event, error) {
		if !r.pending() || !r.Asked.Equal(asked.Asked) {
			return nil, nil
		}
		r.Ended = s.clock.Now()
		if failure != nil {
			r.Failure = fault.Of(failure).Text
		}
		return []event.Event{insight.RebuildEnded.New(state(ctx, *r, g))}, nil
	})
	return err
}
