// Package world is a small installation for tests of permission and of hostile
// input: two places full of objects, accounts of every role all around them, and
// a valid request for every operation of the system.
package world

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/identity/foreign/foreigntest"
	"lianluo/services/platform/operations"
	"lianluo/services/platform/platformtest"
)

// The divisions of the world: the objects lie in Town and in County, the others
// are around them.
const (
	Town      = "431223100"
	OtherTown = "431223101"
	County    = "431223"
	Province  = "43"
)

// Secret is what the services of the world share.
const Secret = platformtest.InternalSecret

// World is a running system with its places and accounts.
type World struct {
	*platformtest.System
	// Town and County are the places with objects; OtherTown holds what accounts
	// beside them belong to.
	Town, County, OtherTown *Place

	t        testing.TB
	foreign  *foreigntest.Crooked
	accounts map[string]*Account
	mu       sync.Mutex
	programs map[string]string
}

// New starts a system and fills it; extra are arguments of the program.
func New(t testing.TB, extra ...string) *World {
	t.Helper()
	w := &World{System: platformtest.One(t, extra...), t: t, accounts: map[string]*Account{}, programs: map[string]string{}}
	w.invite(t.Context(), hand{name: "maker", role: authz.CountyAdmin, area: County})
	w.Town, w.OtherTown, w.County = w.place(Town), w.place(OtherTown), w.place(County)
	w.startIssuer()
	w.invite(t.Context(), append(guards, w.hands()...)...)
	for _, p := range []*Place{w.Town, w.County} {
		p.fill()
		for _, o := range operations.All() {
			Request(o.Declared(), p) // makes the cases that it is about
		}
	}
	return w
}

// Must calls an operation as an account and waits for what other services have to
// learn first.
func Must[Req, Res any](w *World, as string, op rpc.Op[Req, Res], req Req) Res {
	w.t.Helper()
	res, err := must(w.t.Context(), w.Client(as), op, req)
	if err != nil {
		w.t.Fatalf("%s as %q: %v", op.Name, as, err)
	}
	return res
}

func must[Req, Res any](ctx context.Context, c *rpc.Client, op rpc.Op[Req, Res], req Req) (Res, error) {
	deadline := time.Now().Add(30 * time.Second)
	for {
		res, err := rpc.Call(ctx, c, op, req)
		late := fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindUnauthenticated) || fault.HasCode(err, "denied") ||
			fault.HasCode(err, "case.received_by") // casework has not heard of the posting
		if err == nil || !late || time.Now().After(deadline) {
			return res, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Client calls as an account of the world; "" is the public.
func (w *World) Client(name string) *rpc.Client {
	if name == "" {
		return w.With("")
	}
	a := w.accounts[name]
	if a == nil {
		panic(fmt.Sprintf("the world has no account %q", name))
	}
	c := w.With("")
	c.Token = a.token
	return c
}

// With calls with a token.
func (w *World) With(token string) *rpc.Client {
	c := w.System.As("")
	c.Token = func(context.Context) string { return token }
	return c
}
