package rpc

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"reflect"
	"strconv"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

var noneType = reflect.TypeFor[None]()

func (s *Server) serve(r *route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := WithLang(req.Context(), LangOfRequest(req))
		c := &call{route: r, w: w, r: req.WithContext(ctx), subject: authz.Actor(ctx)}
		if r.op.Kind == KindStream {
			ctx, c.stream = s.open(ctx, w)
		}
		res, err := r.endpoint(ctx, c)
		if c.stream != nil {
			c.stream.finish(c, err)
			return
		}
		c.answer(res, err)
	})
}

func (c *call) answer(res any, err error) {
	if err != nil {
		writeProblem(c.w, c.r, err, c.id)
		return
	}
	h := c.w.Header()
	harden(h)
	if c.replayed {
		h.Set("Idempotency-Replayed", "true")
	}
	if c.op.Response == noneType {
		c.w.WriteHeader(http.StatusNoContent)
		return
	}
	h.Set("Content-Type", "application/json")
	_, _ = c.w.Write(res.([]byte)) // a caller that went away needs no answer
}

// harden sets what every answer says: nothing is kept, nothing is guessed.
func harden(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}

// WriteProblem answers with err as problem JSON in the language of the request.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	writeProblem(w, r, err, w.Header().Get("X-Request-Id"))
}

func writeProblem(w http.ResponseWriter, r *http.Request, err error, id string) {
	p := problemOf(r, err, id)
	h := w.Header()
	harden(h)
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", LangOfRequest(r))
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="lianluo"`)
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func problemOf(r *http.Request, err error, id string) fault.Problem {
	p := fault.ToProblem(err, LangOfRequest(r))
	if errors.Is(err, errMethod) {
		p.Status = http.StatusMethodNotAllowed
	}
	if e := fault.Of(err); e.RetryAfter > 0 {
		p.RetryAfter = int(math.Ceil(e.RetryAfter.Seconds()))
	}
	p.Trace = id
	return p
}

// WithProblems serves mux and answers with a problem where it has no route.
func WithProblems(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &statusOnly{header: w.Header()}
		h.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed { // Allow is set
			WriteProblem(w, r, errMethod)
			return
		}
		WriteProblem(w, r, errNoPath)
	})
}

// statusOnly learns what a handler would answer.
type statusOnly struct {
	header http.Header
	status int
}

func (p *statusOnly) Header() http.Header { return p.header }

func (p *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

func (p *statusOnly) WriteHeader(status int) { p.status = status }
