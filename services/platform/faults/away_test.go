//go:build faults

package faults

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
)

// away is how long something is gone.
func away(t testing.TB) time.Duration {
	text := os.Getenv("LIANLUO_AWAY")
	if text == "" {
		return 10 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("LIANLUO_AWAY is %q, no duration", text)
	}
	return d
}

// TestBrokerGone: without a broker registration, every step, check-ins, sign-in
// and all reads succeed at the first try; when it is back, the backlog drains by
// itself and everybody has heard of everything.
func TestBrokerGone(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		s := newStorm(t, "broker gone, one process per service", platformtest.Split)
		p := s.Processes["broker"]
		s.withoutBroker(p.Kill, p.Start)
	})
	t.Run("Kafka", func(t *testing.T) {
		e := newEngines(t)
		s := newStorm(t, "broker gone, MongoDB and Kafka", e.start)
		s.withoutBroker(e.kafka.Kill, func() { e.restart(e.kafka) })
	})
}

func (s *storm) withoutBroker(kill, start func()) {
	var days []roster.ReceptionDay
	c := s.client(caseworkers)
	for i := range 4 {
		if day, ok := c.prepares(i); ok {
			days = append(days, day)
		}
	}
	repeated := s.repeated()
	kill()
	s.tally["kill broker"]++
	s.began = time.Now()
	ctx, stop := context.WithTimeout(s.t.Context(), away(s.t))
	defer stop()
	var work sync.WaitGroup
	for i := range caseworkers {
		c := s.client(i)
		work.Go(func() { c.takesCases(ctx) })
	}
	work.Go(func() { s.reads(ctx) })
	for _, d := range days {
		c.holds(d)
	}
	<-ctx.Done()
	work.Wait()
	s.took = time.Since(s.began)
	if n := s.repeated() - repeated; n > 0 {
		s.t.Errorf("%d calls did not succeed at once", n)
	}
	start()
	s.ready()
	back := time.Now()
	s.sound()
	s.t.Logf("%d changes while the broker was gone for %v; %v after it was back all had been heard and compared", s.acked(), s.took.Round(time.Second), time.Since(back).Round(time.Second))
}

// reads signs somebody in (who does nothing else: many sessions end the oldest) and reads everything that people look at, again and again.
func (s *storm) reads(ctx context.Context) {
	st := s.station()
	for n := 0; ctx.Err() == nil; n++ {
		do(s.stage, "", identity.SignIn, identity.SignInRequest{Login: "liaison", Password: s.Password("liaison")})
		page := do(s.stage, deskLogin, casework.ListCases, casework.ListRequest{Queue: "open", Station: st.ID, Limit: 50})
		for _, c := range page.Items[:min(3, len(page.Items))] {
			do(s.stage, deskLogin, casework.GetCase, casework.ByID{ID: c.ID})
			do(s.stage, deskLogin, casework.FindCases, casework.FindRequest{Words: c.Number})
		}
		do(s.stage, office, roster.ListDays, roster.ListDaysRequest{Station: st.ID, Limit: 50})
		do(s.stage, office, insight.GetCounts, insight.CountsRequest{Area: st.Area})
		do(s.stage, office, notification.ListDeliveries, notification.ListDeliveriesRequest{Limit: 50})
		do(s.stage, headLogin, notification.ListInbox, notification.ListInboxRequest{Limit: 50})
		do(s.stage, "", station.GetBulletin, station.ByCode{Code: st.Code})
		if resp, err := http.Get(s.URL + "/s/" + st.Code); err != nil || resp.Body.Close() != nil || resp.StatusCode >= http.StatusInternalServerError {
			s.t.Errorf("the public page: %v %v", resp, err)
		}
	}
}

// TestStoreGone: without MongoDB every operation says so in words, nothing ends,
// and when it is back all goes on without a restart.
func TestStoreGone(t *testing.T) {
	e := newEngines(t)
	s := newStorm(t, "store gone", e.start)
	c := s.client(0)
	c.takesOne(0)
	for _, login := range []string{deskLogin, headLogin, office} { // without a store nobody signs in
		s.As(login).Token(t.Context())
	}
	e.mongo.Kill()
	s.refusals()
	e.restart(e.mongo)
	s.ready()
	c.takesOne(1)
	s.sound()
	for name, p := range s.Processes {
		p.Kill()
		if said := p.Said(); strings.Count(said, "lianluo: [") != 1 || strings.Contains(said, "panic:") {
			t.Errorf("%s did not live through it:\n%s", name, said)
		}
	}
}

// refusals: each operation is unavailable, with a sentence in both languages.
func (s *storm) refusals() {
	st := s.station()
	var all sync.WaitGroup
	for _, call := range []struct{ method, login, path, body string }{
		{http.MethodPost, "", "/api/identity/v1/sessions", `{"login":"desk","password":"correct horse battery staple"}`},
		{http.MethodPost, deskLogin, "/api/casework/v1/cases", `{"station":"` + st.ID + `","channel":"desk","text":"村里的路灯不亮","who":{"anonymous":true}}`},
		{http.MethodGet, deskLogin, "/api/casework/v1/cases?queue=open&station=" + st.ID, ""},
		{http.MethodGet, office, "/api/roster/v1/days?station=" + st.ID, ""},
		{http.MethodGet, office, "/api/insight/v1/counts?area=" + st.Area, ""},
		{http.MethodGet, headLogin, "/api/notification/v1/me/inbox", ""},
		{http.MethodGet, "", "/api/station/v1/public/stations/" + st.Code + "/bulletin", ""},
	} {
		for lang, words := range map[string]string{"zh": "暂时不可用", "en": "not available at the moment"} {
			token := s.As(call.login).Token(s.t.Context())
			all.Go(func() { s.refused(call.method, call.path, call.body, token, lang, words) })
		}
	}
	all.Wait()
	for _, name := range []string{"casework", "identity"} {
		if resp, err := http.Get("http://" + s.Processes[name].Addr + "/readyz"); err != nil || resp.Body.Close() != nil || resp.StatusCode != http.StatusServiceUnavailable {
			s.t.Errorf("%s calls itself ready: %v %v", name, resp, err)
		}
	}
}

// refused calls once, as a program would that nobody here wrote.
func (s *storm) refused(method, path, body, token, lang, words string) {
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Error(err)
		return
	}
	req.Header.Set("Accept-Language", lang)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "store-gone-"+lang+method)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer resp.Body.Close()
	said, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(said), words) {
		s.t.Errorf("%s %s without a store, in %s: %s %s", method, path, lang, resp.Status, said)
	}
}

func try[Req, Res any](ctx context.Context, s *storm, login string, op rpc.Op[Req, Res], req Req) error {
	_, err := rpc.Call(ctx, s.As(login), op, req)
	return err
}
