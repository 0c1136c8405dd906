// Package mail hands one message to an SMTP server and always knows how far it
// came: before the final dot of DATA a message is certainly not sent, after the
// server's answer it certainly is or is not, and in between nobody can know.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// Server is the SMTP server that mail is handed to.
type Server struct {
	Host     string
	Port     int
	User     string // "": no authentication
	Password string
	From     string // the sender's address
	TLS      string // starttls (which must be offered), tls or none
	// Patience bounds the dialogue up to the final dot, and again the wait for
	// the answer to it; 30 s and twice that where 0.
	Patience time.Duration
	// Roots are the authorities that the server's certificate is checked
	// against; the machine's where nil.
	Roots *x509.CertPool
}

const patience = 30 * time.Second

var errNoStartTLS = errors.New("mail: the server offers no STARTTLS, which the configuration asks for")

// Session is a dialogue with the server, ready for messages one after another.
// It belongs to one goroutine.
type Session struct {
	server Server
	conn   net.Conn
	client *smtp.Client
	used   bool
}

// Open connects, protects and authenticates. Whatever fails here says nothing
// about any message.
func (s Server) Open(ctx context.Context) (*Session, error) {
	if s.Patience == 0 {
		s.Patience = patience
	}
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	until(ctx, conn)
	client, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := s.greet(client); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return &Session{server: s, conn: conn, client: client}, nil
}

func (s Server) dial(ctx context.Context) (net.Conn, error) {
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	if s.TLS == "tls" {
		return (&tls.Dialer{Config: s.tls()}).DialContext(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

func (s Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}
}

// greet says hello under the domain of the sender's address, so that the name of
// this machine stays here.
func (s Server) greet(c *smtp.Client) error {
	if err := c.Hello(domain(s.From)); err != nil {
		return err
	}
	if s.TLS != "none" && s.TLS != "tls" {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return errNoStartTLS
		}
		if err := c.StartTLS(s.tls()); err != nil {
			return err
		}
	}
	c.SkipSMTPUTF8(true)
	if s.User == "" {
		return nil
	}
	return c.Auth(s.auth(c))
}

// until makes the dialogue end when ctx does.
func until(ctx context.Context, conn net.Conn) {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // a closed connection says so at its next use
	}
}

// Close ends the dialogue politely.
func (s *Session) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	until(ctx, s.conn)
	if s.client.Quit() != nil {
		_ = s.client.Close() // broken already
	}
}
