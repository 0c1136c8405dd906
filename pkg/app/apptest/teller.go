package apptest

import (
	"context"
	"testing"

	"lianluo/pkg/app"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Teller is a working stand-in for a service that the one under test listens to:
// it tells what a test wants told, through a real store, relay and journal.
type Teller struct {
	name    string
	kinds   []string
	objects map[string]*store.Collection[object]
}

type object struct {
	ID string `json:"id"`
}

// NewTeller makes a stand-in for a service with the kinds of aggregate it has.
func NewTeller(service string, kinds ...string) *Teller {
	return &Teller{name: service, kinds: kinds, objects: map[string]*store.Collection[object]{}}
}

// Module runs the stand-in; handle registers operations that it answers.
func (f *Teller) Module(handle func(*rpc.Server)) app.Module {
	return app.Module{Name: f.name, Build: func(b *app.Builder) error {
		for _, kind := range f.kinds {
			f.objects[kind] = store.NewCollection(b.DB, kind, store.Def[object]{ID: func(o *object) string { return o.ID }})
		}
		handle(b.RPC)
		return nil
	}}
}

// Tell tells events about an aggregate, in actor's name.
func (f *Teller) Tell(t testing.TB, kind, id, actor string, events ...event.Event) {
	t.Helper()
	ctx := event.WithCause(store.System(context.Background()), event.Cause{Actor: actor})
	_, err := f.objects[kind].Upsert(ctx, id, func() object { return object{ID: id} }, func(*object) ([]event.Event, error) {
		return events, nil
	})
	ok(t, err)
}

// Silent is a handle for stand-ins that answer no operation.
func Silent(*rpc.Server) {}
