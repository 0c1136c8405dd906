// Package mailtest is a real SMTP server for tests that can fail in every way
// that matters, and keeps what it took responsibility for.
package mailtest

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Fault is how the server fails at one message.
type Fault string

// The faults.
const (
	None           Fault = ""
	NoSuchUser     Fault = "550 at RCPT"
	Busy           Fault = "451 at RCPT"
	RefusedContent Fault = "554 after the dot"
	BusyContent    Fault = "452 after the dot"
	CutBeforeDot   Fault = "connection cut before the dot"
	CutUnkept      Fault = "connection cut after the dot, message lost"
	CutKept        Fault = "connection cut after the dot, message kept"
	Silent         Fault = "no answer after the dot, message kept"
)

// Mail is a message that the server took responsibility for.
type Mail struct {
	From, To string
	Header   netmail.Header
	Raw      string
}

// Server is the fake. Its address is Host and Port.
type Server struct {
	Host string
	Port int

	mu       sync.Mutex
	faults   func(to string, try int) Fault
	tries    map[string]int
	kept     []Mail
	sessions int
	user     string
	password string
	silence  chan struct{}
	hold     func()
}

// Start serves until the test ends. Give a TLS configuration to offer STARTTLS.
func Start(t testing.TB, conf *tls.Config) *Server {
	t.Helper()
	return StartAt(t, "127.0.0.1:0", conf)
}

// StartAt is Start on an address that other machines reach.
func StartAt(t testing.TB, addr string, conf *tls.Config) *Server {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, tries: map[string]int{}, silence: make(chan struct{})}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sessions++
		return &session{server: s, conn: c}, nil
	}))
	server.Domain, server.TLSConfig, server.ErrorLog = "mail.example", conf, log.New(io.Discard, "", 0)
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.AllowInsecureAuth = conf == nil
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() {
		close(s.silence)
		_ = server.Close()
	})
	return s
}

// Fail chooses the fault of each message by its recipient and by how often that
// recipient was tried before.
func (s *Server) Fail(choose func(to string, try int) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = choose
}

// Hold makes the server call fn before it answers to the next recipient.
func (s *Server) Hold(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = fn
}

// held takes what is to be called, once.
func (s *Server) held() func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn := s.hold
	s.hold = nil
	return fn
}

// Ask makes the server ask for authentication.
func (s *Server) Ask(user, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user, s.password = user, password
}

// Kept are the messages taken so far, in order.
func (s *Server) Kept() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept)
}

// KeptBy counts the messages taken by Message-ID.
func (s *Server) KeptBy() map[string]int {
	out := map[string]int{}
	for _, m := range s.Kept() {
		out[strings.Trim(m.Header.Get("Message-Id"), "<>")]++
	}
	return out
}

// Sessions is how many connections there were.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

func (s *Server) fault(to string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	try := s.tries[to]
	s.tries[to]++
	if s.faults == nil {
		return None
	}
	return s.faults(to, try)
}

func (s *Server) keep(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, m)
}

type session struct {
	server   *Server
	conn     *smtp.Conn
	from, to string
	fault    Fault
	known    bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.user || password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.user != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if wait := s.server.held(); wait != nil {
		wait()
	}
	s.to, s.fault = to, s.server.fault(to)
	switch s.fault {
	case NoSuchUser:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + "> is nobody here"}
	case Busy:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "later"}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.fault == CutBeforeDot {
		_, _ = io.CopyN(io.Discard, r, 10)
		return s.conn.Conn().Close()
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch s.fault {
	case RefusedContent:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not this"}
	case BusyContent:
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	case CutUnkept:
		return s.conn.Conn().Close()
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	s.server.keep(Mail{From: s.from, To: s.to, Header: parsed.Header, Raw: string(raw)})
	switch s.fault {
	case CutKept:
		return s.conn.Conn().Close()
	case Silent:
		<-s.server.silence
	}
	return nil
}
