package gateway

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// pace is how slowly a body may come: a grace, and then at least so many bytes a
// second. Poor networks are faster; who is slower holds a connection for nothing.
type pace struct {
	grace     time.Duration
	perSecond int
}

var usual = pace{grace: 30 * time.Second, perSecond: 1 << 10}

// pacedBody moves the connection's deadline on with what was read.
type pacedBody struct {
	io.ReadCloser
	ctl  *http.ResponseController
	pace pace
	due  time.Time
}

// limit bounds how long the request's body may take, also where nobody reads it.
// Not every transport has deadlines: those without are inside the machine.
func (p pace) limit(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	b := &pacedBody{ReadCloser: r.Body, ctl: http.NewResponseController(w), pace: p, due: time.Now().Add(p.grace)}
	_ = b.ctl.SetReadDeadline(b.due)
	r.Body = b
}

// Read implements io.Reader. At the end the deadline is taken away: what the
// operation does then has bounds of its own, and the connection is kept.
func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.due = b.due.Add(time.Duration(n) * time.Second / time.Duration(b.pace.perSecond))
	switch {
	case errors.Is(err, io.EOF):
		_ = b.ctl.SetReadDeadline(time.Time{})
	case err == nil:
		_ = b.ctl.SetReadDeadline(b.due)
	}
	return n, err
}
