package portal

import (
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

func TestThePortalHearsOfWorkingDays(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, calendar.Zone)
	clock := calendar.NewVirtual(now)
	away, asked := true, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(identity.Workdays{Settings: []identity.WorkdaySetting{{ID: "o1", Area: "431223", From: now,
			Values: json.RawMessage(`{"local":[{"year":2027,"status":"official","source":"x","holidays":[{"name":{"zh":"县庆","en":"County day"},"from":"2027-03-03","to":"2027-03-03"}]}]}`)}}})
	}))
	defer server.Close()
	w := &workdays{client: &rpc.Client{Base: server.URL, Token: nobody}, days: calendar.NewPlaces(calendar.Default(), area.Default().Line), clock: clock}
	if err := w.refresh(t.Context()); err == nil {
		t.Error("identity is away, and nobody is told")
	}
	away = false
	tried := asked
	if err := w.refresh(t.Context()); err != nil || asked != tried {
		t.Error("it asks again and again", asked, err)
	}
	clock.Advance(askDays)
	if err := w.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := calendar.NewDate(2027, 3, 3)
	if w.days.Of("431223100").IsWorkday(d) || !w.days.Of("431222").IsWorkday(d) {
		t.Error("it has not learned")
	}
}
