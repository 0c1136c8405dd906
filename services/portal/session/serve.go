package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/ui"
)

// maxForm bounds a submitted form with its photos; the gateway has the same bound.
const maxForm = 16 << 20

// inMemory is how much of a form is not put into temporary files.
const inMemory = 1 << 20

var w3c = propagation.TraceContext{}

// Handler serves the pages of mux: it finds out who asks, checks every change,
// and answers with a page where mux has none.
func (p *Portal) Handler(mux *http.ServeMux) http.Handler {
	worker := workerOf(mux)
	pages := ui.WithPreferences(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(mux, worker, w, r) }), p.Now)
	failures := ui.WithPreferences(http.HandlerFunc(p.refused), p.Now)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, ui.AssetPath): // the same for everybody
			mux.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, failurePath):
			failures.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}

func (p *Portal) serve(mux *http.ServeMux, worker string, w http.ResponseWriter, r *http.Request) {
	_, pattern := mux.Handler(r)
	ctx := w3c.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := otel.Tracer("lianluo/services/portal").Start(ctx, "portal "+pattern)
	defer span.End()
	v := &visit{secret: ui.CookieOf(r, Cookie), passive: r.Header.Get("Accept") == "text/event-stream", flash: readFlash(r), id: requestID(span.SpanContext())}
	prefs := ui.PrefsOf(ctx)
	prefs.CSRF, prefs.Worker = p.bind(w, r), worker
	ctx = rpc.WithLang(ui.WithPrefs(context.WithValue(ctx, visitKey{}, v), prefs), string(prefs.Lang))
	v.away = p.enter(ctx, v)
	harden(w, r, v)
	r = r.WithContext(ctx)
	defer p.recovered(w, r)
	p.answer(mux, pattern, w, r, v)
}

func (p *Portal) answer(mux *http.ServeMux, pattern string, w http.ResponseWriter, r *http.Request, v *visit) {
	switch err := p.admit(w, r, v); {
	case err != nil:
		p.Fail(w, r, err)
	case pattern == "":
		p.Fail(w, r, Missing(r.Context()))
	default:
		if v.key != "" {
			r = r.WithContext(rpc.WithKey(r.Context(), v.key))
		}
		mux.ServeHTTP(w, r)
	}
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // temporary files; the system sweeps what is left
	}
}

// admit reads a submitted form and refuses one that this site did not make.
func (p *Portal) admit(w http.ResponseWriter, r *http.Request, v *visit) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	var tooLarge *http.MaxBytesError
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(inMemory)
	}
	switch {
	case errors.As(err, &tooLarge):
		return Say(r.Context(), fault.KindTooLarge, "form.large", "session.form-large")
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return Say(r.Context(), fault.KindInvalid, "form.broken", "session.form-broken").Because(err)
	case forged(r, ui.PrefsOf(r.Context()).CSRF, p.cfg.BaseURL):
		return errForged
	}
	if key := r.PostFormValue(ui.KeyField); len(key) >= 16 && len(key) <= 80 {
		v.key = key
	}
	return nil
}

// harden sets what holds for every page: nothing from outside, nothing kept by
// the browser of a shared computer.
func harden(w http.ResponseWriter, r *http.Request, v *visit) {
	h := w.Header()
	h.Set("Content-Security-Policy", ui.CSP)
	h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Request-Id", v.id)
	h.Set("Cache-Control", "private, no-cache")
	if v.secret != "" || r.Method == http.MethodPost || StepOf(r).Secret != "" { // a sign-in under way shows keys and codes
		h.Set("Cache-Control", "no-store")
	}
}

func (p *Portal) recovered(w http.ResponseWriter, r *http.Request) {
	if what := recover(); what != nil {
		if err, ok := what.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(what)
		}
		p.Fail(w, r, fault.Internal(fmt.Errorf("portal: a page panicked: %v", what)))
	}
}
