package session_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"context"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
)

func TestPagesKnowWhoIsSignedIn(t *testing.T) {
	site := start(t)
	portaltest.Expect(t, "visitor", strings.Contains(site.Visitor(t).Get("/open").Body, "nobody"), true)
	portaltest.Expect(t, "officer", strings.Contains(site.As(t, officer).Get("/open").Body, "nobody"), false)
}

func TestAPageForStaffAsksToSignInAndComesBack(t *testing.T) {
	site := start(t)
	a := site.Visitor(t).Get("/mine?tab=2")
	portaltest.Expect(t, "status", a.Status, http.StatusSeeOther)
	portaltest.Expect(t, "location", a.Location(), "/sign-in?next=%2Fmine%3Ftab%3D2")
}

func TestAFormOfAnEndedSessionComesBackToItsPage(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	form := b.Get("/mine")
	site.People.EndSessions(string(officer))
	site.Clock.Advance(10 * time.Minute) // past what is remembered
	b.Header.Set("Referer", site.URL+"/mine?tab=2")
	portaltest.Expect(t, "location", b.Submit(form, "/mine", url.Values{"lang": {"en"}}).Location(), "/sign-in?next=%2Fmine%3Ftab%3D2")
}

func TestAPartOfAPageLeadsTheWholePageToSignIn(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	b.Header.Set("HX-Request", "true")
	b.Header.Set("HX-Current-URL", site.URL+"/mine?row=3")
	portaltest.Expect(t, "redirect", b.Get("/mine").Header.Get("HX-Redirect"), "/sign-in?next=%2Fmine%3Frow%3D3")
}

func TestOthersPlacesAreClosed(t *testing.T) {
	site := start(t)
	portaltest.Expect(t, "deputy at the desk", site.As(t, authz.DeputyRole).Get("/desk").Status, http.StatusForbidden)
	portaltest.Expect(t, "officer at the desk", site.As(t, officer).Get("/desk").Status, http.StatusOK)
}

// opens counts how often a session is opened, and how often for the person.
func opens(t *testing.T, answer func() error) (site *portaltest.Site, active, passive *atomic.Int32) {
	active, passive = &atomic.Int32{}, &atomic.Int32{}
	var clock func() time.Time
	site = start(t, portaltest.Op(identity.OpenSession, func(_ context.Context, req identity.OpenSessionRequest) (identity.Access, error) {
		if req.Passive {
			passive.Add(1)
		} else {
			active.Add(1)
		}
		return identity.Access{Token: "t", Expires: clock().Add(5 * time.Minute), Account: identity.Account{ID: string(officer), Name: "A"}}, answer()
	}))
	clock = site.Clock.Now
	return site, active, passive
}

func TestPageViewsAreToldOfEveryHalfMinute(t *testing.T) {
	site, active, _ := opens(t, func() error { return nil })
	b := site.As(t, officer)
	b.Get("/open")
	site.Clock.Advance(29 * time.Second)
	b.Get("/open")
	portaltest.Expect(t, "opened", active.Load(), int32(1))
	site.Clock.Advance(time.Second)
	b.Get("/open")
	portaltest.Expect(t, "opened again", active.Load(), int32(2))
}

func TestWhatAPageAsksByItselfIsNotToldOf(t *testing.T) {
	site, active, passive := opens(t, func() error { return nil })
	b := site.As(t, officer)
	b.Get("/open")
	b.Header.Set("Accept", "text/event-stream")
	site.Clock.Advance(4*time.Minute + 29*time.Second)
	b.Get("/open")
	portaltest.Expect(t, "the token still holds", passive.Load(), int32(0))
	site.Clock.Advance(2 * time.Second)
	b.Get("/open")
	portaltest.Expect(t, "opened for the page", passive.Load(), int32(1))
	b.Header.Del("Accept")
	b.Get("/open")
	portaltest.Expect(t, "opened for the person", active.Load(), int32(2))
}

func TestARememberedTokenOutlivesIdentitysAbsence(t *testing.T) {
	var away error
	site, _, _ := opens(t, func() error { return away })
	b := site.As(t, officer)
	b.Get("/open")
	away = fault.Unavailable(nil)
	site.Clock.Advance(time.Minute)
	portaltest.Expect(t, "still known", strings.Contains(b.Get("/open").Body, "nobody"), false)
	site.Clock.Advance(4 * time.Minute)
	portaltest.Expect(t, "no longer", strings.Contains(b.Get("/open").Body, "nobody"), true)
}

func TestARevokedTokenIsReplacedWithoutThePersonNoticing(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	b.Get("/mine")
	site.People.Outdate(string(officer))
	portaltest.Expect(t, "status", b.Get("/mine").Status, http.StatusOK)
}

func TestASessionEndedElsewhereLeadsToSignIn(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	b.Get("/mine")
	site.People.EndSessions(string(officer))
	portaltest.Expect(t, "status", b.Get("/mine").Status, http.StatusSeeOther)
}

func TestPublicPagesLiveWithoutIdentity(t *testing.T) {
	site := start(t, portaltest.Refusing(identity.OpenSession, fault.Unavailable(nil)))
	b := site.As(t, officer)
	portaltest.Expect(t, "public page", b.Get("/open").Status, http.StatusOK)
	portaltest.Expect(t, "own page", b.Get("/mine").Status, http.StatusServiceUnavailable)
}

func TestChangesShowAtOnce(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	b.Follow(b.Submit(b.Get("/mine"), "/mine", url.Values{"email": {"new@example.cn"}, "lang": {"en"}}))
	site.People.Change(string(officer), func(a *identity.Account) { portaltest.Expect(t, "mail", a.Email, "new@example.cn") })
}

func TestHomeIsThePlaceOfTheRole(t *testing.T) {
	for role, want := range map[authz.Role]string{
		authz.DeputyRole: "/d", officer: "/desk", authz.StationHead: "/desk", authz.HandlingUnit: "/desk", authz.TownshipAdmin: "/desk",
		authz.CountyAdmin: "/county", authz.Supervisor: "/county", authz.ProvinceAdmin: "/county", authz.CityAdmin: "/county",
		authz.Auditor: "/operate", authz.SecurityAdmin: "/operate", authz.SystemOperator: "/operate",
	} {
		u := session.User{Active: []identity.Assignment{{Role: string(role)}}}
		portaltest.Expect(t, string(role), u.Home(), want)
	}
	none := session.User{}
	portaltest.Expect(t, "nobody", none.Home(), "/me")
}

func TestOnlyAssignmentsThatCountNowMakeAPlace(t *testing.T) {
	site := start(t)
	site.People.Change(string(officer), func(a *identity.Account) { a.Assignments[0].Until = portaltest.Now.Add(-time.Minute) })
	portaltest.Expect(t, "ended", site.As(t, officer).Get("/desk").Status, http.StatusForbidden)
	site.People.Change(string(officer), func(a *identity.Account) {
		a.Assignments[0].Until, a.Assignments[0].From = time.Time{}, portaltest.Now.Add(time.Minute)
	})
	portaltest.Expect(t, "to come", site.As(t, officer).Get("/desk").Status, http.StatusForbidden)
}

func TestMenuNamesPlacesAndRole(t *testing.T) {
	body := start(t).As(t, officer).Get("/mine").Body
	for _, want := range []string{"辰阳镇 联络员", `href="/desk"`, `href="/me"`, `action="/sign-out"`, `data-stream="/inbox/live"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}
