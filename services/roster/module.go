// Package roster serves handling units and their duties, persons with mandates,
// postings and leave, and the reception days on which deputies receive people.
package roster

import (
	"context"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/holidays"
	"lianluo/pkg/imports"
	"lianluo/pkg/placing"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
	"lianluo/pkg/vault"
)

// Settings is what the process configures; there is nothing yet.
type Settings struct{}

// Service serves the operations.
type Service struct {
	db        *store.DB
	tree      *area.Tree
	clock     app.Clock
	calendars *calendar.Places
	vault     *vault.Vault
	rules     *rules.Set[Rules]
	units     *store.Collection[unit]
	people    *store.Collection[person]
	stations  *store.Collection[station]
	days      *store.Collection[day]
	duties    *store.Collection[duty]
	ties      *store.Collection[tie]
	imports   *imports.Imports
}

// Module makes the service.
func Module(Settings) app.Module {
	return app.Module{Name: "roster", Build: func(b *app.Builder) error {
		_, err := build(b)
		return err
	}}
}

func build(b *app.Builder) (*Service, error) {
	s := &Service{db: b.DB, tree: b.Tree, clock: b.Clock, calendars: b.Calendars, vault: b.Vault}
	s.rules = rules.Declare(b.DB, b.Log, b.Tree, defaults, Rules.check)
	s.units, s.people = newUnits(b.DB), newPeople(b.DB)
	s.stations, s.days, s.duties = newStations(b.DB), newDays(b.DB), newDuties(b.DB)
	s.ties = newTies(b.DB)
	placing.Settle(b.Placing, "person", func(p *person) { p.settle(s.tree, s.clock.Now()) })
	s.imports = imports.Declare(b.DB, b.Tree, b.Vault, b.Keeper, imports.OpsOf("roster", api.ImportPermission), s.personImports(), s.unitImports())
	s.rules.Foresee(s.foresee)
	rpc.Handle(b.RPC, timers.OpOf("roster"), s.ListTimers)
	holidays.Handle(b.RPC, holidays.OpOf("roster"), b.Calendars, b.Tree, b.Clock, s.foreseeDays)
	b.Refresh(s.rules.Refresh)
	b.Job("receptions", time.Minute, s.settleDays)
	b.Job("closings", time.Minute, s.windUpAgain)
	b.Job("terms", time.Hour, s.endTerms)
	b.Job("imports", time.Second, s.imports.Work)
	s.rules.Handle(b.RPC)
	s.imports.Handle(b.RPC)
	s.handlePersons(b.RPC)
	s.handleReceptions(b.RPC)
	if err := b.Consume("ties", s.tieHandlers()...); err != nil {
		return nil, err
	}
	return s, b.Consume("stations", s.stationHandlers()...)
}

func (s *Service) handlePersons(r *rpc.Server) {
	rpc.Handle(r, api.CreateUnit, s.CreateUnit)
	rpc.Handle(r, api.UpdateUnit, s.UpdateUnit)
	rpc.Handle(r, api.RetireUnit, s.RetireUnit)
	rpc.Handle(r, api.GetUnit, s.GetUnit)
	rpc.Handle(r, api.ListUnits, s.ListUnits)
	rpc.Handle(r, api.CreatePerson, s.CreatePerson)
	rpc.Handle(r, api.GetPerson, s.GetPerson)
	rpc.Handle(r, api.ListPersons, s.ListPersons)
	rpc.Handle(r, api.UpdatePerson, s.UpdatePerson)
	rpc.Handle(r, api.UnmaskPerson, s.UnmaskPerson)
	rpc.Handle(r, api.AddMandate, s.AddMandate)
	rpc.Handle(r, api.ChangeMandate, s.ChangeMandate)
	rpc.Handle(r, api.PostPerson, s.PostPerson)
	rpc.Handle(r, api.EndPosting, s.EndPosting)
	rpc.Handle(r, api.TakeLeave, s.TakeLeave)
	rpc.Handle(r, api.CancelLeave, s.CancelLeave)
	rpc.Handle(r, api.ResolveContact, s.ResolveContact)
}

func (s *Service) handleReceptions(r *rpc.Server) {
	rpc.Handle(r, api.PlanMonth, s.PlanMonth)
	rpc.Handle(r, api.GetMonth, s.GetMonth)
	rpc.Handle(r, api.ListDays, s.ListDays)
	rpc.Handle(r, api.GetDay, s.GetDay)
	rpc.Handle(r, api.ChangeShift, s.ChangeShift)
	rpc.Handle(r, api.TradeShifts, s.TradeShifts)
	rpc.Handle(r, api.MoveDay, s.MoveDay)
	rpc.Handle(r, api.PublishMonth, s.PublishMonth)
	rpc.Handle(r, api.CancelDay, s.CancelDay)
	rpc.Handle(r, api.MyShifts, s.MyShifts)
	rpc.Handle(r, api.ConfirmShift, s.ConfirmShift)
	rpc.Handle(r, api.AskSwap, s.AskSwap)
	rpc.Handle(r, api.SwapCandidates, s.SwapCandidates)
	rpc.Handle(r, api.AnswerSwap, s.AnswerSwap)
	rpc.Handle(r, api.CheckIn, s.CheckIn)
	rpc.Handle(r, api.CheckOut, s.CheckOut)
	rpc.Handle(r, api.RecordVisitors, s.RecordVisitors)
	rpc.Handle(r, api.MarkAbsent, s.MarkAbsent)
}

// act is who does something and when.
type act struct {
	By     string
	Person string // the deputy behind By, if any
	At     time.Time
}

func (s *Service) act(ctx context.Context) act {
	return act{By: event.CauseOf(ctx).Actor, Person: authz.Actor(ctx).Person, At: s.clock.Now().UTC()}
}

func over(until, at time.Time) bool { return !until.IsZero() && !until.After(at) }
