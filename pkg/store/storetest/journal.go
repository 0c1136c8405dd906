package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func testSequences(t *testing.T, f *fixture) {
	ctx := event.WithCause(everywhere(t), event.Cause{Actor: "p1", Operation: "test.Op", Trace: "trace"})
	told := f.db.Told()
	must(t, f.notes.Create(ctx, note{ID: "a"}, append(tell(1), tell(2)...)...))
	select {
	case <-told:
	default:
		t.Error("the relay was not woken")
	}
	_, err := f.notes.Update(ctx, "a", func(*note) ([]event.Event, error) { return append(tell(3), tell(4)...), nil })
	must(t, err)
	must(t, f.notes.Delete(ctx, "a", tell(5)...))
	rows, err := f.db.Journal().ReadAggregate(ctx, "note/a", 0, 10)
	must(t, err)
	expect(t, "events", len(rows), 5)
	for i, row := range rows {
		e := row.Event
		expect(t, "sequence", e.Sequence, int64(i+1))
		expect(t, "envelope", fmt.Sprint(e.SpecVersion, e.Source, e.Subject, e.Aggregate, e.Actor, e.Operation, e.TraceParent),
			fmt.Sprint("1.0", "lianluo/storetest", "a", "note", "p1", "test.Op", "trace"))
		if _, err := event.Parse(mustJSON(t, e)); err != nil {
			t.Error(err)
		}
	}
	rows, err = f.db.Journal().ReadAggregate(ctx, "note/a", 3, 1)
	must(t, err)
	expect(t, "one after the third", len(rows) == 1 && rows[0].Event.Sequence == 4, true)
}

// What is told of the past keeps its id, time and actor, and comes in that order
// when positions are given, whichever aggregate was written first.
func testPast(t *testing.T, f *fixture) {
	ctx := event.WithCause(everywhere(t), event.Cause{Actor: "loader", Operation: "test.Load", Trace: "trace"})
	at := func(day int) time.Time { return time.Date(2025, time.March, day, 8, 0, 0, 0, time.UTC) }
	past := func(n, day int) event.Event { return tell(n)[0].Past(fmt.Sprintf("%026d", day), at(day), "then") }
	must(t, f.notes.Create(ctx, note{ID: "b"}, past(1, 2), past(2, 5)))
	must(t, f.notes.Create(ctx, note{ID: "a"}, past(1, 1), past(2, 3), past(3, 4)))
	rows, err := f.db.Journal().Pending(ctx, 10)
	must(t, err)
	var got []string
	for i, row := range rows {
		e := row.Event
		got = append(got, fmt.Sprint(e.Subject, e.Sequence))
		expect(t, "envelope", fmt.Sprint(e.ID, e.Time, e.Actor, e.Source, e.Aggregate), fmt.Sprint(fmt.Sprintf("%026d", i+1), at(i+1), "then", "lianluo/storetest", "note"))
		if _, err := event.Parse(mustJSON(t, e)); err != nil {
			t.Error(err)
		}
	}
	expect(t, "order", fmt.Sprint(got), "[a1 b1 a2 a3 b2]")
}

func testSequenceAfterDelete(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for range 3 {
		must(t, f.notes.Create(ctx, note{ID: "a"}, tell(1)...))
		must(t, f.notes.Delete(ctx, "a", tell(2)...))
		must(t, f.notes.Create(ctx, note{ID: "a"}))
		_, err := f.notes.Update(ctx, "a", func(*note) ([]event.Event, error) { return tell(3), nil })
		must(t, err)
		must(t, f.notes.Delete(ctx, "a"))
	}
	rows, err := f.db.Journal().ReadAggregate(ctx, "note/a", 0, 100)
	must(t, err)
	expect(t, "events", len(rows), 9)
}

func testAppend(t *testing.T, f *fixture) {
	ctx := t.Context()
	must(t, f.db.Append(ctx, "denial", "d1", tell(1)[0]))
	expectKind(t, "the same id again", f.db.Append(ctx, "denial", "d1", tell(1)[0]), fault.KindConflict)
	rows, err := f.db.Journal().ReadAggregate(ctx, "denial/d1", 0, 10)
	must(t, err)
	expect(t, "events", len(rows), 1)
}

func testAssign(t *testing.T, f *fixture) {
	ctx, j := everywhere(t), f.db.Journal()
	lease, err := f.db.Acquire(ctx, "relay", "r1", time.Hour)
	must(t, err)
	var read []store.JournalRow
	for round := range 4 {
		for i := range 5 {
			_, err := f.notes.Upsert(ctx, fmt.Sprint(i%3), func() note { return note{ID: fmt.Sprint(i % 3)} },
				func(*note) ([]event.Event, error) { return tell(round), nil })
			must(t, err)
		}
		rows, err := j.Pending(ctx, 100)
		must(t, err)
		expect(t, "pending", len(rows), 5)
		lease, rows, err = j.Assign(ctx, lease, rows)
		must(t, err)
		expect(t, "cursor", lease.Cursor, int64(5*round+5))
		expect(t, "last position", rows[4].Position, lease.Cursor)
		_, _, err = j.Assign(ctx, lease, rows)
		expectKind(t, "assigned twice", err, fault.KindUnavailable)
	}
	for after := int64(0); ; after = read[len(read)-1].Position {
		rows, err := j.ReadAfter(ctx, after, 3)
		must(t, err)
		if len(rows) == 0 {
			break
		}
		read = append(read, rows...)
	}
	expectOrdered(t, read, 20)
	newest, err := j.Newest(ctx)
	must(t, err)
	expect(t, "newest", newest.Equal(read[19].Event.Time), true)
	_, err = f.db.Held(ctx, lease, nil)
	must(t, err)
}

// expectOrdered checks that positions and each aggregate's sequences rise by one.
func expectOrdered(t *testing.T, rows []store.JournalRow, want int) {
	t.Helper()
	expect(t, "rows", len(rows), want)
	last := map[string]int64{}
	for i, r := range rows {
		if r.Position != int64(i+1) || r.Event.Sequence != last[r.Event.Key()]+1 {
			t.Fatalf("row %d has position %d, and sequence %d after %d", i+1, r.Position, r.Event.Sequence, last[r.Event.Key()])
		}
		last[r.Event.Key()] = r.Event.Sequence
	}
}

// testPendingOrder: clocks of replicas differ, so an effect's id may sort before
// its cause's; positions must not.
func testPendingOrder(t *testing.T, f *fixture) {
	ctx, j := everywhere(t), f.db.Journal()
	for i := range 4 {
		_, err := f.notes.Upsert(ctx, "a", func() note { return note{ID: "a"} }, func(*note) ([]event.Event, error) { return tell(i), nil })
		must(t, err)
	}
	rows, err := j.Pending(ctx, 10)
	must(t, err)
	f.reverseIDs(t, rows)
	for _, limit := range []int{1, 2, 10} {
		got, err := j.Pending(ctx, limit)
		must(t, err)
		expect(t, "complete", len(got), 4)
		expect(t, "in sequence", slices.IsSortedFunc(got, func(a, b store.JournalRow) int {
			return int(a.Event.Sequence - b.Event.Sequence)
		}), true)
	}
	lease, err := f.db.Acquire(ctx, "relay", "r1", time.Hour)
	must(t, err)
	got, err := j.Pending(ctx, 1)
	must(t, err)
	_, _, err = j.Assign(ctx, lease, got[:2])
	must(t, err)
	got, err = j.Pending(ctx, 1)
	must(t, err)
	expect(t, "what is left", len(got) == 2 && got[0].Event.Sequence == 3, true)
}

// reverseIDs gives the rows each other's ids, the last the least.
func (f *fixture) reverseIDs(t *testing.T, rows []store.JournalRow) {
	t.Helper()
	var writes []store.Write
	for i, r := range rows {
		other := rows[len(rows)-1-i].Event.ID
		id, old := fmt.Sprintf("%s/%012d", r.Event.Key(), r.Event.Sequence), r.Event.ID
		r.Event.ID = other
		entry := func(id string) []store.Entry { return []store.Entry{{Index: "pending", Key: id + "\x1f"}} }
		writes = append(writes, store.Write{Collection: "journal", Expect: 1, Old: entry(old), New: entry(other),
			Record: store.Record{ID: id, Version: 2, Doc: mustJSON(t, r)}})
	}
	must(t, f.backend.Commit(t.Context(), writes))
}

func testLease(t *testing.T, f *fixture) {
	ctx := t.Context()
	first, err := f.db.Acquire(ctx, "job", "one", time.Hour)
	must(t, err)
	again, err := f.db.Acquire(ctx, "job", "one", time.Hour)
	must(t, err)
	expect(t, "epoch when renewed", again.Epoch, first.Epoch)
	_, err = f.db.Acquire(ctx, "job", "two", time.Hour)
	expect(t, "while it is held", errors.Is(err, store.ErrLease), true)
	must(t, f.db.Release(ctx, again))
	taken, err := f.db.Acquire(ctx, "job", "two", -time.Second)
	must(t, err)
	expect(t, "epoch when taken", taken.Epoch, first.Epoch+1)
	_, err = f.db.Held(ctx, first, nil)
	expect(t, "the old holder's work", errors.Is(err, store.ErrLease), true)
	expired, err := f.db.Acquire(ctx, "job", "three", time.Hour)
	must(t, err)
	expect(t, "epoch after its time ran out", expired.Epoch, taken.Epoch+1)
}

// testLeaseFence: of ten that go for the lease one gets it, and work under a
// lost lease leaves nothing.
func testLeaseFence(t *testing.T, f *fixture) {
	ctx, j := everywhere(t), f.db.Journal()
	old, err := f.db.Acquire(ctx, "relay", "old", -time.Second)
	must(t, err)
	must(t, f.notes.Create(ctx, note{ID: "a"}, tell(1)...))
	rows, err := j.Pending(ctx, 10)
	must(t, err)
	won := make([]store.Lease, writers)
	together(t, writers, func(i int) error {
		lease, err := f.db.Acquire(ctx, "relay", fmt.Sprint(i), time.Hour)
		if err == nil {
			won[i] = lease
		} else if !errors.Is(err, store.ErrLease) {
			return err
		}
		return nil
	})
	won = slices.DeleteFunc(won, func(l store.Lease) bool { return l.Name == "" })
	expect(t, "holders", len(won), 1)
	_, _, err = j.Assign(ctx, old, rows)
	expect(t, "assign under the lost lease", errors.Is(err, store.ErrLease), true)
	err = f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "b"}))
		_, err := f.db.Held(ctx, old, func(l *store.Lease) { l.Done = 7 })
		return err
	})
	expect(t, "a unit under the lost lease", errors.Is(err, store.ErrLease), true)
	expectIDs(t, "all", ids(t, ctx, f.notes, store.Query{Index: "all"}), "a")
	_, rows, err = j.Assign(ctx, won[0], rows)
	must(t, err)
	expect(t, "position", rows[0].Position, 1)
}
