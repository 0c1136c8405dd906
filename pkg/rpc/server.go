package rpc

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-kit/kit/endpoint"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/store"
)

// ServerConfig says what a service's server stands on.
type ServerConfig struct {
	Service   string
	DB        *store.DB // may be nil where no operation mutates
	Guard     Guard
	Logger    *slog.Logger         // slog.Default() where nil
	Tracer    trace.TracerProvider // the global one where nil
	Meter     metric.MeterProvider // the global one where nil
	KeepAlive time.Duration        // between comments on a silent event stream; 15 s where 0
}

// Server serves the operations of one service through the one chain.
type Server struct {
	cfg     ServerConfig
	mux     *http.ServeMux
	ops     []Any
	tracer  trace.Tracer
	meters  meters
	answers *store.Collection[answer]
	drained context.Context
	drain   context.CancelFunc
}

const instrument = "lianluo/pkg/rpc"

// NewServer makes the server of a service. Call it before DB.Open: it declares
// the collection of remembered answers.
func NewServer(cfg ServerConfig) *Server {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Tracer == nil {
		cfg.Tracer = otel.GetTracerProvider()
	}
	if cfg.Meter == nil {
		cfg.Meter = otel.GetMeterProvider()
	}
	if cfg.KeepAlive == 0 {
		cfg.KeepAlive = 15 * time.Second
	}
	s := &Server{cfg: cfg, mux: http.NewServeMux(), tracer: cfg.Tracer.Tracer(instrument), meters: newMeters(cfg.Meter)}
	s.drained, s.drain = context.WithCancel(context.Background())
	if cfg.DB != nil {
		s.answers = newAnswers(cfg.DB)
	}
	return s
}

// Handle serves an operation by a method. It panics when the declaration cannot
// work or belongs to another service.
func Handle[Req, Res any](s *Server, op Op[Req, Res], method func(context.Context, Req) (Res, error)) {
	s.handle(op, func(ctx context.Context, request any) (any, error) { return method(ctx, *request.(*Req)) })
}

func (s *Server) handle(declared Any, method func(ctx context.Context, request any) (any, error)) {
	if op := declared.Declared(); op.Kind == KindStream {
		panic("rpc: " + op.Name + " is a stream: use HandleStream")
	}
	s.add(declared, func(ctx context.Context, c *call) (any, error) {
		res, err := method(ctx, c.request)
		if err != nil {
			return nil, err
		}
		return marshal(res)
	})
}

// HandleStream serves an operation whose method writes the response itself.
func HandleStream[Req any](s *Server, op Op[Req, None], method func(context.Context, Req, *Writer) error) {
	if op.Kind != KindStream {
		panic("rpc: " + op.Name + " is not a stream: use Handle")
	}
	s.add(op, func(ctx context.Context, c *call) (any, error) {
		err := method(ctx, *c.request.(*Req), c.stream)
		if c.stream.drained() {
			return nil, nil
		}
		return nil, err
	})
}

func (s *Server) add(declared Any, method func(context.Context, *call) (any, error)) {
	op := declared.Declared()
	switch {
	case op.Service() != s.cfg.Service:
		panic("rpc: " + op.Name + " is no operation of " + s.cfg.Service)
	case op.Mutates && s.cfg.DB == nil:
		panic("rpc: " + op.Name + " changes something and there is no database")
	}
	r := &route{op: op, shape: shapeOf(op)}
	r.endpoint = s.chain()(func(ctx context.Context, request any) (any, error) {
		return method(ctx, request.(*call))
	})
	checkTags(op)
	s.ops = append(s.ops, declared)
	s.mux.Handle(op.Method+" "+op.Pattern, s.serve(r))
}

// route is one operation as it is served.
type route struct {
	op       Operation
	shape    *shape
	endpoint endpoint.Endpoint
}

// Operations lists what is served, in order of registration.
func (s *Server) Operations() []Any { return s.ops }

// Handler serves the operations at their patterns; anything else is answered
// with a problem.
func (s *Server) Handler() http.Handler { return WithProblems(s.mux) }

// Drain ends the open event streams, so that a graceful stop need not wait for them.
// Their clients connect again, to another replica.
func (s *Server) Drain() { s.drain() }
