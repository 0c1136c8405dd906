package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// begin serves a host until the context ends; its address, and what Run returns.
func begin(t *testing.T, ctx context.Context, h *Host) (string, <-chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h.Handler()}
	served, ended := make(chan error, 1), make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	go func() { ended <- h.Run(ctx, server, served) }()
	return "http://" + listener.Addr().String(), ended
}

func ask(t *testing.T, c *http.Client, url string) *http.Response {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// While it stops, a process takes requests, ends their connections, and says
// that it is not ready; then it is gone.
func TestStoppingIsTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "here") })
	h := &Host{Front: ok, Metrics: ok, Log: slog.New(slog.DiscardHandler), Linger: 5 * time.Second}
	url, ended := begin(t, ctx, h)
	client := &http.Client{Transport: &http.Transport{}}
	if res := ask(t, client, url); res.StatusCode != http.StatusOK || res.Close {
		t.Fatalf("before: %+v", res)
	}
	if res := ask(t, client, url+"/readyz"); res.StatusCode != http.StatusOK {
		t.Fatalf("ready: %s", res.Status)
	}
	stop()
	for deadline := time.Now().Add(time.Minute); !h.stopping.Load(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not stop")
		}
	}
	if res := ask(t, client, url); res.StatusCode != http.StatusOK || !res.Close {
		t.Errorf("while it stops: %s, the connection ends: %v", res.Status, res.Close)
	}
	if res := ask(t, client, url+"/readyz"); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("ready while it stops: %s", res.Status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := client.Get(url); err == nil {
		t.Error("it still answers")
	}
}

// coming is a broker that comes and goes.
type coming struct {
	event.Transport
	away bool
}

func (c *coming) Ping(context.Context) error {
	if c.away {
		return fault.Unavailable(errors.New("away"))
	}
	return nil
}

// A process is not ready before its broker answered; that the broker goes away
// later takes nobody out of service, for events wait.
func TestReadyWithoutItsBroker(t *testing.T) {
	broker := &coming{away: true}
	h := &Host{Transport: broker}
	if err := h.Ready(t.Context()); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("at the start: %v", err)
	}
	broker.away = false
	if err := h.Ready(t.Context()); err != nil {
		t.Errorf("when it answers: %v", err)
	}
	broker.away = true
	if err := h.Ready(t.Context()); err != nil {
		t.Errorf("when it went away: %v", err)
	}
}
