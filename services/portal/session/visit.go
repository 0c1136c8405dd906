package session

import (
	"context"
	"sync"

	"lianluo/services/portal/ui"
)

// visit is what is known of one request.
type visit struct {
	secret  string // of the session, "" for nobody
	passive bool   // the page asks by itself, not the person
	user    *User  // nil for nobody
	away    error  // why nobody knows whose session it is
	key     string // idempotency key of the form that is being answered
	flash   []ui.Notice
	id      string // of the request, told to the person when something fails

	mu     sync.Mutex
	token  string
	refuse refusedCall
}

type visitKey struct{}

// visitOf finds the visit; an empty one outside the portal's handler.
func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// UserOf is the signed-in person, nil where there is none.
func UserOf(ctx context.Context) *User { return visitOf(ctx).user }

// Flashes are the notices that the page before left for this one.
func Flashes(ctx context.Context) []ui.Notice { return visitOf(ctx).flash }
