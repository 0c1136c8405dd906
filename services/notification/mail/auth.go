package mail

import (
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// auth is LOGIN where the server offers no PLAIN, as many mail systems of
// offices do. Both give the password to the server, so both ask for TLS unless
// the configuration does without, which it may on loopback only.
func (s Server) auth(c *smtp.Client) smtp.Auth {
	open := s.TLS == "none"
	_, offered := c.Extension("AUTH")
	for _, mechanism := range strings.Fields(offered) {
		if strings.EqualFold(mechanism, "PLAIN") {
			return smtp.PlainAuth("", s.User, s.Password, s.Host, open)
		}
	}
	return smtp.LoginAuth(s.User, s.Password, s.Host, open)
}

// domain is the part of an address after the @.
func domain(address string) string {
	if _, after, ok := strings.Cut(address, "@"); ok && after != "" {
		return after
	}
	return "localhost"
}
