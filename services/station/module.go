// Package station serves liaison stations and deputy homes: where they are, who
// works there, what they announce, and the public bulletin of each.
package station

import (
	"context"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// Settings is what the process configures; there is nothing yet.
type Settings struct{}

// Service serves the operations.
type Service struct {
	db       *store.DB
	tree     *area.Tree
	clock    app.Clock
	rules    *rules.Set[Rules]
	stations *store.Collection[station]
	notices  *store.Collection[notice]
	bulletin *consume.Consumer
	imports  *imports.Imports
}

// Module makes the service.
func Module(Settings) app.Module {
	return app.Module{Name: "station", Build: func(b *app.Builder) error {
		_, err := build(b)
		return err
	}}
}

func build(b *app.Builder) (*Service, error) {
	s := &Service{db: b.DB, tree: b.Tree, clock: b.Clock}
	s.rules = rules.Declare(b.DB, b.Log, b.Tree, defaults, Rules.check)
	s.stations = newStations(b.DB, b.Tree)
	s.notices = newNotices(b.DB)
	s.imports = imports.Declare(b.DB, b.Tree, b.Vault, b.Keeper, imports.OpsOf("station", api.ImportPermission), s.stationImports())
	var err error
	s.bulletin, err = b.View("bulletin", 2, func(suffix string) consume.View { return newBoard(b.DB, suffix) })
	if err != nil {
		return nil, err
	}
	s.rules.Foresee(s.foresee)
	b.Refresh(s.rules.Refresh)
	b.Job("imports", time.Second, s.imports.Work)
	s.rules.Handle(b.RPC)
	s.imports.Handle(b.RPC)
	s.handle(b.RPC)
	return s, nil
}

func (s *Service) handle(r *rpc.Server) {
	rpc.Handle(r, api.CreateStation, s.CreateStation)
	rpc.Handle(r, api.GetStation, s.GetStation)
	rpc.Handle(r, api.ListStations, s.ListStations)
	rpc.Handle(r, api.UpdateStation, s.UpdateStation)
	rpc.Handle(r, api.CloseStation, s.CloseStation)
	rpc.Handle(r, api.AppointStaff, s.AppointStaff)
	rpc.Handle(r, api.EndStaff, s.EndStaff)
	rpc.Handle(r, api.FindStations, s.FindStations)
	rpc.Handle(r, api.GetBulletin, s.GetBulletin)
	rpc.Handle(r, api.PublishNotice, s.PublishNotice)
	rpc.Handle(r, api.ListNotices, s.ListNotices)
	rpc.Handle(r, api.WithdrawNotice, s.WithdrawNotice)
}

// public reaches what anybody may see: documents that carry the token "public".
func public(ctx context.Context) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{publicToken}})
}

const publicToken = "public"

// act is who does something, when, and under which rules.
type act struct {
	By    string
	At    time.Time
	Rules Rules
	Rule  string // version
}

func (s *Service) act(ctx context.Context, area string) act {
	a := act{By: authz.Actor(ctx).ID, At: s.clock.Now().UTC()}
	a.Rules, a.Rule = s.rules.At(area, a.At)
	return a
}

var errMissing = fault.NotFound("station.not_found", "没有找到这个站点，可能编号有误或不在您的管辖范围内，请核对",
	"There is no such station: check the code; it may also lie outside your area")
