package session_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func said() url.Values {
	return url.Values{"station": {portaltest.StationCode}, "text": {"村口的路塌了"}, "who.name": {" 李四 "}, "place.lat": {"28.5"}, "photos": {"a", "", "b"}}
}

func TestAFormsValuesBecomeTheRequest(t *testing.T) {
	var got casework.SubmitRequest
	site := start(t, portaltest.Op(casework.SubmitCase, func(_ context.Context, req casework.SubmitRequest) (casework.Receipt, error) {
		got = req
		return casework.Receipt{}, nil
	}))
	b := site.Visitor(t)
	next := b.Follow(b.Submit(b.Get("/open"), "/say", said()))
	portaltest.Expect(t, "name", got.Who.Name, "李四")
	portaltest.Expect(t, "lat", got.Place.Lat, 28.5)
	portaltest.Expect(t, "photos", strings.Join(got.Photos, ","), "a,b")
	portaltest.Expect(t, "notice on the next page", strings.Contains(next.Body, "thank you"), true)
	portaltest.Expect(t, "and only there", strings.Contains(b.Get("/open").Body, "thank you"), false)
}

func TestSubmittingTwiceActsOnce(t *testing.T) {
	count := 0
	site := start(t, portaltest.Op(casework.SubmitCase, func(context.Context, casework.SubmitRequest) (casework.Receipt, error) {
		count++
		return casework.Receipt{}, nil
	}))
	b := site.Visitor(t)
	form := b.Get("/open")
	b.Submit(form, "/say", said())
	portaltest.Expect(t, "second answer", b.Submit(form, "/say", said()).Status, http.StatusSeeOther)
	portaltest.Expect(t, "acted", count, 1)
}

func TestForgedFormsAreRefused(t *testing.T) {
	site := start(t)
	b, other := site.Visitor(t), site.Visitor(t)
	form := b.Get("/open")
	stolen := other.Get("/open").Form(t, "/say")
	without := form.Form(t, "/say")
	without.Del(ui.CSRFField)
	for name, a := range map[string]portaltest.Answer{
		"no token":       b.Post("/say", without),
		"cut token":      b.Submit(form, "/say", url.Values{ui.CSRFField: {form.Form(t, "/say").Get(ui.CSRFField)[:40]}}),
		"empty mask":     b.Submit(form, "/say", url.Values{ui.CSRFField: {strings.Repeat("A", 86)}}),
		"another's":      b.Submit(form, "/say", url.Values{ui.CSRFField: stolen[ui.CSRFField]}),
		"after sign-in":  site.As(t, officer).Post("/say", form.Form(t, "/say")),
		"without cookie": site.Visitor(t).Post("/say", form.Form(t, "/say")),
	} {
		portaltest.Expect(t, name, a.Status, http.StatusForbidden)
	}
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	portaltest.Expect(t, "cross-site", b.Submit(form, "/say", said()).Status, http.StatusForbidden)
}

// Pages travel compressed, so that nothing secret on them may look the same twice.
func TestAFormsTokenLooksDifferentEachTime(t *testing.T) {
	b := start(t, portaltest.Op(casework.SubmitCase, func(context.Context, casework.SubmitRequest) (casework.Receipt, error) {
		return casework.Receipt{}, nil
	})).Visitor(t)
	one, two := b.Get("/open"), b.Get("/open")
	if a, b := one.Form(t, "/say").Get(ui.CSRFField), two.Form(t, "/say").Get(ui.CSRFField); a == b || a[:8] == b[:8] {
		t.Errorf("%s and %s", a, b)
	}
	portaltest.Expect(t, "the older page still submits", b.Submit(one, "/say", said()).Status, http.StatusSeeOther)
}

func TestAnExpiredPageOfThisSiteCanBeSentAgain(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	b.Header.Set("Sec-Fetch-Site", "same-origin")
	values := said()
	values.Set(ui.CSRFField, "old")
	values.Set(ui.KeyField, "the-key-of-the-old-form")
	values.Set("password", "secret")
	refused := b.Post("/say", values)
	portaltest.Expect(t, "status", refused.Status, http.StatusForbidden)
	again := refused.Form(t, "/say")
	portaltest.Expect(t, "text kept", again.Get("text"), "村口的路塌了")
	portaltest.Expect(t, "key kept", again.Get(ui.KeyField), "the-key-of-the-old-form")
	portaltest.Expect(t, "password not", again.Has("password"), false)
	portaltest.Expect(t, "sent again", b.Submit(refused, "/say", nil).Status, http.StatusSeeOther)
	b.Header.Del("Sec-Fetch-Site")
	if strings.Contains(b.Post("/say", values).Body, "the-key-of-the-old-form") {
		t.Error("a form from nowhere must not be given back")
	}
}

func TestProblemsNameTheirFields(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	a := b.Submit(b.Get("/open"), "/say", url.Values{"station": {""}, "text": {"短"}, "place.lat": {"28.5"}})
	portaltest.Expect(t, "status", a.Status, http.StatusUnprocessableEntity)
	for _, want := range []string{"请填写这一项", "至少 4 个字", `href="#f-text"`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("no %q in %s", want, a.Body)
		}
	}
}

func TestNumbersAndDatesThatAreNone(t *testing.T) {
	type request struct {
		Lat  float64 `json:"lat"`
		From int     `query:"from"`
		OK   bool    `json:"ok"`
		ID   string  `path:"id"`
	}
	r, _ := http.NewRequest(http.MethodGet, "/x?lat=north&from=soon&ok=on", nil)
	r.SetPathValue("id", "c1")
	got, err := session.Decode[request](r)
	portaltest.Expect(t, "ok", got.OK, true)
	portaltest.Expect(t, "id", got.ID, "c1")
	e := fault.Of(err)
	portaltest.Expect(t, "fields", len(e.Fields), 2)
	portaltest.Expect(t, "words", e.Fields[0].Text.ZH, "请填写数字")
}

func TestHugeAndBrokenFormsAreRefusedInWords(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	form := b.Get("/open")
	a := b.Submit(form, "/say", url.Values{"text": {strings.Repeat("x", 17<<20)}})
	portaltest.Expect(t, "too large", a.Status, http.StatusRequestEntityTooLarge)
	b.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	portaltest.Expect(t, "cut off", b.PostBody("/say", "--b\r\nContent-Dispo").Status, http.StatusBadRequest)
}

func TestLocalPathsStayOnThisSite(t *testing.T) {
	for path, want := range map[string]string{
		"/desk?x=1": "/desk?x=1", "": "/d", "//evil.cn": "/d", "https://evil.cn/": "/d", "/\\evil.cn": "/d", "desk": "/d", "/a\nb": "/d",
	} {
		portaltest.Expect(t, path, ui.Local(path, "/d"), want)
	}
}
