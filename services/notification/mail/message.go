package mail

import (
	"errors"
	"io"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"lianluo/services/notification/port"
)

var errAddress = errors.New("mail: no address that mail can go to")

// compose makes the wire form. It fails for an address that no mail can have.
func compose(m port.Message, from string) (io.WriterTo, error) {
	if a, err := netmail.ParseAddress(m.To); err != nil || a.Address != m.To {
		return nil, errAddress // the parser's words would repeat the address
	}
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	to := netmail.Address{Name: oneLine(m.Name), Address: m.To}
	sender := netmail.Address{Name: oneLine(m.From), Address: from}
	if msg.To(to.String()) != nil || msg.From(sender.String()) != nil {
		return nil, errAddress
	}
	msg.SetMessageIDWithValue(m.ID + "@" + domain(from))
	msg.SetDateWithValue(m.At)
	msg.Subject(oneLine(m.Subject))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers from absence assistants
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}

// oneLine keeps what people entered from becoming headers of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
