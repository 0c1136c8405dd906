package imports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/vault"
)

const county = "431223"

// thing is what the rows of the tests make: names are taken once.
type thing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Used bool   `json:"used"`
}

var thingMade = event.Define[thing]("importtest", "ThingMade")

// shop is a service that imports things.
type shop struct {
	undone []string
	*Imports
	things *store.Collection[thing]
	guard  *openGuard
	fails  error // what making fails with, over a time
}

// openGuard lets everybody import, until it is said what stands against it.
type openGuard struct{ ended, refused error }

func (g *openGuard) Still(s authz.Subject) (authz.Subject, error) { return s, g.ended }

func (g *openGuard) Authorize(context.Context, authz.Subject, string) (store.Scope, error) {
	if g.refused != nil {
		return store.Scope{}, g.refused
	}
	return store.Scope{Tokens: []string{authz.AreaToken(county)}}, nil
}

func newShop(db *store.DB) *shop {
	s := &shop{guard: &openGuard{}}
	s.things = store.NewCollection(db, "thing", store.Def[thing]{
		ID: func(t *thing) string { return t.ID }, Tokens: func(*thing) []string { return []string{authz.AreaToken(county)} },
		Indexes: []store.Index[thing]{{Name: "name", Unique: true, Key: func(t *thing) store.Key { return store.Key{t.Name} }}},
	})
	v := vault.New(db, bytes.Repeat([]byte{7}, 32))
	s.Imports = Declare(db, area.Default(), v, s.guard, OpsOf("importtest", "thing.manage"), Kind{
		Name: "things", Needs: "thing.manage",
		Columns: []Column{{Name: "name", Heading: fault.Text{ZH: "名称", EN: "Name"}, Needed: true}, {Name: "note", Heading: fault.Text{ZH: "备注", EN: "Note"}}},
		Key:     func(c Cells) string { return "" },
		Open:    func(context.Context, string) (Maker, error) { return s.make, nil },
		Mark: func(ctx context.Context, id string) (string, error) {
			t, err := s.things.Get(ctx, id)
			return t.Name, err
		},
		Unmake: func(ctx context.Context, id string) error {
			t, err := s.things.Get(ctx, id)
			if err != nil || t.Used {
				return errors.Join(err, fault.Conflict("thing.used", "已在使用", "In use"))
			}
			s.undone = append(s.undone, t.Name)
			return s.things.Delete(ctx, id)
		},
	})
	return s
}

func (s *shop) make(ctx context.Context, c Cells) (string, error) {
	if s.fails != nil {
		return "", s.fails
	}
	t := thing{ID: s.db.NewID(), Name: c["name"]}
	return t.ID, s.things.Create(ctx, t, thingMade.New(t))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// office is a context of somebody who imports.
func office(ctx context.Context) context.Context {
	ctx = event.WithCause(ctx, event.Cause{Actor: "clerk"})
	ctx = authz.WithSubject(ctx, authz.Subject{ID: "clerk", Kind: authz.Person})
	return store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(county)}})
}

// book is a file of n things, from one on.
func book(t testing.TB, from, n int) []byte {
	t.Helper()
	w, err := sheet.NewWriter("名称", "备注")
	must(t, err)
	defer w.Close()
	for i := from; i < from+n; i++ {
		must(t, w.Row(fmt.Sprint("物", i), "说明"))
	}
	var out bytes.Buffer
	must(t, w.Finish(&out))
	return out.Bytes()
}

func (s *shop) send(t testing.TB, data []byte) Import {
	t.Helper()
	j, err := s.start(office(t.Context()), StartRequest{Kind: "things", Area: county, File: rpc.File{Name: "x.xlsx", Data: data}})
	must(t, err)
	return s.work(t, j.ID)
}

// work works until the import rests.
func (s *shop) work(t testing.TB, id string) Import {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); ; {
		must(t, s.Work(t.Context()))
		j, err := s.get(office(t.Context()), ByID{ID: id})
		must(t, err)
		if !j.State.working() {
			return j
		}
		if time.Now().After(deadline) {
			t.Fatalf("it never rests: %+v", j)
		}
	}
}

func (s *shop) count(t testing.TB) int {
	t.Helper()
	n := 0
	must(t, s.things.Each(store.System(t.Context()), store.Query{Index: "name"}, func(thing) error { n++; return nil }))
	return n
}

// each runs a test on every store.
func each(t *testing.T, test func(t *testing.T, s *shop)) {
	clock := calendar.NewVirtual(time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Zone))
	storetest.EachDB(t, "importtest", func(t *testing.T, db *store.DB) {
		s := newShop(db)
		must(t, db.Open(t.Context()))
		test(t, s)
	}, clock)
}

func file(t testing.TB, n int) rpc.File {
	t.Helper()
	return rpc.File{Name: "x.xlsx", Data: book(t, 0, n)}
}

// told counts the events of things made.
func (s *shop) told(t testing.TB) int {
	t.Helper()
	n := 0
	must(t, s.things.Each(store.System(t.Context()), store.Query{Index: "name"}, func(x thing) error {
		events, err := s.db.Journal().ReadAggregate(store.System(t.Context()), "thing/"+x.ID, 0, 10)
		n += len(events)
		return err
	}))
	return n
}
