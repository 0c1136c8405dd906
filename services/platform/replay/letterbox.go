package replay

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Letterbox takes the mail of a replay, so that none of it leaves the machine,
// and counts it.
type Letterbox struct {
	Addr   netip.AddrPort
	server *smtp.Server
	taken  atomic.Int64
}

// OpenLetterbox listens on a port of loopback. Close it.
func OpenLetterbox(ctx context.Context) (*Letterbox, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &Letterbox{Addr: l.Addr().(*net.TCPAddr).AddrPort()}
	b.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return letter{b}, nil }))
	b.server.Domain, b.server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	b.server.ReadTimeout, b.server.WriteTimeout = time.Minute, time.Minute
	go func() { _ = b.server.Serve(l) }() // ends with Close
	return b, nil
}

// Taken is how many mails came.
func (b *Letterbox) Taken() int { return int(b.taken.Load()) }

// Close stops listening.
func (b *Letterbox) Close() error {
	if err := b.server.Close(); !errors.Is(err, smtp.ErrServerClosed) {
		return err
	}
	return nil
}

// letter is one connection.
type letter struct{ box *Letterbox }

func (letter) Mail(string, *smtp.MailOptions) error { return nil }
func (letter) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (letter) Reset()                               {}
func (letter) Logout() error                        { return nil }

func (l letter) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	if err == nil {
		l.box.taken.Add(1)
	}
	return err
}
