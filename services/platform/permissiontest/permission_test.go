package permissiontest

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

// The outcomes of a call, as far as permission goes.
const (
	reached         = "reached"
	nothing         = "nothing" // not_found, or a list without the object
	denied          = "denied"
	unauthenticated = "unauthenticated"
)

// deeper are refusals from behind the object: whoever gets one has reached it.
var deeper = []string{
	"roster.no_mandate", "roster.no_posting", "roster.no_leave", "roster.no_shift", "station.term_not_found", "grant.not_found",
	"parked.not_found", "case.rung", "password.used", "invitation", "signin", "signin.step", "factor.code",
	"client.not_found", "authorization.gone", "consent.not_found", "signin.issuer.over", "link.not_found", "project.not_seated",
	"voting.not_your_seat", "evidence.not_found", "voting.not_chair", "voting.reason",
}

func outcome(raw []byte, err error, shows string) string {
	switch {
	case err == nil && strings.Contains(string(raw), shows):
		return reached
	case err == nil:
		return nothing
	}
	e := fault.Of(err)
	switch {
	case slices.Contains(deeper, e.Code):
		return reached
	case e.Kind == fault.KindNotFound:
		return nothing
	case slices.Contains([]string{"denied", "rpc.denied", "person_only"}, e.Code):
		return denied
	case e.Kind == fault.KindUnauthenticated:
		return unauthenticated
	case e.Kind == fault.KindFailedPrecondition || e.Kind == fault.KindConflict:
		return reached
	}
	return err.Error()
}

// try calls the operation about the place's objects.
func try(ctx context.Context, c *rpc.Client, op rpc.Operation, p *world.Place) string {
	req, ok := world.Request(op, p)
	if !ok {
		return "the world has no sample request"
	}
	if op.Kind != rpc.KindStream {
		raw, err := c.Do(ctx, op, req)
		return outcome(raw, err, world.Shows(op, p))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	body, err := c.Open(ctx, op, req)
	if err != nil {
		return outcome(nil, err, "")
	}
	defer body.Close()
	_, err = io.ReadFull(body, make([]byte, 1))
	return outcome(nil, err, "")
}

// want is the outcome that a letter asks for in a relation.
func want(letter, relation string) string {
	switch letter {
	case "-":
		return denied
	case "*":
		return reached
	case "a":
		if relation == "child" || relation == world.Sibling {
			return nothing
		}
		return reached
	case "s", "u", "p":
		if relation == world.Own {
			return reached
		}
	}
	return nothing
}

// child is the relation of an office to the objects of the division above it.
const child = "child"

// check tries one cell of the table in every relation.
func (e expectation) check(ctx context.Context, t *testing.T, w *world.World, role authz.Role) {
	t.Helper()
	letter := e.cells[role]
	relations := []string{world.Own, world.Parent, world.Sibling, child}
	if world.Narrow(role) {
		relations = append(relations, world.Beside)
	}
	for _, relation := range relations {
		who, at := world.Name(role, relation), w.Town
		if relation == child {
			who, at = world.Name(role, world.Own), w.County
		}
		if got := try(ctx, w.Client(who), e.op, at); got != want(letter, relation) {
			t.Errorf("%s: %s (%s): %s, the table says %q: %s", e.op.Name, role, relation, got, letter, want(letter, relation))
		}
	}
}

// allowed are the roles that may do the operation to the objects in Town.
func (e expectation) allowed() []authz.Role {
	var out []authz.Role
	for _, role := range authz.Roles {
		if l := e.cells[role]; l != "-" && l != "0" && l != "" {
			out = append(out, role)
		}
	}
	return out
}

// TestPermissions tries the table in one world, and what else guards it.
func TestPermissions(t *testing.T) {
	rows := table(t)
	w := world.New(t)
	t.Run("table", func(t *testing.T) { tryTable(t, w, rows) })
	t.Run("why", func(t *testing.T) { tryWhy(t, w, rows) })
	t.Run("programs", func(t *testing.T) {
		each(t, rows, func(ctx context.Context, e expectation) { e.checkPrograms(ctx, t, w) })
	})
	t.Run("lists", func(t *testing.T) { tryLists(t, w, rows) })
	t.Run("one's own is one's own", func(t *testing.T) { tryOthers(t, w) })
	t.Run("forged tokens", func(t *testing.T) { tryForged(t, w) })
	t.Run("ends bite", func(t *testing.T) { tryEnds(t, w) })
	t.Run("a new policy bites", func(t *testing.T) { tryPolicy(t, w) })
}

func tryTable(t *testing.T, w *world.World, rows []expectation) {
	t.Helper()
	for _, last := range []bool{false, true} {
		each(t, rows, func(ctx context.Context, e expectation) {
			if world.Last(e.op) != last {
				return
			}
			for _, role := range authz.Roles {
				if e.access == "needs" {
					e.check(ctx, t, w, role)
				}
			}
			e.checkOpen(ctx, t, w)
			e.checkOutside(ctx, t, w)
		})
	}
}

func each(t *testing.T, rows []expectation, fn func(context.Context, expectation)) {
	t.Helper()
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for _, e := range rows {
		g.Go(func() error { fn(ctx, e); return nil })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// checkOpen tries operations that need no permission as everybody.
func (e expectation) checkOpen(ctx context.Context, t *testing.T, w *world.World) {
	t.Helper()
	if !e.declared() {
		t.Errorf("%s is declared otherwise than %s", e.op.Name, e.access)
	}
	for _, role := range authz.Roles {
		got := func() string { return try(ctx, w.Client(world.Name(role, world.Own)), e.op, w.Town) }
		switch e.access {
		case "signed-in", "person":
			o := got()
			tooMuch := e.op.Name == identity.CreateToken.Name && o == denied && !w.Holds(world.Name(role, world.Own), "case.read")
			if o != reached && o != nothing && !tooMuch { // nobody's token may do more than its owner
				t.Errorf("%s: %s: %s", e.op.Name, role, o)
			}
		case "internal":
			if o := got(); o != denied {
				t.Errorf("%s: %s: %s", e.op.Name, role, o)
			}
		}
	}
}

// checkOutside tries without a token, and with those of services: they never come
// through the public door, but for the machine's owner.
func (e expectation) checkOutside(ctx context.Context, t *testing.T, w *world.World) {
	t.Helper()
	public := map[bool]string{true: reached, false: unauthenticated}[e.op.Public]
	if got := try(ctx, w.Client(""), e.op, w.Town); got != public {
		t.Errorf("%s: the public: %s", e.op.Name, got)
	}
	service, err := authz.SignService([]byte(world.Secret), "casework", time.Now())
	if err != nil {
		t.Error(err)
	}
	outside := unauthenticated
	if e.op.Service() == "gateway" { // where services read this service's journal
		outside = map[bool]string{true: reached, false: denied}[e.op.Internal]
	}
	if got := try(ctx, w.With(service), e.op, w.Town); got != outside {
		t.Errorf("%s: a service from outside: %s", e.op.Name, got)
	}
	host := try(ctx, w.Host(), e.op, w.Town)
	if e.access == "needs" && host != denied || e.access == "internal" && host != reached {
		t.Errorf("%s: the owner of the machine: %s", e.op.Name, host)
	}
}
