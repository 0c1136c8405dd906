package mail

import (
	"context"
	"errors"
	"io"
	"net/textproto"
	"regexp"
	"strconv"

	"lianluo/services/notification/port"
)

// Send hands a message over. handing is called once the server is ready to take
// the content and before any of it is given: where it fails, the dialogue ends
// without the final dot. After anything but Delivered, Refused and PutOff the
// session is of no more use.
func (s *Session) Send(ctx context.Context, m port.Message, handing func() error) port.Outcome {
	content, err := compose(m, s.server.From)
	if err != nil {
		return port.Outcome{Result: port.BadAddress, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, s.server.Patience)
	defer cancel()
	until(ctx, s.conn)
	data, err := s.announce(m.To)
	if err != nil {
		return before(err)
	}
	if err := handing(); err != nil {
		return s.abort(err)
	}
	if _, err := content.WriteTo(data); err != nil {
		return s.abort(err)
	}
	return s.hand(context.WithoutCancel(ctx), data)
}

// announce opens the transaction up to the server's word to begin.
func (s *Session) announce(to string) (io.WriteCloser, error) {
	if s.used {
		if err := s.client.Reset(); err != nil {
			return nil, err
		}
	}
	s.used = true
	if err := s.client.Mail("<" + s.server.From + ">"); err != nil {
		return nil, err
	}
	if err := s.client.Rcpt("<" + to + ">"); err != nil {
		return nil, err
	}
	return s.client.Data()
}

// abort cuts the connection, so that no final dot can follow.
func (s *Session) abort(err error) port.Outcome {
	return port.Outcome{Result: port.BrokenOff, Err: errors.Join(err, s.conn.Close())}
}

// hand gives the final dot and waits for the answer.
func (s *Session) hand(ctx context.Context, data io.Closer) port.Outcome {
	ctx, cancel := context.WithTimeout(ctx, 2*s.server.Patience)
	defer cancel()
	until(ctx, s.conn)
	err := data.Close()
	if err == nil {
		return port.Outcome{Result: port.Delivered}
	}
	if o, answered := answer(err); answered {
		return o
	}
	return port.Outcome{Result: port.Uncertain, Err: err}
}

// before is the outcome of what failed before the content was given.
func before(err error) port.Outcome {
	if o, answered := answer(err); answered {
		return o
	}
	return port.Outcome{Result: port.BrokenOff, Err: err}
}

// answer reads a server's refusal; false when the error is none.
func answer(err error) (port.Outcome, bool) {
	var said *textproto.Error
	if !errors.As(err, &said) || said.Code < 400 || said.Code > 599 {
		return port.Outcome{}, false
	}
	o := port.Outcome{Result: port.PutOff, Code: Code(err), Err: err}
	if said.Code >= 500 {
		o.Result = port.Refused
	}
	return o, true
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// Code is what the server answered, as numbers: "550 5.1.1"; "" where the error
// is no answer.
func Code(err error) string {
	var said *textproto.Error
	if !errors.As(err, &said) {
		return ""
	}
	code := strconv.Itoa(said.Code)
	if detail := enhanced.FindString(said.Msg); detail != "" {
		code += " " + detail
	}
	return code
}
