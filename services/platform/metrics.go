package platform

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// metrics asks for the token, where one is set.
func (s *system) metrics() http.Handler {
	token := s.config.Metrics.Token.Reveal()
	if token == "" {
		return s.observe.Metrics
	}
	want := []byte("Bearer " + token)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			rpc.WriteProblem(w, r, errToken)
			return
		}
		s.observe.Metrics.ServeHTTP(w, r)
	})
}

var errToken = fault.Unauthenticated("metrics.token", "请附上 metrics.token 设置的令牌", "Send the token that metrics.token sets")

// publicMetrics answers /metrics on the address that everybody reaches: what
// operations there are and how often they are called is for nobody outside. A
// proxy on this machine makes loopback an address for everybody, too.
func (s *system) publicMetrics() http.Handler {
	c := s.config
	if c.Metrics.Addr == "" && (c.Metrics.Token != "" || c.trial()) {
		return s.metrics()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { rpc.WriteProblem(w, r, errElsewhere) })
}

var errElsewhere = fault.NotFound("metrics.elsewhere", "这里不提供运行指标，见运行说明中的 metrics.addr", "Metrics are not served here; docs/operate.md tells of metrics.addr")

// serveMetrics serves /metrics on its own address, where one is set, until it is
// closed. It fails when the address cannot be used.
func (s *system) serveMetrics(ctx context.Context) error {
	addr := s.config.Metrics.Addr
	if addr == "" {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot serve metrics on %s (choose another with -metrics.addr): %w", addr, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics())
	server := &http.Server{Handler: rpc.WithProblems(mux), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	s.onClose(server.Close)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("metrics are not served any more", "error", err)
		}
	}()
	return nil
}
