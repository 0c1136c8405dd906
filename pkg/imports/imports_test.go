package imports

import (
	"context"
	"errors"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func TestAnImportIsMadeOnceAndUndone(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		j := s.send(t, book(t, 0, 450))
		if j.State != Checked || j.Rows != 450 || j.Bad != 0 || s.count(t) != 0 {
			t.Fatalf("%+v, %d things", j, s.count(t))
		}
		ctx := office(t.Context())
		_, err := s.run(ctx, RunRequest{ID: j.ID})
		must(t, err)
		if j = s.work(t, j.ID); j.State != Finished || j.Made != 450 || j.Done != 450 || s.count(t) != 450 {
			t.Fatalf("%+v, %d things", j, s.count(t))
		}
		page, err := s.ListRows(ctx, RowsRequest{ID: j.ID})
		must(t, err)
		used := page.Items[5].ID
		_, err = s.things.Update(ctx, used, func(x *thing) ([]event.Event, error) { x.Used = true; return nil, nil })
		must(t, err)
		_, err = s.undo(ctx, ByID{ID: j.ID})
		must(t, err)
		if j = s.work(t, j.ID); j.State != Undone || j.Made != 1 || j.Kept != 1 || s.count(t) != 1 {
			t.Fatalf("%+v, %d things", j, s.count(t))
		}
		if first, last := s.undone[0], s.undone[len(s.undone)-1]; first != "物449" || last != "物0" { // over three batches
			t.Errorf("undone from %s to %s", first, last)
		}
		_, err = s.things.Update(ctx, used, func(x *thing) ([]event.Event, error) { x.Used = false; return nil, nil })
		must(t, err)
		_, err = s.undo(ctx, ByID{ID: j.ID}) // what was in the way is gone
		must(t, err)
		if j = s.work(t, j.ID); j.Made != 0 || j.Kept != 0 || s.count(t) != 0 {
			t.Fatalf("%+v, %d things", j, s.count(t))
		}
	})
}

// A unique key shows at the commit: the rest of the batch must not suffer.
func TestWhatIsTakenMeanwhileIsRefusedRowByRow(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := office(t.Context())
		j := s.send(t, book(t, 0, 250))
		for _, name := range []string{"物7", "物230"} {
			must(t, s.things.Create(ctx, thing{ID: name, Name: name}))
		}
		_, err := s.run(ctx, RunRequest{ID: j.ID})
		must(t, err)
		if j = s.work(t, j.ID); j.State != Finished || j.Made != 248 || j.Bad != 2 || s.count(t) != 250 {
			t.Fatalf("%+v, %d things", j, s.count(t))
		}
		page, err := s.ListRows(ctx, RowsRequest{ID: j.ID, State: RowBad})
		must(t, err)
		if len(page.Items) != 2 || page.Items[0].Row != 9 || page.Items[0].Problems[0].Text.ZH == "" {
			t.Errorf("%+v", page.Items)
		}
	})
}

func TestTroubleOverATimeIsNotARowsFault(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		j := s.send(t, book(t, 0, 3))
		_, err := s.run(office(t.Context()), RunRequest{ID: j.ID})
		must(t, err)
		s.fails = fault.Unavailable(errors.New("away"))
		if err := s.Work(t.Context()); !fault.Is(err, fault.KindUnavailable) {
			t.Fatal(err)
		}
		s.fails = nil
		if j = s.work(t, j.ID); j.Made != 3 || j.Bad != 0 {
			t.Errorf("%+v", j)
		}
	})
}

func TestNothingIsSteeredThatRests(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := office(t.Context())
		j := s.send(t, book(t, 0, 1))
		for want, steer := range map[string]func() (Import, error){
			"import.idle":      func() (Import, error) { return s.stop(ctx, ByID{ID: j.ID}) },
			"import.undone":    func() (Import, error) { return s.undo(ctx, ByID{ID: j.ID}) },
			"import.not_found": func() (Import, error) { return s.run(ctx, RunRequest{ID: "none"}) },
		} {
			if _, err := steer(); !fault.HasCode(err, want) {
				t.Errorf("%s: %v", want, err)
			}
		}
		if _, err := s.ListRows(ctx, RowsRequest{ID: j.ID, After: "x"}); !fault.HasCode(err, "page.cursor") {
			t.Error(err)
		}
		if _, err := s.get(store.WithScope(ctx, store.Scope{Tokens: []string{"a:431222"}}), ByID{ID: j.ID}); !fault.Is(err, fault.KindNotFound) {
			t.Error(err)
		}
	})
}

// A dry run and a run that are cut off anywhere go on where they were.
func TestAWorkerThatEndsAnywhereLosesAndRepeatsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ctx := office(t.Context())
		if _, err := s.start(ctx, StartRequest{Kind: "things", Area: county}); !fault.HasCode(err, "sheet.format") {
			t.Fatalf("an empty file: %v", err)
		}
		j := s.send(t, book(t, 0, 900))
		_, err := s.run(ctx, RunRequest{ID: j.ID})
		must(t, err)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Work(ended); err == nil {
			t.Fatal("a worker that ended worked")
		}
		if j = s.work(t, j.ID); j.Made != 900 || s.count(t) != 900 {
			t.Errorf("%+v, %d things", j, s.count(t))
		}
	})
}
