package event

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

type opened struct {
	Number string `json:"number"`
}

var openedType = Define[opened]("casework", "Opened")

func full(t *testing.T) Event {
	t.Helper()
	e := openedType.New(opened{Number: "A1"})
	e.SpecVersion, e.ID, e.Source, e.Subject = "1.0", "01", "lianluo/casework", "c1"
	e.Aggregate, e.Sequence, e.Time = "case", 1, time.Unix(1, 0).UTC()
	return e
}

func TestTypedRoundTripThroughTheWire(t *testing.T) {
	raw, err := json.Marshal(full(t))
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	data, err := openedType.Decode(back)
	if err != nil || data.Number != "A1" {
		t.Fatalf("got %+v, %v", data, err)
	}
	if back.Key() != "case/c1" || back.Service() != "casework" || Topic(back.Service()) != "lianluo.casework.v1" {
		t.Fatalf("key %q service %q", back.Key(), back.Service())
	}
}

func TestShortName(t *testing.T) {
	for full, short := range map[string]string{
		openedType.Name: "Opened", "Opened": "Opened", "": "", "not.one.of.ours.v1": "not.one.of.ours.v1",
	} {
		if got := ShortName(full); got != short {
			t.Errorf("%q is %q, not %q", full, got, short)
		}
	}
}

func TestParseRefusesWhatIsNotAnEvent(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"spec": func(e *Event) { e.SpecVersion = "0.3" }, "id": func(e *Event) { e.ID = "" },
		"subject": func(e *Event) { e.Subject = "" }, "sequence": func(e *Event) { e.Sequence = 0 },
		"time": func(e *Event) { e.Time = time.Time{} }, "aggregate": func(e *Event) { e.Aggregate = "" },
	} {
		e := full(t)
		spoil(&e)
		raw, _ := json.Marshal(e)
		if _, err := Parse(raw); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestHandlerDecodes(t *testing.T) {
	var seen string
	h := On(openedType, func(_ context.Context, _ Event, d opened) error { seen = d.Number; return nil })
	if err := h.Apply(context.Background(), full(t)); err != nil || seen != "A1" {
		t.Fatalf("seen %q, %v", seen, err)
	}
	other := full(t)
	other.Type = "x"
	if err := h.Apply(context.Background(), other); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("got %v", err)
	}
}

func TestCauseDefaultsToSystem(t *testing.T) {
	if CauseOf(context.Background()).Actor != "system" {
		t.Fatal("no cause is the system's own")
	}
	ctx := WithCause(context.Background(), Cause{Actor: "u1", Operation: "x"})
	if CauseOf(ctx).Actor != "u1" {
		t.Fatal("cause must travel")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"specversion":"1.0","id":"1"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := Parse(raw)
		if err == nil && (e.ID == "" || e.Sequence < 1) {
			t.Fatal("accepted an incomplete event")
		}
	})
}
