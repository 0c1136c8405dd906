package session

import (
	"context"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Call calls an operation in the name of whoever the request is from; operations
// for everybody work without anyone signed in. The idempotency key of the form
// that is being answered goes along. Its faults are the operation's.
func Call[Req, Res any](ctx context.Context, p *Portal, op rpc.Op[Req, Res], req Req) (Res, error) {
	var res Res
	err := p.call(ctx, op.Operation, &req, &res)
	return res, err
}

func (p *Portal) call(ctx context.Context, op *rpc.Operation, req, res any) error {
	client := p.clients[op.Service()]
	err := client.Call(ctx, *op, req, res)
	if p.mayRetry(ctx, err) {
		err = client.Call(ctx, *op, req, res)
	}
	visitOf(ctx).turnedAway(op, err)
	return err
}

// Stream is Call for stream operations. Close what it returns.
func Stream[Req any](ctx context.Context, p *Portal, op rpc.Op[Req, rpc.None], req Req) (*rpc.Body, error) {
	body, err := rpc.CallStream(ctx, p.clients[op.Service()], op, req)
	if p.mayRetry(ctx, err) {
		return rpc.CallStream(ctx, p.clients[op.Service()], op, req)
	}
	return body, err
}

// mayRetry reports whether a call was refused for a token that has been replaced
// since: assignments changed, and the session is still good for another.
func (p *Portal) mayRetry(ctx context.Context, err error) bool {
	v := visitOf(ctx)
	return fault.Is(err, fault.KindUnauthenticated) && v.user != nil && p.renew(ctx, v)
}

// Key gives the changes called with the context an idempotency key of their own,
// made from the form's: for a page that calls the same operation several times.
func Key(ctx context.Context, part string) context.Context {
	if key := visitOf(ctx).key; key != "" {
		return rpc.WithKey(ctx, key+"."+part)
	}
	return ctx
}

// Token is the access token of the context's caller, "" where nobody is signed
// in. It is what Config.Client hands to the clients.
func Token(ctx context.Context) string {
	v := visitOf(ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.token
}
