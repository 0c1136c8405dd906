package platform

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/fault"
)

// retryEvery is how long a process waits for what it stands on before it asks again.
const retryEvery = 2 * time.Second

// door is the address of the process. What it serves may come later: until then
// it is alive and not ready, so that nobody ends a process that only waits.
type door struct {
	server *http.Server
	served chan error
	inside atomic.Pointer[http.Handler]
}

func (c Config) openDoor(ctx context.Context) (*door, error) {
	listener, err := c.listen(ctx)
	if err != nil {
		return nil, err
	}
	d := &door{served: make(chan error, 1)}
	d.let(app.NotReady())
	d.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*d.inside.Load()).ServeHTTP(w, r) }),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	go func() { d.served <- d.server.Serve(listener) }()
	return d, nil
}

// close ends a door that never led anywhere; nil is one that was never open.
func (d *door) close() error {
	if d == nil {
		return nil
	}
	return d.server.Close()
}

// let serves h from now on.
func (d *door) let(h http.Handler) { d.inside.Store(&h) }

func (c Config) listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot serve on %s (choose another with -addr): %w", c.Addr, err)
	}
	if c.TLS.Cert == "" {
		return listener, nil
	}
	cert, err := tls.LoadX509KeyPair(c.TLS.Cert, c.TLS.Key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("tls.cert and tls.key: %w", err), listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}), nil
}

// awaited builds the system. While what it stands on is away, the door is open
// already and the process tries again until ctx ends; other errors end it.
func awaited(ctx context.Context, c Config, clock app.Clock, told io.Writer) (*system, error) {
	var d *door
	for {
		s, err := buildOn(ctx, c, apiDocs(), clock)
		s.door = d
		switch {
		case err == nil:
			return s, nil
		case ctx.Err() != nil: // asked to end
			return s, errors.Join(ctx.Err(), d.close())
		case !fault.Is(err, fault.KindUnavailable):
			return s, errors.Join(err, d.close())
		}
		fmt.Fprintf(told, "lianluo: not ready, trying again every %v: %v\n", retryEvery, err)
		if err := s.Close(); err != nil {
			return s, err
		}
		if d == nil {
			if d, err = c.openDoor(ctx); err != nil {
				return s, err
			}
		}
		wait(ctx, retryEvery)
	}
}
