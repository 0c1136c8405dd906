package session

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/fault"
	"lianluo/services/portal/ui"
)

// The refusals of the portal itself; their words are in the catalogue.
var (
	errForged   = fault.Denied("form.forged", "", "")
	errNotYours = fault.Denied("page.role", "", "")
)

// Missing is the fault of a page that does not exist.
func Missing(ctx context.Context) error {
	return Say(ctx, fault.KindNotFound, "page.missing", "session.missing")
}

// Fail answers with a page that says what went wrong and how to go on. Whoever
// is no longer signed in is led to sign in and back.
func (p *Portal) Fail(w http.ResponseWriter, r *http.Request, err error) {
	e := fault.Of(err)
	v := visitOf(r.Context())
	switch {
	case r.Context().Err() != nil:
		return // the reader went away
	case FromOutbox(r) && e.Kind != fault.KindUnauthenticated:
		_ = refusal(r.Context(), e, "").Tell(w) // the device went away: it asks again
		return
	case e.Kind == fault.KindUnauthenticated:
		p.access.forget(v.secret)
		askSignIn(w, r)
		return
	}
	if cause := errors.Unwrap(e); cause != nil {
		p.cfg.Log.ErrorContext(r.Context(), "a page failed", "request", v.id, "path", r.URL.Path, "error", e)
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())))
	}
	p.showFailure(w, r, e)
}

func (p *Portal) showFailure(w http.ResponseWriter, r *http.Request, e *fault.Error) {
	ctx := r.Context()
	if Partial(r) { // a sentence above the page that is open; htmx swaps no other status
		w.Header().Set("HX-Retarget", "#main")
		w.Header().Set("HX-Reswap", "afterbegin show:top")
		_ = RenderStatus(w, r, http.StatusUnprocessableEntity, ui.Notice{Tone: ui.Bad, Text: words(ctx, e)})
		return
	}
	page := failurePage(failure{title: heading(ctx, e), text: words(ctx, e), home: home(ctx), id: reference(ctx, e), again: resend(r, e), why: whyAt(ctx, e)})
	if err := RenderStatus(w, r, fault.Status(e.Kind), page); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// heading says what is the matter.
func heading(ctx context.Context, e *fault.Error) string {
	if key := "session.fail." + e.Code; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return ui.T(ctx, "session.fail."+string(e.Kind))
}

// words say what to do next.
func words(ctx context.Context, e *fault.Error) string {
	if key := "session.fail." + e.Code + ".text"; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return e.Text.In(string(ui.PrefsOf(ctx).Lang))
}

func home(ctx context.Context) string {
	if u := UserOf(ctx); u != nil {
		return u.Home()
	}
	return "/"
}

// reference is told where somebody has to look into it.
func reference(ctx context.Context, e *fault.Error) string {
	if e.Kind == fault.KindInternal || e.Kind == fault.KindUnavailable {
		return visitOf(ctx).id
	}
	return ""
}

// resend is what a refused form held, to be sent again with a new token. It is
// given back only where the browser vouches that a page of this site sent it.
func resend(r *http.Request, e *fault.Error) *resent {
	if e.Code != errForged.Code || !ours(r) || r.MultipartForm != nil {
		return nil
	}
	back := &resent{action: r.URL.RequestURI(), fields: r.PostForm}
	for _, name := range []string{ui.CSRFField, "password", "repeat", "old", "new"} {
		back.fields.Del(name)
	}
	return back
}

func requestID(sc trace.SpanContext) string {
	if sc.HasTraceID() {
		return sc.TraceID().String()
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
