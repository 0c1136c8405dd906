package roster

import (
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/timers"
)

// A day's next step is told until it was held, and what was missed is late.
func TestTheNextStepsOfReceptions(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	made := f.plan("甲").Days[0]
	op := timers.OpOf("roster")
	next := func(late bool) []timers.Row {
		return apptest.Call(t, f.county, op, timers.Request{Area: chenxi, Late: late}).Items
	}
	got := next(false)
	if len(got) != 1 || got[0].ID != made.ID || got[0].What != "announce" || !got[0].At.Equal((&day{ReceptionDay: made}).latest(3)) || got[0].Rule == "" {
		t.Fatalf("%+v", got)
	}
	f.Clock.Set(made.Start.AddDate(0, 0, -2))
	if got = next(true); len(got) != 1 || got[0].Why != "not_announced" || len(next(false)) != 0 {
		t.Errorf("%+v", got)
	}
	apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month, LateReason: "临时调整"})
	if got = next(false); len(got) != 1 || got[0].What != "confirm" || got[0].Late {
		t.Errorf("%+v", got)
	}
	if got := apptest.Call(t, f.officer("甲"), op, timers.Request{}).Items; len(got) != 1 {
		t.Errorf("%+v", got)
	}
	apptest.Refused(t, f.county, op, timers.Request{Station: "乙"}, "timers.elsewhere")
	d := day{ReceptionDay: made}
	d.State = api.DayPublished
	for _, c := range []struct {
		days int
		what string
		why  string
	}{{-1, "begin", ""}, {1, "end", "not_run"}} {
		if row, some := d.upcoming(defaults, "default", made.Start.AddDate(0, 0, c.days)); !some || row.What != c.what || row.Why != c.why || row.Late != (c.why != "") {
			t.Errorf("%+v", row)
		}
	}
	d.State = api.DayHeld
	if row, some := d.upcoming(defaults, "default", made.End); some {
		t.Errorf("%+v", row)
	}
}
