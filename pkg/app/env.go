package app

import (
	"log/slog"
	"net/http"
	"sync"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Env is what a process gives to all services it runs.
type Env struct {
	Clock     Clock
	Calendars *calendar.Places
	Tree      *area.Tree
	Log       func(service string) *slog.Logger
	Transport event.Transport
	// OpenStore opens the backend of a service's own database.
	OpenStore func(service string) (store.Backend, error)
	// Security turns identity's events into facts of a service's guard.
	Security func(*authz.Keeper) []event.Handler
	// Route says where a service is reached; see Routes for services of this process.
	Route func(service string) (base string, transport http.RoundTripper)
	// Secret is shared by this system's services, Master encrypts personal data.
	Secret, Master []byte
	// Data returns a service's directory for files, "" for none.
	Data func(service string) string
}

// Routes finds services of this process by their handlers, others by address.
type Routes struct {
	mu    sync.RWMutex
	local map[string]http.Handler
	// Remote gives the base address of services that run elsewhere.
	Remote    map[string]string
	Transport http.RoundTripper
}

// Add makes a service of this process reachable.
func (r *Routes) Add(service string, h http.Handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.local == nil {
		r.local = map[string]http.Handler{}
	}
	r.local[service] = h
}

func (r *Routes) find(service string) (http.Handler, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	h, ok := r.local[service]
	return h, ok
}

// Route implements Env.Route. Services that are neither here nor configured
// answer unavailable.
func (r *Routes) Route(service string) (string, http.RoundTripper) {
	if base := r.Remote[service]; base != "" {
		return base, r.Transport
	}
	return "http://" + service, rpc.InProcess(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if h, ok := r.find(service); ok {
			h.ServeHTTP(w, req)
			return
		}
		rpc.WriteProblem(w, req, errAway(service))
	}))
}
