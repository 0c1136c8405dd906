package portaltest

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// Fake serves one operation.
type Fake struct {
	op    rpc.Operation
	serve func(*rpc.Server)
}

// Op serves an operation by a function, in place of the default fake if there is one.
func Op[Req, Res any](op rpc.Op[Req, Res], method func(context.Context, Req) (Res, error)) Fake {
	return Fake{op: op.Declared(), serve: func(s *rpc.Server) { rpc.Handle(s, op, method) }}
}

// Stream serves a stream operation.
func Stream[Req any](op rpc.Op[Req, rpc.None], method func(context.Context, Req, *rpc.Writer) error) Fake {
	return Fake{op: op.Declared(), serve: func(s *rpc.Server) { rpc.HandleStream(s, op, method) }}
}

// Always serves an operation with the same answer.
func Always[Req, Res any](op rpc.Op[Req, Res], res Res) Fake {
	return Op(op, func(context.Context, Req) (Res, error) { return res, nil })
}

// Paged serves a list with one row a page; after is what a request says of where its
// page begins.
func Paged[Req, Row any](op rpc.Op[Req, rpc.Page[Row]], after func(Req) string, rows ...Row) Fake {
	return Op(op, func(_ context.Context, req Req) (rpc.Page[Row], error) {
		at, _ := strconv.Atoi(after(req)) // "": at the first
		page := rpc.Page[Row]{Items: rows[at : at+1]}
		if at+1 < len(rows) {
			page.Next = strconv.Itoa(at + 1)
		}
		return page, nil
	})
}

// Refusing serves an operation with the same refusal.
func Refusing[Req, Res any](op rpc.Op[Req, Res], err error) Fake {
	return Op(op, func(context.Context, Req) (Res, error) {
		var none Res
		return none, err
	})
}

// serve starts one real server per service over the fakes; later ones replace
// earlier ones of the same operation. Services without any answer unavailable.
func serve(t testing.TB, guard rpc.Guard, fakes []Fake) map[string]http.Handler {
	byName := map[string]Fake{}
	for _, f := range fakes {
		byName[f.op.Name] = f
	}
	servers := map[string]*rpc.Server{}
	dbs := map[string]*store.DB{}
	for _, f := range byName {
		name := f.op.Service()
		if servers[name] == nil {
			dbs[name] = storetest.DB(t, name)
			servers[name] = rpc.NewServer(rpc.ServerConfig{Service: name, DB: dbs[name], Guard: guard, Logger: slog.New(slog.DiscardHandler)})
		}
		f.serve(servers[name])
	}
	handlers := map[string]http.Handler{}
	for name, s := range servers {
		if err := dbs[name].Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Drain)
		handlers[name] = s.Handler()
	}
	return handlers
}

// openGuard knows the fake identity's tokens and lets everybody do everything.
type openGuard struct{ people *People }

func (g openGuard) Authenticate(_ context.Context, token string) (authz.Subject, error) {
	subject, ok := g.people.subject(token)
	if !ok {
		return subject, fault.Unauthenticated("token", "Signed out", "Signed out")
	}
	return subject, nil
}

func (openGuard) Authorize(context.Context, authz.Subject, string) (store.Scope, error) {
	return store.Scope{Tokens: []string{"public"}}, nil
}

func (openGuard) Refused(context.Context, authz.Subject, string, error) {}
