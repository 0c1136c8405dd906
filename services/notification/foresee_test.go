package notification

import (
	"context"
	"strings"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// waiting stores a text message that is due at a time.
func (d *desk) waiting(id, recipient, place string, due time.Time) {
	d.t.Helper()
	made := Delivery{Delivery: notification.Delivery{ID: id, Recipient: recipient, Channel: bySMS, State: notification.Waiting, Area: place,
		Template: "case_registered", Created: due, Next: due}, Tokens: []string{"a:" + county, "a:" + place}}
	must(d.t, d.deliveries.Create(system(d.t), made))
}

// changing is a change of the county's rules.
func changing(from time.Time, change func(*Rules)) rules.Change[Rules] {
	after := DefaultRules()
	change(&after)
	return rules.Change[Rules]{Area: county, From: from,
		Before: func(string) Rules { return DefaultRules() }, After: func(string) Rules { return after }}
}

func zh(effects []rules.Effect) string {
	var out []string
	for _, e := range effects {
		out = append(out, e.Text.ZH)
	}
	return strings.Join(out, "\n")
}

// A preview counts what waits, and what an ordinary week would have been.
func TestAPreviewCountsTheMessagesThatWouldWait(t *testing.T) {
	d := newDesk(t, nil)
	for i, id := range []string{"m1", "m2", "m3"} {
		d.waiting(id, "voice:v1", town, on(2, 20, 10*i))
	}
	d.waiting("m4", "voice:v2", town, on(2, 12, 0))
	admin := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + county}})
	look := func(ctx context.Context, from time.Time, change func(*Rules)) string {
		got, err := d.foresee(ctx, changing(from, change))
		must(t, err)
		return zh(got)
	}
	for name, c := range map[string]struct {
		from   time.Time
		change func(*Rules)
		want   string
	}{
		"quiet sooner":    {on(2, 9, 0), func(r *Rules) { r.QuietFrom = "20:00" }, "3 条待发消息将等到安静时段结束再发。"},
		"one a week":      {on(2, 9, 0), func(r *Rules) { r.PeopleWeekly = 1 }, "2 条待发消息将超出每周条数，并入下一次汇总。"},
		"digests":         {on(2, 9, 0), func(r *Rules) { r.PeopleDigest = digestDaily }, "4 条待发消息将并入汇总。"},
		"only from later": {on(3, 0, 0), func(r *Rules) { r.QuietFrom = "20:00" }, ""},
		"nothing of it":   {on(2, 9, 0), func(r *Rules) { r.QuietUntil = "07:00" }, ""},
	} {
		if got, _, _ := strings.Cut(look(admin, c.from, c.change), "\n"); got != c.want && (c.want != "" || !strings.HasPrefix(got, "过去 7 天")) {
			t.Errorf("%s: %q", name, got)
		}
	}
	past := "过去 7 天有 4 条消息，看过的消息中推迟或并入汇总的，按现行规则为 0 条，按新规则为 3 条。"
	if got := look(admin, on(3, 0, 0), func(r *Rules) { r.QuietFrom = "20:00" }); got != past {
		t.Errorf("%q", got)
	}
	elsewhere := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:431222"}})
	if got := look(elsewhere, on(2, 9, 0), func(r *Rules) { r.PeopleWeekly = 1 }); got != "" {
		t.Errorf("another county sees %q", got)
	}
}

// What went out this week counts, as it does for the sender.
func TestAPreviewCountsWhatWentOutThisWeek(t *testing.T) {
	d := newDesk(t, nil)
	d.waiting("m1", "voice:v1", town, on(2, 12, 0))
	if ok, err := d.count(system(t), "voice:v1", 5, on(2, 9, 0)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	got, err := d.foresee(system(t), changing(on(2, 9, 0), func(r *Rules) { r.PeopleWeekly = 1 }))
	must(t, err)
	if len(got) == 0 || got[0].Text.ZH != "1 条待发消息将超出每周条数，并入下一次汇总。" || !got[0].Grave {
		t.Errorf("%+v", got)
	}
}
