package hostiletest

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/platformtest/world"
)

// scripts try to be more than text, wherever in a page they land: between tags,
// in an attribute, in a script, in an address.
var scripts = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</title><svg onload=alert(1)>`, `javascript:alert(1)`,
	`{{constructor}}`, `<!--`, `</script><b>`,
}

// harmless expects that no page holds a script as something else than text.
func harmless(t *testing.T, path string, a world.Answer) {
	t.Helper()
	page := string(a.Body)
	for _, s := range []string{"<script>alert", "<img src=x", "<svg onload", "</script><b>", `href="javascript:alert`, `src="javascript:alert`} {
		if strings.Contains(page, s) {
			at := strings.Index(page, s)
			t.Errorf("%s holds %q as it is: …%s…", path, s, page[max(0, at-80):min(len(page), at+80)])
		}
	}
	if csp := a.Header.Get("Content-Security-Policy"); a.Status == http.StatusOK && !strings.Contains(csp, "script-src 'self'") && !strings.Contains(csp, "default-src 'self'") {
		t.Errorf("%s has no policy against scripts: %q", path, csp)
	}
	tightPage(t, path, a)
}

// tryScripts writes scripts into what pages show, and opens the pages.
func tryScripts(t *testing.T, w *world.World) {
	t.Helper()
	for i, script := range scripts {
		draft := station.Draft{Name: fmt.Sprint(i) + script, Label: script[:min(20, len(script))], Kind: station.Normal, Address: script, Phone: script}
		st := world.Must(w, "maker", station.CreateStation, station.CreateRequest{Area: world.OtherTown, Draft: draft})
		world.Must(w, "maker", station.AppointStaff, station.AppointRequest{ID: st.ID, Name: script, Role: station.Head})
		world.Must(w, "maker", station.PublishNotice, station.NoticeRequest{ID: st.ID, Title: script, Text: script + "\n" + script})
		person := roster.CreatePersonRequest{Area: world.OtherTown, Stations: []string{st.ID}, PersonDraft: roster.PersonDraft{Name: script, Post: script, Official: true}}
		person.Mandates = []roster.MandateDraft{{Level: "township", Area: world.OtherTown, Term: 19, District: script, From: st.OpenedAt}}
		deputy := world.Must(w, "maker", roster.CreatePerson, person).ID
		said := world.Must(w, "", casework.SubmitCase, casework.SubmitRequest{Station: st.Code, Text: script + "情况属实",
			Who: casework.Who{Name: script, Phone: "19922223333", Address: script}, Place: casework.Place{Text: script}})
		world.Must(w, "maker", casework.TriageCase, casework.TriageRequest{ID: said.Case, Class: casework.ExplainedAtOnce, Reason: script + "原因", Reply: script + "答复", PublicTitle: script})
		world.Must(w, "maker", identity.UpdateMe, identity.UpdateMeRequest{Lang: "zh"})
		platformtest.Eventually(t, "the bulletin knows the deputy", func() bool {
			b := world.Must(w, "", station.GetBulletin, station.ByCode{Code: st.Code})
			return len(b.Deputies) > 0 && b.Deputies[0].Person == deputy
		})
		openPages(t, w, st.Code, said, script)
	}
}

// shown opens a page that must show what was written.
func shown(t *testing.T, v *visitor, path, script string) {
	t.Helper()
	a := v.get(path)
	harmless(t, path, a)
	if a.Status != http.StatusOK || !strings.Contains(html.UnescapeString(string(a.Body)), script) {
		t.Errorf("%s (%d) does not show %q, so that nothing was tried", path, a.Status, script)
	}
}

func openPages(t *testing.T, w *world.World, code string, said casework.Receipt, script string) {
	t.Helper()
	nobody, maker := visit(t, w), visit(t, w)
	for _, path := range []string{"/s/" + code, "/s/" + code + "/poster", "/s/" + code + "/wall", "/s/" + code + "/say", "/?q=" + url.QueryEscape("<script>alert(1)</script>"),
		"/follow", "/nowhere/" + url.PathEscape(`<script>alert(1)</script>`), "/sign-in?next=" + url.QueryEscape(`"><img src=x onerror=alert(1)>`)} {
		harmless(t, path, nobody.get(path))
	}
	form := url.Values{"csrf_token": {nobody.csrf("/follow")}, "number": {said.Number}, "code": {said.Code}}
	a := nobody.do(http.MethodPost, "/follow", form, nil)
	harmless(t, "POST /follow", a)
	if to := a.Header.Get("Location"); to != "" {
		harmless(t, to, nobody.get(to))
	}
	bad := url.Values{"csrf_token": {nobody.csrf("/follow")}, "number": {`"><img src=x onerror=alert(1)>`}, "code": {`<script>alert(1)</script>`}}
	harmless(t, "POST /follow with scripts", nobody.do(http.MethodPost, "/follow", bad, nil))
	maker.signIn(browsing, "")
	shown(t, nobody, "/s/"+code, script)
	shown(t, nobody, "/s/"+code+"/wall", script)
	shown(t, maker, "/county/cases/"+said.Case, script)
	for _, path := range []string{"/county", "/desk", "/county/board", "/county/org", "/inbox", "/me"} {
		harmless(t, path, maker.get(path))
	}
}
