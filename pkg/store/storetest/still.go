package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Pictures are what Stills needs of a backend.
type Pictures struct {
	Open func(t *testing.T, place string) store.Backend
	Take func(ctx context.Context, places []string) ([]store.Still, error)
}

// Stills checks that pictures of several databases are of one moment, that they
// stand still while the databases go on, and that a database restored from one
// is the same. places are three databases that do not exist yet.
func Stills(t *testing.T, p Pictures, places [3]string) {
	ctx := everywhere(t)
	first, second := newFixture(t, p.Open(t, places[0])), newFixture(t, p.Open(t, places[1]))
	first.fill(t, ctx)
	stop, ended := causeAndEffect(t, ctx, first.notes, second.notes)
	seen := 0
	for range 8 {
		stills, err := p.Take(ctx, places[:2])
		must(t, err)
		causes, effects := all(t, ctx, stills[0], "note"), all(t, ctx, stills[1], "note")
		known := map[string]bool{}
		for _, rec := range causes {
			known[rec.ID] = true
		}
		seen += len(effects)
		for _, rec := range effects {
			if !known[rec.ID] {
				t.Errorf("%s is an effect whose cause is not in the picture", rec.ID)
			}
		}
		expect(t, "the picture stands still", len(all(t, ctx, stills[0], "note")), len(causes))
		for _, s := range stills {
			must(t, s.Close())
		}
	}
	stop()
	must(t, <-ended)
	if seen == 0 {
		t.Error("no picture has an effect: nothing was shown")
	}
	stills, err := p.Take(ctx, places[:1])
	must(t, err)
	restored(t, ctx, stills[0], first, p.Open(t, places[2]))
	must(t, stills[0].Close())
}

// causeAndEffect writes into one database and then into another until stopped; it
// returns when the first effect is there.
func causeAndEffect(t *testing.T, ctx context.Context, causes, effects *store.Collection[note]) (stop func(), ended chan error) {
	t.Helper()
	var stopped atomic.Bool
	ended = make(chan error, 1)
	begun := make(chan struct{})
	go func() {
		for n := 0; !stopped.Load(); n++ {
			it := note{ID: fmt.Sprintf("n%06d", n), Areas: []string{"x"}}
			err := causes.Create(ctx, it)
			if err == nil {
				err = effects.Create(ctx, it)
			}
			if err != nil {
				ended <- err
				return
			}
			if n == 0 {
				close(begun)
			}
		}
		ended <- nil
	}()
	select {
	case <-begun:
	case err := <-ended:
		t.Fatal(err)
	}
	return func() { stopped.Store(true) }, ended
}

// fill makes what a database can hold: events, versions, blobs, unique keys.
func (f *fixture) fill(t *testing.T, ctx context.Context) {
	t.Helper()
	hash, err := f.db.PutBlob(ctx, []byte("a photo"))
	must(t, err)
	for i := range 30 {
		id := fmt.Sprintf("doc%03d <&> 一二", i)
		must(t, f.notes.Create(ctx, note{ID: id, Name: id, Rank: i, Areas: []string{"x"}, Files: []string{hash}}, tell(1)...))
		_, err := f.notes.Update(ctx, id, func(n *note) ([]event.Event, error) { n.Count = i; return tell(i), nil })
		must(t, err)
	}
}

// restored restores a picture twice, as after a crash in its middle.
func restored(t *testing.T, ctx context.Context, s store.Still, from *fixture, into store.Backend) {
	t.Helper()
	f := newFixture(t, into)
	empty, err := f.db.Empty(ctx)
	must(t, err)
	expect(t, "empty at first", empty, true)
	for _, narrow := range []context.Context{t.Context(), within(t, "x")} {
		_, keptErr := f.db.Kept(narrow, "note", "", 1)
		_, emptyErr := f.db.Empty(narrow)
		for what, err := range map[string]error{"kept": keptErr, "empty": emptyErr, "restore": f.db.Restore(narrow, "note", nil)} {
			if err == nil {
				t.Errorf("%s: done without the system's scope", what)
			}
		}
	}
	names, err := s.Collections(ctx)
	must(t, err)
	for range 2 {
		for _, name := range names {
			must(t, f.db.Restore(ctx, name, all(t, ctx, s, name)))
		}
		must(t, f.db.Restore(ctx, "ofLater", []store.Record{{ID: "a", Version: 3, Seq: 2, Doc: []byte(`{"x":1}`)}}))
	}
	for _, name := range names {
		same(t, ctx, name, all(t, ctx, s, name), f.db)
	}
	blobs, err := s.Blobs(ctx, "", 10)
	must(t, err)
	expect(t, "blobs", len(blobs), 1)
	r, err := s.OpenBlob(ctx, blobs[0])
	must(t, err)
	data, err := io.ReadAll(r)
	must(t, err)
	must(t, r.Close())
	expect(t, "a blob", string(data), "a photo")

	kept, err := f.db.Kept(ctx, "ofLater", "", 10)
	must(t, err)
	expect(t, "what nobody declares is kept", len(kept), 1)
	page := ids(t, within(t, "x"), f.notes, store.Query{Index: "rank"})
	expect(t, "found by an index", len(page), len(ids(t, within(t, "x"), from.notes, store.Query{Index: "rank"})))
	rows, err := f.db.Journal().ReadAggregate(ctx, "note/doc003 <&> 一二", 0, 10)
	must(t, err)
	expect(t, "events", len(rows), 2)
	_, err = f.notes.Update(ctx, "doc003 <&> 一二", func(n *note) ([]event.Event, error) { return tell(9), nil })
	must(t, err)
	expectCode(t, "a unique key that came back", f.notes.Create(ctx, note{ID: "other", Name: "doc004 <&> 一二"}), "note.name_taken")
}

func same(t *testing.T, ctx context.Context, name string, want []store.Record, db *store.DB) {
	t.Helper()
	var got []store.Record
	for after := ""; ; after = got[len(got)-1].ID {
		page, err := db.Kept(ctx, name, after, 7)
		must(t, err)
		if got = append(got, page...); len(page) == 0 {
			break
		}
	}
	expect(t, name+": records", len(got), len(want))
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if g.ID != w.ID || g.Version != w.Version || g.Seq != w.Seq || !bytes.Equal(g.Doc, w.Doc) {
			t.Errorf("%s: restored %+v %s, was %+v %s", name, g, g.Doc, w, w.Doc)
		}
	}
}

func all(t *testing.T, ctx context.Context, s store.Still, collection string) (out []store.Record) {
	t.Helper()
	after := ""
	for {
		page, err := s.Records(ctx, collection, after, 100)
		must(t, err)
		if len(page) == 0 {
			return out
		}
		out = append(out, page...)
		after = page[len(page)-1].ID
	}
}
