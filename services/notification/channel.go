package notification

import (
	"slices"

	"lianluo/services/notification/mail"
	"lianluo/services/notification/port"
	"lianluo/services/notification/sms"
)

// The channels.
const (
	byInbox = "inbox"
	byMail  = "mail"
	bySMS   = "sms"
	// byWeChat is a template message of the official account.
	byWeChat = "wechat"
	// byLetter is a letter that somebody prints and brings away.
	byLetter = "letter"
)

// channel is a way out of this house that is configured.
type channel struct {
	name string
	line func() port.Line
	// words makes of a message what goes by this channel.
	words form
	// address is where the channel reaches somebody, "" where it does not.
	address func(contact) string
}

// channels are those that are configured.
func (s *Service) channels(settings Settings) []channel {
	var out []channel
	paper := channel{byLetter, func() port.Line { return letterQueue{} }, asLetter, writeTo}
	if settings.Outbox {
		return []channel{s.catching(byMail, asMail, emailOf), s.catching(bySMS, asSMS, phoneOf), paper}
	}
	if m := settings.Mail; m.Host != "" {
		server := mail.Server{Host: m.Host, Port: m.Port, User: m.User, Password: m.Password, From: m.From, TLS: m.TLS, Patience: m.Patience}
		out = append(out, channel{byMail, func() port.Line { return mail.NewLine(server) }, asMail, emailOf})
	}
	if len(settings.SMS) > 0 {
		pool := sms.NewPool(s.clock, settings.SMS...)
		out = append(out, channel{bySMS, pool.Line, asSMS, phoneOf})
	}
	if s.wechat != nil {
		out = append(out, channel{byWeChat, s.wechat.Line, asWeChat, func(c contact) string { return c.OpenID }})
	}
	return append(out, paper)
}

// has reports whether a channel is configured.
func (s *Service) has(name string) bool {
	return slices.ContainsFunc(s.senders, func(p *sender) bool { return p.channel.name == name })
}

// route is the configured ones of the channels wanted, in that order.
func (s *Service) route(wanted ...string) []string {
	var out []string
	for _, name := range wanted {
		if s.has(name) {
			out = append(out, name)
		}
	}
	return out
}

// poke makes the senders look at once.
func (s *Service) poke() {
	for _, p := range s.senders {
		p.poke()
	}
}

func emailOf(c contact) string { return c.Email }
func phoneOf(c contact) string { return c.Phone }
