package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"lianluo/pkg/fault"
)

// pace is how slowly a body may come: a grace, and then at least so many bytes a
// second. Poor networks are faster; who is slower holds a connection for nothing.
type pace struct {
	grace     time.Duration
	perSecond int
}

var usual = pace{grace: 30 * time.Second, perSecond: 1 << 10}

var errSlow = fault.New(fault.KindUnavailable, "body.slow", "网络太慢，内容没有传完，未提交成功。请到信号好的地方再试，或减少照片。",
	"The network is too slow: what you sent did not arrive whole and nothing was done. Try again where the signal is better, or send fewer photos.")

// pacedBody moves the connection's deadline on with what was read.
type pacedBody struct {
	io.ReadCloser
	ctl  *http.ResponseController
	pace pace
	due  time.Time
	slow atomic.Bool
}

type paceKey struct{}

// limit bounds how long the request's body may take, also where nobody reads it.
// Not every transport has deadlines: those without are inside the machine.
func (p pace) limit(w http.ResponseWriter, r *http.Request) *http.Request {
	if r.Body == nil || r.Body == http.NoBody {
		return r
	}
	b := &pacedBody{ReadCloser: r.Body, ctl: http.NewResponseController(w), pace: p, due: time.Now().Add(p.grace)}
	_ = b.ctl.SetReadDeadline(b.due)
	r = r.WithContext(context.WithValue(r.Context(), paceKey{}, b))
	r.Body = b
	return r
}

// tooSlow reports whether the request's body was given up.
func tooSlow(ctx context.Context) bool {
	b, ok := ctx.Value(paceKey{}).(*pacedBody)
	return ok && b.slow.Load()
}

// Read implements io.Reader. At the end the deadline is taken away: what the
// operation does then has bounds of its own, and the connection is kept.
func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.due = b.due.Add(time.Duration(n) * time.Second / time.Duration(b.pace.perSecond))
	switch {
	case errors.Is(err, io.EOF):
		_ = b.ctl.SetReadDeadline(time.Time{})
	case errors.Is(err, os.ErrDeadlineExceeded):
		b.slow.Store(true)
	case err == nil:
		_ = b.ctl.SetReadDeadline(b.due)
	}
	return n, err
}
