package mail

import (
	"context"

	"lianluo/services/notification/port"
)

// Line hands one mail after another to the server, in one dialogue as long as it
// lasts.
type Line struct {
	server  Server
	session *Session
}

// NewLine makes a line to the server; it calls at the first message.
func NewLine(s Server) *Line { return &Line{server: s} }

// Name is the provider that mails go to, in the records.
const Name = "smtp"

// Send implements port.Line. A session that was used before may have ended
// unnoticed: then nothing was said about this message, and a new one is tried.
func (l *Line) Send(ctx context.Context, m port.Message, handing func(port.Provider) error) port.Outcome {
	used := l.session != nil
	o := l.hand(ctx, m, handing)
	if used && o.Result == port.BrokenOff && l.session == nil {
		o = l.hand(ctx, m, handing)
	}
	return o
}

func (l *Line) hand(ctx context.Context, m port.Message, handing func(port.Provider) error) port.Outcome {
	if l.session == nil {
		session, err := l.server.Open(ctx)
		if err != nil {
			return port.Outcome{Result: port.BrokenOff, Code: Code(err), Away: true, Err: err}
		}
		l.session = session
	}
	o := l.session.Send(ctx, m, func() error { return handing(port.Provider{Name: Name}) })
	if o.Result == port.BrokenOff || o.Result == port.Uncertain {
		l.Close()
	}
	return o
}

// Close implements port.Line.
func (l *Line) Close() {
	if l.session != nil {
		l.session.Close()
		l.session = nil
	}
}
