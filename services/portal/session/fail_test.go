package session_test

import (
	"net/http"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

func TestEveryFailureIsAPageInWords(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	for path, want := range map[string]struct {
		status int
		words  string
	}{
		"/gone": {http.StatusNotFound, "不在这里"}, "/often": {http.StatusTooManyRequests, "太频繁"}, "/away": {http.StatusServiceUnavailable, "系统暂时不可用"},
		"/broken": {http.StatusInternalServerError, "系统出错"}, "/panics": {http.StatusInternalServerError, "系统出错"},
		"/careful": {http.StatusUnprocessableEntity, "先研判"}, "/nowhere": {http.StatusNotFound, "没有找到这个页面"},
	} {
		a := b.Get(path)
		portaltest.Expect(t, path, a.Status, want.status)
		if !strings.Contains(a.Text(t), want.words) || strings.Contains(a.Body, "hunter2") {
			t.Errorf("%s says %s", path, a.Text(t))
		}
	}
	portaltest.Expect(t, "retry", b.Get("/often").Header.Get("Retry-After"), "30")
	portaltest.Expect(t, "signed out", b.Get("/ended").Status, http.StatusSeeOther)
}

// TestARefusalLeadsToItsReasons: whoever is signed in can ask why, about the very
// permission that was missing.
func TestARefusalLeadsToItsReasons(t *testing.T) {
	site := start(t, portaltest.Refusing(identity.Me, fault.NotFound("x", "不在您的管辖范围内", "not here")),
		portaltest.Refusing(identity.GetAccount, fault.NotFound("account.not_found", "没有找到账号", "no such account")))
	b := site.As(t, officer)
	portaltest.Expect(t, "no permission was missing", strings.Contains(b.Get("/mine").Body, "/me/why"), false)
	portaltest.Expect(t, "the action is known", strings.Contains(b.Get("/account").Body, "/me/why?action=account.read"), true)
	portaltest.Expect(t, "another's page", strings.Contains(site.As(t, authz.Auditor).Get("/desk").Body, `href="/me/why"`), true)
	portaltest.Expect(t, "nobody is signed in", strings.Contains(site.Visitor(t).Get("/gone").Body, "/me/why"), false)
}

func TestAFailureCarriesANumberToTell(t *testing.T) {
	a := start(t).Visitor(t).Get("/away")
	if id := a.Header.Get("X-Request-Id"); id == "" || !strings.Contains(a.Text(t), id) {
		t.Errorf("no %q in %s", id, a.Text(t))
	}
}

func TestAFailedPartIsASentenceAboveThePage(t *testing.T) {
	b := start(t).Visitor(t)
	b.Header.Set("HX-Request", "true")
	a := b.Get("/careful")
	portaltest.Expect(t, "status", a.Status, http.StatusUnprocessableEntity)
	portaltest.Expect(t, "where", a.Header.Get("HX-Retarget"), "#main")
	portaltest.Expect(t, "whole page", strings.Contains(a.Body, "<html"), false)
}

func TestPagesCannotBeFramedOrKept(t *testing.T) {
	site := start(t)
	h := site.As(t, officer).Get("/mine").Header
	portaltest.Expect(t, "kept", h.Get("Cache-Control"), "no-store")
	portaltest.Expect(t, "policy", strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'"), true)
}

func TestADrainedPortalEndsItsStreams(t *testing.T) {
	site := start(t)
	site.Portal.Drain()
	select {
	case <-site.Portal.Drained():
	default:
		t.Error("not drained")
	}
}

func TestTheGatewaysRefusalsArePagesThatKnowNobody(t *testing.T) {
	b := start(t).Visitor(t)
	for kind, want := range map[string]int{"rate_limited": 429, "too_large": 413, "unavailable": 503, "nonsense": 404} {
		a := b.Get("/failure/" + kind + "?after=7")
		portaltest.Expect(t, kind, a.Status, want)
		portaltest.Expect(t, "cookie", a.Header.Get("Set-Cookie"), "")
	}
	a := b.Get("/failure/rate_limited?after=7")
	portaltest.Expect(t, "retry", a.Header.Get("Retry-After"), "7")
	portaltest.Expect(t, "says when", strings.Contains(a.Text(t), "7 秒后"), true)
}
