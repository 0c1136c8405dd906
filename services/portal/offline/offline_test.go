package offline_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const officer = authz.LiaisonOfficer

func TestTheWorkerIsServedForTheWholePortal(t *testing.T) {
	site, _, _ := start(t)
	a := site.Visitor(t).Get("/sw.js")
	if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Fatalf("%d %s", a.Status, a.Header.Get("Content-Type"))
	}
	for name, want := range map[string]string{"Cache-Control": "no-cache", "Content-Security-Policy": ui.CSP} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, part := range []string{"const VERSION = ", ui.URL("app.js"), ui.URL("app.css"), ui.URL("outbox.js")} {
		if !strings.Contains(a.Body, part) {
			t.Errorf("the worker lacks %s", part)
		}
	}
}

func TestAllItsScriptsTogetherAreSmall(t *testing.T) {
	var all bytes.Buffer
	zip := gzip.NewWriter(&all)
	for _, pattern := range []string{"worker/*.js", "../assets/js/25-offline.js", "../assets/files/outbox.js"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = zip.Write(body) // a buffer takes every write
		}
	}
	_ = zip.Close()
	if all.Len() > 8<<10 {
		t.Errorf("%d bytes compressed", all.Len())
	}
}

// What a device may keep, and nothing else: pages without anything about a
// constituent, whole ones, without a notice.
func TestOnlyPagesWithoutConstituentsMayBeKept(t *testing.T) {
	site, _, _ := start(t)
	b := site.As(t, officer)
	for path, want := range map[string]bool{
		"/desk/register": true, dayURL: true, "/desk/offline": true, "/offline": true,
		"/s/" + portaltest.StationCode + "/poster": true, "/s/" + portaltest.StationCode + "/say": true,
		"/desk": false, "/desk/cases": false, "/desk/callbacks": false, "/me": false, "/inbox": false,
		"/desk/register?sameAs=c1": false, "/desk/register/receipt": false, "/follow": false,
	} {
		h := b.Get(path).Header
		if got := h.Get("Lianluo-Keep") != ""; got != want {
			t.Errorf("%s may be kept: %v", path, got)
		}
		if want && h.Get("Lianluo-Owner") != string(officer) {
			t.Errorf("%s belongs to %q", path, h.Get("Lianluo-Owner"))
		}
	}
}

func TestAReceptionIsKeptOnItsDayOnly(t *testing.T) {
	site, _, _ := start(t)
	b := site.As(t, officer)
	const untilMidnight = "48600" // seconds from 10:30
	if got := b.Get(dayURL).Header.Get("Lianluo-Keep"); got != untilMidnight {
		t.Errorf("today's: %q", got)
	}
	site.Clock.Advance(14 * time.Hour)
	if got := site.As(t, officer).Get(dayURL).Header.Get("Lianluo-Keep"); got != "" {
		t.Errorf("yesterday's: %q", got)
	}
}

func TestTheOfficesPageNamesWhatIsKept(t *testing.T) {
	site, _, _ := start(t)
	a := site.As(t, officer).Get("/desk/offline")
	for _, path := range []string{"/desk/register", dayURL, "/s/" + portaltest.StationCode + "/poster"} {
		if !strings.Contains(a.Body, `data-keep="`+path+`"`) {
			t.Errorf("%s is missing", path)
		}
	}
	if got := site.As(t, authz.HandlingUnit).Get("/desk/offline").Status; got != http.StatusForbidden {
		t.Errorf("a handling unit gets %d", got)
	}
}

// sender sends forms as the worker does.
type sender struct {
	*portaltest.Browser
	t *testing.T
}

func (s sender) state() (now struct{ User, Token string }) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.Get("/offline/state").Body), &now); err != nil {
		s.t.Fatal(err)
	}
	return now
}

func (s sender) send(path, key, text string) (o session.Outcome) {
	s.t.Helper()
	s.Header.Set("Lianluo-Outbox", "1")
	defer s.Header.Del("Lianluo-Outbox")
	a := s.Post(path, url.Values{"csrf_token": {s.state().Token}, "idempotency_key": {key}, "station": {portaltest.Station}, "channel": {"desk"}, "text": {text}, "who.anonymous": {"true"}})
	if err := json.Unmarshal([]byte(a.Body), &o); err != nil {
		s.t.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
	return o
}

func TestTheOutboxIsToldInsteadOfShown(t *testing.T) {
	site, o, _ := start(t)
	s := sender{site.As(t, officer), t}
	if got := s.state().User; got != string(officer) {
		t.Fatalf("who sends: %q", got)
	}
	const key = "first-key-of-the-outbox"
	first := s.send("/desk/register", key, "村口的路塌了一块")
	again := s.send("/desk/register", key, "村口的路塌了一块")
	if first.State != session.OutcomeSent || first.Number == "" || first.Code != "M4TX 8WRK" || first.Link != "/desk/cases/c1" {
		t.Errorf("sent: %+v", first)
	}
	if again.Number != first.Number || o.counts()[0] != 1 {
		t.Errorf("sent again: %+v, %d cases", again, o.counts()[0])
	}
	if got := s.send("/desk/register", "second-key-of-the-outbox", "骂人的话"); got.State != session.OutcomeRefused || len(got.Problems) != 1 || !strings.Contains(got.Problems[0], "请写清楚") {
		t.Errorf("refused: %+v", got)
	}
	if got := s.send(dayURL+"/shifts/s1/checkin", "third-key-of-the-outbox", ""); got.State != session.OutcomeSent || got.Link != dayURL {
		t.Errorf("checked in: %+v", got)
	}
	site.People.EndSessions(string(officer))
	site.Clock.Advance(time.Hour)
	if got := s.send("/desk/register", "fourth-key-of-the-outbox", "路灯不亮"); got.State != session.OutcomeSignIn {
		t.Errorf("session ended: %+v", got)
	}
	if got := s.state().User; got != "" {
		t.Errorf("who sends: %q", got)
	}
}

func TestAFormWithAnOldTokenIsSentLater(t *testing.T) {
	site, _, _ := start(t)
	b := site.As(t, officer)
	b.Header.Set("Lianluo-Outbox", "1")
	a := b.Post("/desk/register", url.Values{"csrf_token": {"old"}})
	if !strings.Contains(a.Body, `"state":"later"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestTheOfflinePagesSpeakBothLanguages(t *testing.T) {
	site, _, _ := start(t)
	for _, path := range []string{"/offline", "/desk/offline"} {
		b := site.As(t, officer)
		zh := b.Get(path)
		b.Get("/prefs?lang=en")
		en := b.Get(path)
		if zh.Status != http.StatusOK || en.Status != http.StatusOK || strings.Contains(en.Text(t), "offline.") || zh.Text(t) == en.Text(t) {
			t.Errorf("%s: %d %d %s", path, zh.Status, en.Status, en.Text(t))
		}
	}
}
