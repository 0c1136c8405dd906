package casework

import (
	"context"
	"iter"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// GetCase serves casework.GetCase.
func (s *Service) GetCase(ctx context.Context, req casework.ByID) (casework.Case, error) {
	c, err := s.cases.Get(ctx, req.ID)
	if err != nil {
		return casework.Case{}, err
	}
	return s.view(ctx, &c)
}

// view is the case as the caller sees it: persons masked, working days counted,
// and what the caller may do next.
func (s *Service) view(ctx context.Context, c *Case) (casework.Case, error) {
	out := c.Case
	out.AreaName = s.tree.Path(area.Code(c.Area))
	out.Clock, out.StepNo = s.shown(c.Area, c.Clock), c.stepNo()
	out.Voices = slices.Clone(c.Voices)
	out.StationName, out.UnitName = s.names().of(ctx, c)
	may := s.powers(ctx)
	out.Next = may.next(c)
	out.Papers = may.papers(c)
	return out, s.masked(ctx, out.Voices)
}

// shown counts the clock's working days as of now.
func (s *Service) shown(code string, k casework.Clock) casework.Clock {
	if !k.Due.IsZero() {
		k.DaysLeft = s.calendars.Of(code).WorkdaysBetween(s.clock.Now(), k.Due)
	}
	return k
}

func (s *Service) rowOf(c *Case, may *powers) casework.CaseRow {
	station, unit := may.names.of(may.ctx, c)
	out := casework.CaseRow{
		ID: c.ID, Number: c.Number, Title: c.Title, Category: c.Category, Station: c.Station, StationName: station,
		AreaName: s.tree.Path(area.Code(c.Area)), Step: c.Step, Class: c.Class, Unit: c.Unit, UnitName: unit,
		Level: c.Level, Clock: s.shown(c.Area, c.Clock), Supervision: c.Supervision, Voices: len(c.Voices),
		ReceivedAt: c.ReceivedAt, Outcome: c.Outcome,
	}
	for op := range may.offered(c) {
		out.Next = op
		break
	}
	return out
}

// powers remembers on which data the caller may do what, for many cases.
type powers struct {
	s       *Service
	ctx     context.Context
	subject authz.Subject
	now     time.Time
	scopes  map[string]store.Scope
	names   *currentNames
}

func (s *Service) powers(ctx context.Context) *powers {
	return &powers{s: s, ctx: ctx, subject: authz.Actor(ctx), now: s.clock.Now(), scopes: map[string]store.Scope{}, names: s.names()}
}

// scope is where the caller may do the operation; the zero Scope for nowhere.
func (p *powers) scope(op rpc.Operation) store.Scope {
	known, ok := p.scopes[op.Permission]
	if !ok {
		known, _ = p.s.keeper.Authorize(p.ctx, p.subject, op.Permission) // refused: nowhere
		p.scopes[op.Permission] = known
	}
	return known
}

// next lists what the caller may do with the case, the primary action first.
func (p *powers) next(c *Case) []string { return orEmpty(slices.Collect(p.offered(c))) }

func (p *powers) offered(c *Case) iter.Seq[string] {
	if p.subject.Kind == authz.Public {
		return func(func(string) bool) {}
	}
	tokens := c.tokens()
	a := Act{At: p.now}
	return c.next(func(op rpc.Operation) Act {
		a.Upto, a.Deputy = standing(p.scope(op), tokens)
		return a
	}, func(op rpc.Operation) bool { return p.scope(op).Permits(tokens) })
}
