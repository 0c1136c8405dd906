package sms

import (
	"io"
	"strings"
	"sync"

	"lianluo/services/notification/port"
)

// content is the body of one request. It is given once, only after handing said
// so, and not any more once the request was given up.
type content struct {
	text    *strings.Reader
	handing func() error

	mu    sync.Mutex
	asked bool
	given bool
	over  bool
	err   error
}

// Read implements io.Reader: the connection stands, and asks for the content.
func (c *content) Read(into []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.asked && !c.over {
		c.asked = true
		c.err = c.handing()
		c.given = c.err == nil
	}
	switch {
	case c.err != nil:
		return 0, c.err
	case !c.given:
		return 0, io.ErrClosedPipe
	}
	return c.text.Read(into)
}

// Close implements io.Closer.
func (c *content) Close() error { return nil }

// broken is the outcome of a request without an answer; nothing is given after
// it. The error of the request may hold the address and what was asked: it is
// not kept.
func (c *content) broken() port.Outcome {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	switch {
	case c.err != nil:
		return port.Outcome{Result: port.BrokenOff, Err: c.err}
	case c.given:
		return port.Outcome{Result: port.Uncertain, Err: errSilent}
	}
	return port.Outcome{Result: port.BrokenOff, Away: true, Err: errAway}
}
