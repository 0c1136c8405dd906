package rules

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type notice struct {
	Days      int  `json:"days" doc:"days of notice"`
	Anonymous bool `json:"anonymous" doc:"anonymous cases allowed"`
}

const (
	hunan    = "43"
	huaihua  = "4312"
	chenxi   = "431223"
	township = "431223100"
	yuanling = "431222"
)

func open(t *testing.T) (*Set[notice], context.Context) {
	t.Helper()
	return openOn(t, storetest.DB(t, "rulestest"))
}

func openOn(t *testing.T, db *store.DB) (*Set[notice], context.Context) {
	t.Helper()
	s := Declare(db, slog.New(slog.DiscardHandler), area.Default(), notice{Days: 3, Anonymous: true}, func(n notice) error {
		if n.Days < 1 {
			return fault.Invalid("rules.days", "至少提前 1 天", "At least one day of notice")
		}
		return nil
	})
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := event.WithCause(store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + hunan}}), event.Cause{Actor: "admin"})
	return s, ctx
}

func put(ctx context.Context, t *testing.T, s *Set[notice], code, values string, from time.Time) Override {
	t.Helper()
	o, err := s.Put(ctx, Override{Area: code, From: from, Values: json.RawMessage(values), Reason: "试点"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var day = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func TestInheritanceAndDates(t *testing.T) {
	s, ctx := open(t)
	province := put(ctx, t, s, hunan, `{"days":5}`, day)
	county := put(ctx, t, s, chenxi, `{"days":2}`, day.AddDate(0, 0, 10))
	for _, c := range []struct {
		area    string
		at      time.Time
		days    int
		version string
	}{
		{township, day.AddDate(0, 0, -1), 3, "default"},
		{township, day, 5, province.ID},
		{township, day.AddDate(0, 0, 10), 2, province.ID + "+" + county.ID},
		{yuanling, day.AddDate(0, 0, 10), 5, province.ID},
		{huaihua, day.AddDate(0, 0, 10), 5, province.ID},
	} {
		got, version := s.At(c.area, c.at)
		if got.Days != c.days || version != c.version || !got.Anonymous {
			t.Errorf("%s at %s: %+v by %s, want %d by %s", c.area, c.at, got, version, c.days, c.version)
		}
	}
}

func TestInnerAreaWinsOverALaterOuterChange(t *testing.T) {
	s, ctx := open(t)
	put(ctx, t, s, chenxi, `{"days":2}`, day)
	put(ctx, t, s, hunan, `{"days":7,"anonymous":false}`, day.AddDate(0, 1, 0))
	got, _ := s.At(township, day.AddDate(0, 2, 0))
	if got.Days != 2 || got.Anonymous {
		t.Fatalf("the county's own days and the province's anonymity rule must hold, got %+v", got)
	}
}

func TestPutRefuses(t *testing.T) {
	s, ctx := open(t)
	for name, c := range map[string]struct{ area, values, code string }{
		"unknown member": {chenxi, `{"dayz":2}`, "rules.values"},
		"wrong type":     {chenxi, `{"days":"two"}`, "rules.values"},
		"no sense":       {chenxi, `{"days":0}`, "rules.days"},
		"no division":    {"439999", `{"days":2}`, "area.unknown"},
	} {
		_, err := s.Put(ctx, Override{Area: c.area, Values: json.RawMessage(c.values), Reason: "x"})
		if !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	outside := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + yuanling}})
	if _, err := s.Put(outside, Override{Area: chenxi, Values: json.RawMessage(`{"days":2}`)}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another county's administrator: got %v", err)
	}
	if got, version := s.At(chenxi, time.Now().AddDate(1, 0, 0)); version != "default" || got.Days != 3 {
		t.Errorf("a refused change left %+v by %s", got, version)
	}
}

// What an operation is given must be found again where it is shown, and the past
// stays as it was.
func TestProposingRefuses(t *testing.T) {
	s, ctx := open(t)
	now := s.db.Clock().Now()
	for name, c := range map[string]struct {
		values, code string
		from         time.Time
	}{
		"other letters":  {`{"DAYS":2}`, "rules.values", time.Time{}},
		"no value":       {`{"days":null}`, "rules.values", time.Time{}},
		"unknown member": {`{"dayz":2}`, "rules.values", time.Time{}},
		"nothing":        {`null`, "rules.values", time.Time{}},
		"a list":         {`[]`, "rules.values", time.Time{}},
		"yesterday":      {`{"days":2}`, "rules.past", now.AddDate(0, 0, -1)},
		"long ago":       {`{"days":2}`, "rules.past", time.Unix(1, 0)},
	} {
		_, err := s.Propose(ctx, ProposeRequest{Draft{Area: chenxi, From: c.from, Values: json.RawMessage(c.values)}, "x"})
		if !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, from := range []time.Time{{}, calendar.DateOf(now).Start(), now.AddDate(1, 0, 0)} {
		if _, err := s.Propose(ctx, ProposeRequest{Draft{Area: chenxi, From: from, Values: json.RawMessage(`{"days":2}`)}, "x"}); err != nil {
			t.Errorf("from %s: %v", from, err)
		}
	}
}

func TestAnotherReplicaFollows(t *testing.T) {
	s, ctx := open(t)
	put(ctx, t, s, chenxi, `{"days":2}`, day)
	other := &Set[notice]{service: s.service, log: s.log, told: map[string]bool{}, defaults: s.defaults, tree: s.tree, db: s.db, stored: s.stored}
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, _ := other.At(township, day); got.Days != 2 {
		t.Fatalf("got %+v", got)
	}
}

func TestShowNamesTheSource(t *testing.T) {
	s, ctx := open(t)
	put(ctx, t, s, hunan, `{"days":5}`, day)
	shown, err := s.Show(ctx, ShowRequest{Area: township, At: day})
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Values) != 2 || len(shown.History) != 1 {
		t.Fatalf("got %+v", shown)
	}
	days, anonymous := shown.Values[0], shown.Values[1]
	if days.From != hunan || string(days.Value) != "5" || days.SetBy != "admin" || days.Doc == "" || anonymous.From != "default" {
		t.Fatalf("got %+v", shown.Values)
	}
}

type grades struct {
	Days   int      `json:"days"`
	Levels []string `json:"levels"`
	Extra  *notice  `json:"extra"`
}

// FuzzDecode: whatever an override says, it is refused as invalid, or read as
// it would be stored.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"days":3}`, `{"levels":["a","b"],"extra":{"days":1}}`, `{"days":1e99}`, `{"nothing":1}`, `null`, `[]`, ``, `{"days":`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		values := grades{Days: 3}
		if err := decode(raw, &values); err != nil {
			if !fault.Is(err, fault.KindInvalid) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		text, err := json.Marshal(values)
		again := grades{}
		if err != nil || decode(text, &again) != nil {
			t.Fatalf("%q became %s, %v", raw, text, err)
		}
		if second, _ := json.Marshal(again); string(second) != string(text) {
			t.Fatalf("%s became %s", text, second)
		}
	})
}
