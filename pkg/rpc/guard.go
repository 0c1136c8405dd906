package rpc

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-kit/kit/endpoint"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Guard knows callers and what they may do.
type Guard interface {
	// Authenticate says whose token it is; unauthenticated when it is forged,
	// expired or revoked.
	Authenticate(ctx context.Context, token string) (authz.Subject, error)
	// Authorize says on which data the subject may do the action; denied when
	// on none.
	Authorize(ctx context.Context, subject authz.Subject, action string) (store.Scope, error)
	// Refused records durably that the operation was refused to the subject. It
	// runs before the answer leaves, outside the operation's unit of work.
	Refused(ctx context.Context, subject authz.Subject, operation string, err error)
}

// recordWithin bounds the recording of a refusal whose caller went away.
const recordWithin = 5 * time.Second

// refusals reports whatever is refused further in, by the chain or by the
// method. A missing token is no attempt and is not recorded.
func (s *Server) refusals(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	res, err := next(ctx, c)
	refused := fault.Is(err, fault.KindDenied) || fault.Is(err, fault.KindUnauthenticated)
	if refused && !errors.Is(err, errNoToken) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
		defer cancel()
		s.cfg.Guard.Refused(event.WithCause(ctx, c.cause()), c.subject, c.op.Name, err)
	}
	return res, err
}

// admit lets the operation's callers in and gives the context its subject, its
// cause and its scope. Public operations get no scope: their methods act under
// the capability they check. Internal ones get none either.
func (s *Server) admit(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	if !c.op.Public {
		var err error
		if ctx, err = s.identify(ctx, c); err != nil {
			return nil, err
		}
	}
	ctx = authz.WithSubject(ctx, c.subject)
	return next(event.WithCause(ctx, c.cause()), c)
}

func (s *Server) identify(ctx context.Context, c *call) (context.Context, error) {
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") || token == "" {
		return ctx, errNoToken
	}
	subject, err := s.cfg.Guard.Authenticate(ctx, token)
	if err != nil {
		return ctx, err
	}
	c.subject = subject
	return s.permit(ctx, c)
}

func (s *Server) permit(ctx context.Context, c *call) (context.Context, error) {
	switch {
	case c.op.Internal && c.subject.Kind == authz.Service:
		return ctx, nil
	case c.op.Internal:
		return ctx, errDenied
	case c.op.SignedIn && !c.subject.MayActForItself():
		return ctx, errNotGranted
	case c.op.SignedIn:
		return store.WithScope(ctx, store.Scope{Tokens: []string{"acct:" + c.subject.ID}}), nil
	}
	scope, err := s.cfg.Guard.Authorize(ctx, c.subject, c.op.Permission)
	if err == nil {
		c.behalf = authz.BehalfIn(ctx, s.cfg.Guard.Authorize, c.subject, c.op.Permission)
	}
	return authz.WithBehalf(store.WithScope(ctx, scope), c.behalf), err
}
