package event

import "context"

// Cause says on whose behalf something happens. It travels in the context from
// the endpoint chain to the store, which writes it on every event.
type Cause struct {
	Actor     string // subject id, "system" or "public"
	Operation string // operation name, consumer name or job name
	Trace     string // W3C traceparent
	// OnBehalf is for whom the actor acts on what carries the scope tokens, ""
	// for themselves; nil: always for themselves.
	OnBehalf func(tokens []string) string
}

type causeKey struct{}

// WithCause returns a context in which changes are attributed to c.
func WithCause(ctx context.Context, c Cause) context.Context {
	return context.WithValue(ctx, causeKey{}, c)
}

// CauseOf returns the cause, "system" where none was set.
func CauseOf(ctx context.Context) Cause {
	if c, ok := ctx.Value(causeKey{}).(Cause); ok {
		return c
	}
	return Cause{Actor: "system"}
}
