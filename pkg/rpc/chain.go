package rpc

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"runtime/debug"
	"time"

	"github.com/go-kit/kit/endpoint"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// call is one request on its way through the chain.
type call struct {
	*route
	w        http.ResponseWriter
	r        *http.Request
	id       string // request id: the trace's where there is one
	trace    string // W3C traceparent
	subject  authz.Subject
	behalf   *authz.Behalf // nil where nothing is delegated to the subject
	request  any           // *Req, once decoded
	stream   *Writer
	replayed bool // the answer is one given before
}

func (c *call) cause() event.Cause {
	cause := event.Cause{Actor: c.subject.ID, Operation: c.op.Name, Trace: c.trace}
	if c.behalf != nil {
		cause.OnBehalf = func(tokens []string) string { return c.behalf.Of(tokens).Account }
	}
	return cause
}

// step is one thing done around every operation.
type step func(ctx context.Context, c *call, next endpoint.Endpoint) (any, error)

func (st step) middleware(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request any) (any, error) { return st(ctx, request.(*call), next) }
}

// chain is all of it, outermost first. Panics are caught inside of what
// observes, so that they are traced, counted and logged like other errors.
func (s *Server) chain() endpoint.Middleware {
	return endpoint.Chain(
		step(s.traced).middleware,
		step(s.measured).middleware,
		step(s.logged).middleware,
		step(caught).middleware,
		step(timed).middleware,
		step(limited).middleware,
		step(s.refusals).middleware,
		step(s.admit).middleware,
		step(decoded).middleware,
		step(s.once).middleware,
	)
}

// caught turns a panic into an internal error that carries the stack for the log.
func caught(ctx context.Context, c *call, next endpoint.Endpoint) (res any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Internal(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	return next(ctx, c)
}

// timed bounds the operation's time. Streams have no bound of their own.
func timed(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	if c.op.Timeout <= 0 || c.op.Kind == KindStream {
		return next(ctx, c)
	}
	ctx, cancel := context.WithTimeout(ctx, c.op.Timeout)
	defer cancel()
	return next(ctx, c)
}

// limited bounds the request's bytes.
func limited(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, c.op.MaxBody)
	return next(ctx, c)
}

// decoded reads and validates the request, which must arrive in the operation's time.
func decoded(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	arrives := http.NewResponseController(c.w)
	if c.op.Timeout > 0 && hasBody(c.op.Method) {
		_ = arrives.SetReadDeadline(time.Now().Add(c.op.Timeout)) // not every transport has one
	}
	req, err := c.shape.decode(c.r, c.op)
	if err != nil {
		return nil, err
	}
	_ = arrives.SetReadDeadline(time.Time{})
	c.request = req.Addr().Interface()
	if err := Validate(c.request); err != nil {
		return nil, err
	}
	return next(ctx, c)
}

// checkTags panics when the request's validate tags are mistaken.
func checkTags(o Operation) {
	_ = Validate(reflect.New(o.Request).Interface())
}
