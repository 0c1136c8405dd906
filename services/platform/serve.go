package platform

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"lianluo/pkg/app"
)

// serve runs a built system on its address until ctx ends.
func (s *system) serve(ctx context.Context, out io.Writer, ready func(ctx context.Context)) error {
	if err := s.ensureTopics(ctx); err != nil {
		return err
	}
	if err := s.serveMetrics(ctx); err != nil {
		return err
	}
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	host := &app.Host{Services: s.services, Metrics: s.publicMetrics(), Log: s.log}
	if s.transport != nil {
		host.Transport = s.transport
	}
	server := &http.Server{Handler: host.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	if ready != nil {
		go whenReady(ctx, host, ready)
	}
	fmt.Fprintf(out, "lianluo: %v on %s, data in %s\n", s.config.Target, s.config.Addr, s.config.Data)
	return host.Run(ctx, listener, server)
}

// ensureTopics creates topics at an outside broker. A broker that is away keeps
// the process unready, not down: the relay and the consumers try again.
func (s *system) ensureTopics(ctx context.Context) error {
	if s.broker != nil {
		return nil
	}
	var names []string
	for _, topic := range topics(s.config.Events.Partitions) {
		names = append(names, topic.Name)
	}
	go func() {
		for ctx.Err() == nil {
			err := s.transport.EnsureTopics(ctx, names)
			if err == nil {
				return
			}
			s.log.Warn("topics will be created when the broker answers", "error", err)
			wait(ctx, time.Second)
		}
	}()
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// whenReady calls fn once, when everything answers.
func whenReady(ctx context.Context, host *app.Host, fn func(ctx context.Context)) {
	for ctx.Err() == nil {
		if host.Ready(ctx) == nil {
			fn(ctx)
			return
		}
		wait(ctx, 20*time.Millisecond)
	}
}

func (s *system) listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot serve on %s (choose another with -addr): %w", s.config.Addr, err)
	}
	if s.config.TLS.Cert == "" {
		return listener, nil
	}
	cert, err := tls.LoadX509KeyPair(s.config.TLS.Cert, s.config.TLS.Key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("tls.cert and tls.key: %w", err), listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}), nil
}
