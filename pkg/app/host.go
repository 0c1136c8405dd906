package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Host serves built services on one address and runs them.
type Host struct {
	Services  []*Service
	Transport event.Transport
	Metrics   http.Handler
	Log       *slog.Logger
	// Front answers what no service of this process answers; nil: not found.
	Front http.Handler
	// Linger is how long requests are still taken after the request to stop: until
	// no proxy sends any here.
	Linger time.Duration

	stopping atomic.Bool
	met      atomic.Bool // the broker has answered
}

// drainTime bounds what a stop waits for requests under way.
const drainTime = 20 * time.Second

// Handler serves health, readiness, metrics and the services: a gateway of this
// process takes everything else, without one each service takes its own paths.
func (h *Host) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", h.readyz)
	mux.Handle("/metrics", h.Metrics) // any method: a front must not pass it on
	if front := h.front(); front != nil {
		mux.Handle("/", front)
		return h.parting(mux)
	}
	for _, s := range h.Services {
		mux.Handle("/api/"+s.Name+"/", s.Handler())
	}
	return h.parting(rpc.WithProblems(mux))
}

// parting ends connections with the answer while the process stops: whoever asks
// again does so over a new one, which leads elsewhere. A connection that is
// closed while it is idle may have a request on its way.
func (h *Host) parting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// NotReady serves while a process waits for what it stands on: alive, not ready.
func NotReady() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "2")
		answer(w, http.StatusServiceUnavailable, "not ready")
	})
	return mux
}

func healthz(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") }

// front is the handler for everything: the gateway's, or of a lone portal its own.
func (h *Host) front() http.Handler {
	if h.Front != nil {
		return h.Front
	}
	for _, s := range h.Services {
		if s.Name == "gateway" || (s.root != nil && len(h.Services) == 1) {
			return s.Handler()
		}
	}
	return nil
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// readyz says what is missing, by service; details stay in the log.
func (h *Host) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := h.Ready(ctx); err != nil {
		h.Log.Debug("not ready", "error", err)
		answer(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	answer(w, http.StatusOK, "ready")
}

var errStopping = fault.Unavailable(errors.New("app: the process is stopping"))

// Ready fails until the broker has answered once and every service's dependencies
// answer, and again once the process stops. A broker that goes away later only lets
// events wait: were it asked here, every replica would be taken out of service.
func (h *Host) Ready(ctx context.Context) error {
	if h.stopping.Load() {
		return errStopping
	}
	if h.Transport != nil && !h.met.Load() {
		if err := h.Transport.Ping(ctx); err != nil {
			return err
		}
		h.met.Store(true)
	}
	for _, s := range h.Services {
		if err := s.Ready(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Run runs the services until ctx ends, or the server that serves Handler: its
// end comes by served. Then it lingers and drains: streams are ended, requests
// under way finish, background work stops after them.
func (h *Host) Run(ctx context.Context, server *http.Server, served <-chan error) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, background := errgroup.WithContext(background)
	for _, s := range h.Services {
		g.Go(func() error { return s.Run(background) })
	}
	var err error
	select {
	case err = <-served:
	case <-background.Done(): // a service failed for good
	case <-ctx.Done():
		h.linger(background)
	}
	err = errors.Join(ignoreClosed(err), h.drain(server))
	stop()
	return errors.Join(err, ignoreCancel(g.Wait()))
}

func (h *Host) linger(ctx context.Context) {
	h.stopping.Store(true)
	select {
	case <-time.After(h.Linger):
	case <-ctx.Done(): // a service failed for good
	}
}

func (h *Host) drain(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	var wait sync.WaitGroup
	for _, s := range h.Services {
		wait.Go(s.Drain)
	}
	wait.Wait()
	return server.Shutdown(ctx)
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func ignoreCancel(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
