package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type seats struct {
	Officials  int `json:"officials"`
	Grassroots int `json:"grassroots"`
}

func openSeats(t *testing.T, log *slog.Logger) (*Set[seats], context.Context) {
	t.Helper()
	db := storetest.DB(t, "seatstest")
	s := Declare(db, log, area.Default(), seats{1, 1}, func(v seats) error {
		if v.Officials+v.Grassroots < 1 {
			return fault.Invalid("rules.seats", "至少要有一个席位。", "There has to be a seat.").At("officials", "应至少为 1", "should be 1")
		}
		return nil
	})
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, event.WithCause(store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + hunan}}), event.Cause{Actor: "admin"})
}

func set(ctx context.Context, s *Set[seats], code, values string, from time.Time) error {
	_, err := s.Put(ctx, Override{Area: code, From: from, Values: json.RawMessage(values), Reason: "试点"})
	return err
}

const noOfficials, noGrassroots, bothBack = `{"officials":0}`, `{"grassroots":0}`, `{"officials":1,"grassroots":1}`

func TestWhatIsSetBelowHasToFit(t *testing.T) {
	later := day.AddDate(0, 2, 0)
	for name, c := range map[string]struct {
		county time.Time
		lifted time.Time // the county takes its own back
		from   time.Time
		fits   bool
		says   string
	}{
		"at once":                          {county: day, from: day, says: "2026-05-01"},
		"the county's begins later":        {county: later, from: day, says: "2026-07-01"},
		"the province's begins later":      {county: day, from: later, says: "2026-07-01"},
		"the county's ended before":        {county: day, lifted: day.AddDate(0, 1, 0), from: later, fits: true},
		"the county's ends only afterward": {county: day, lifted: later, from: day.AddDate(0, 1, 0), says: "2026-06-01"},
	} {
		t.Run(name, func(t *testing.T) {
			s, ctx := openSeats(t, slog.New(slog.DiscardHandler))
			if err := set(ctx, s, chenxi, noOfficials, c.county); err != nil {
				t.Fatal(err)
			}
			if !c.lifted.IsZero() {
				if err := set(ctx, s, chenxi, bothBack, c.lifted); err != nil {
					t.Fatal(err)
				}
			}
			err := set(ctx, s, hunan, noGrassroots, c.from)
			if c.fits {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f := fault.Of(err)
			if !fault.HasCode(err, "rules.elsewhere") || len(f.Fields) != 1 || f.Fields[0].Name != "officials" {
				t.Fatalf("got %v, fields %v", err, f)
			}
			for _, part := range []string{"辰溪县", c.says} {
				if !strings.Contains(f.Text.ZH, part) || !strings.Contains(f.Text.EN, part) {
					t.Errorf("%q lacks %s", f.Text, part)
				}
			}
			if !strings.Contains(f.Text.ZH, "至少要有一个席位") || !strings.Contains(f.Text.EN, "There has to be a seat") {
				t.Errorf("%q does not say what does not fit", f.Text)
			}
			outside := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + yuanling}})
			if err := set(outside, s, hunan, noGrassroots, c.from); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("who may not set it was told %v", err)
			}
			if got, _ := s.At(township, later.AddDate(1, 0, 0)); got.Officials+got.Grassroots < 1 {
				t.Errorf("the refused change left %+v", got)
			}
		})
	}
}

func TestALaterChangeOfTheSameAreaHasToFit(t *testing.T) {
	s, ctx := openSeats(t, slog.New(slog.DiscardHandler))
	if err := set(ctx, s, chenxi, noOfficials, day.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := set(ctx, s, chenxi, noGrassroots, day); !fault.HasCode(err, "rules.elsewhere") {
		t.Fatalf("got %v", err)
	}
	if err := set(ctx, s, yuanling, noGrassroots, day); err != nil {
		t.Fatalf("what a neighbour sets is not in the way: %v", err)
	}
}

// plant stores what Put would refuse, as another version may have.
func plant(ctx context.Context, t *testing.T, s *Set[seats], code, values string) {
	t.Helper()
	o := Override{ID: s.db.NewID(), Area: code, From: day, Values: json.RawMessage(values)}
	if err := s.stored.Create(ctx, o); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestWhatDidNotFitBeforeKeepsNobodyFromTheirs(t *testing.T) {
	s, ctx := openSeats(t, slog.New(slog.DiscardHandler))
	plant(ctx, t, s, chenxi, `{"officials":0,"grassroots":0}`)
	if err := set(ctx, s, hunan, `{"officials":2}`, day); err != nil {
		t.Fatal(err)
	}
	if err := set(ctx, s, chenxi, noOfficials, day); !fault.HasCode(err, "rules.seats") {
		t.Fatalf("the area's own still has to fit: %v", err)
	}
}

// While versions roll out, each reads what the other set: what it knows holds.
func TestMembersOfAnotherVersion(t *testing.T) {
	var log bytes.Buffer
	s, ctx := openSeats(t, slog.New(slog.NewTextHandler(&log, nil)))
	plant(ctx, t, s, hunan, `{"dropped":true,"officials":3,"grassroots":{"of":"another type"}}`)
	plant(ctx, t, s, chenxi, `{"grassroots":2}`)
	got, version := s.At(township, day)
	if got != (seats{3, 2}) || strings.Count(version, "+") != 1 {
		t.Fatalf("got %+v by %s", got, version)
	}
	if shown, err := s.Show(ctx, ShowRequest{Area: township, At: day}); err != nil || string(shown.Values[0].Value) != "3" || shown.Values[0].From != hunan {
		t.Fatalf("shown %+v, %v", shown.Values, err)
	}
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "does not know"); n != 1 {
		t.Fatalf("said %d times:\n%s", n, log.String())
	}
}
