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

func TestThePortalHearsOfDivisions(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, calendar.Zone)
	clock := calendar.NewVirtual(now)
	away, asked := true, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		page := rpc.Page[identity.DivisionChange]{Items: []identity.DivisionChange{{Code: "431223100", Name: "辰阳新镇", From: now}}}
		if r.URL.Query().Get("after") == "" {
			page = rpc.Page[identity.DivisionChange]{Next: "2", Items: []identity.DivisionChange{{Code: "431223100231", Name: "幸福社区", Parent: "431223100", From: now}}}
		}
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(page)
	}))
	defer server.Close()
	d := &divisions{client: &rpc.Client{Base: server.URL, Token: nobody}, tree: area.Default().Live(), clock: clock}
	if err := d.refresh(t.Context()); err == nil {
		t.Error("identity is away, and nobody is told")
	}
	away = false
	tried := asked
	if err := d.refresh(t.Context()); err != nil || asked != tried {
		t.Error("it asks again and again", asked, err)
	}
	clock.Advance(askEvery)
	if err := d.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.tree.Path("431223100231"); got != "湖南省怀化市辰溪县辰阳新镇幸福社区" {
		t.Errorf("%q", got)
	}
}
