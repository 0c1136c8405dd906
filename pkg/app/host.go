package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/event"
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
		return mux
	}
	for _, s := range h.Services {
		mux.Handle("/api/"+s.Name+"/", s.Handler())
	}
	return rpc.WithProblems(mux)
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

// Ready fails until the broker and every service's dependencies answer.
func (h *Host) Ready(ctx context.Context) error {
	if h.Transport != nil {
		if err := h.Transport.Ping(ctx); err != nil {
			return err
		}
	}
	for _, s := range h.Services {
		if err := s.Ready(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Run runs the services until ctx ends, or the server that serves Handler: its
// end comes by served. Then it drains: streams are ended, requests under way
// finish, background work stops after them.
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
	}
	err = errors.Join(ignoreClosed(err), h.drain(server))
	stop()
	return errors.Join(err, ignoreCancel(g.Wait()))
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
