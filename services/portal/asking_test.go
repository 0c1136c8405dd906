package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

var founded = time.Date(2026, 11, 22, 9, 0, 0, 0, calendar.Zone)

// learns asks an identity that is away first and gives its answers then: who asks
// says that it was away, and does not ask again before its time.
func learns(t *testing.T, interval time.Duration, answer func(r *http.Request) any, ask func(*rpc.Client) func(context.Context) error) {
	t.Helper()
	clock := calendar.NewVirtual(founded)
	away, asked := true, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(answer(r))
	}))
	t.Cleanup(server.Close)
	refresh := every(interval, clock, ask(&rpc.Client{Base: server.URL, Token: nobody}))
	if err := refresh(t.Context()); err == nil {
		t.Error("identity is away, and nobody is told")
	}
	away = false
	tried := asked
	if err := refresh(t.Context()); err != nil || asked != tried {
		t.Error("it asks again and again", asked, err)
	}
	clock.Advance(interval)
	if err := refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestThePortalHearsOfDivisions(t *testing.T) {
	tree := area.Default().Live()
	learns(t, askDivisions, func(r *http.Request) any {
		if r.URL.Query().Get("after") == "" {
			return rpc.Page[identity.DivisionChange]{Next: "2", Items: []identity.DivisionChange{{Code: "431223100231", Name: "幸福社区", Parent: "431223100", From: founded}}}
		}
		return rpc.Page[identity.DivisionChange]{Items: []identity.DivisionChange{{Code: "431223100", Name: "辰阳新镇", From: founded}}}
	}, func(c *rpc.Client) func(context.Context) error { return learnDivisions(c, tree) })
	if got := tree.Path("431223100231"); got != "湖南省怀化市辰溪县辰阳新镇幸福社区" {
		t.Errorf("%q", got)
	}
}

func TestThePortalHearsOfWorkingDays(t *testing.T) {
	days := calendar.NewPlaces(calendar.Default(), area.Default().Line)
	learns(t, askDays, func(*http.Request) any {
		return identity.Workdays{Settings: []identity.WorkdaySetting{{ID: "o1", Area: "431223", From: founded,
			Values: json.RawMessage(`{"local":[{"year":2027,"status":"official","source":"x","holidays":[{"name":{"zh":"县庆","en":"County day"},"from":"2027-03-03","to":"2027-03-03"}]}]}`)}}}
	}, func(c *rpc.Client) func(context.Context) error { return learnDays(c, days) })
	d := calendar.NewDate(2027, 3, 3)
	if days.Of("431223100").IsWorkday(d) || !days.Of("431222").IsWorkday(d) {
		t.Error("it has not learned")
	}
}
