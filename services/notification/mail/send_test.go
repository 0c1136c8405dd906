package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"lianluo/services/notification/mail"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/port"
)

func server(f *mailtest.Server) mail.Server {
	return mail.Server{Host: f.Host, Port: f.Port, From: "liaison@example.org", TLS: "none", Patience: 5 * time.Second}
}

func message(to string) port.Message {
	return port.Message{ID: "d1", From: "代表联络站", Name: "张三", To: to, Subject: "您反映的事项有了答复", Text: "第一行\n.\n您好\n",
		At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
}

func open(t *testing.T, s mail.Server) *mail.Session {
	t.Helper()
	session, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}

func yes() error { return nil }

// Every failure ends in the one result that is true of it.
func TestResults(t *testing.T) {
	for _, c := range []struct {
		fault  mailtest.Fault
		result port.Result
		code   string
		kept   int
	}{
		{mailtest.None, port.Delivered, "", 1},
		{mailtest.NoSuchUser, port.Refused, "550 5.1.1", 0},
		{mailtest.Busy, port.PutOff, "451 4.3.2", 0},
		{mailtest.RefusedContent, port.Refused, "554 5.7.1", 0},
		{mailtest.BusyContent, port.PutOff, "452 4.2.2", 0},
		{mailtest.CutUnkept, port.Uncertain, "", 0},
		{mailtest.CutKept, port.Uncertain, "", 1},
		{mailtest.Silent, port.Uncertain, "", 1},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			f := mailtest.Start(t, nil)
			f.Fail(func(string, int) mailtest.Fault { return c.fault })
			s := server(f)
			if c.fault == mailtest.Silent {
				s.Patience = 200 * time.Millisecond
			}
			got := open(t, s).Send(t.Context(), message("a@example.net"), yes)
			if got.Result != c.result || got.Code != c.code {
				t.Errorf("got %s %q (%v), want %s %q", got.Result, got.Code, got.Err, c.result, c.code)
			}
			if kept := len(f.Kept()); kept != c.kept {
				t.Errorf("the server kept %d, want %d", kept, c.kept)
			}
		})
	}
}

// A message whose content breaks off is not sent, however long it was.
func TestCutBeforeDot(t *testing.T) {
	f := mailtest.Start(t, nil)
	f.Fail(func(string, int) mailtest.Fault { return mailtest.CutBeforeDot })
	m := message("a@example.net")
	m.Text = strings.Repeat("很长的信。", 2_000_000)
	got := open(t, server(f)).Send(t.Context(), m, yes)
	if got.Result != port.BrokenOff || len(f.Kept()) != 0 {
		t.Errorf("got %s (%v), kept %d", got.Result, got.Err, len(f.Kept()))
	}
}

// Where the last step before the content fails, nothing is sent.
func TestHandingFails(t *testing.T) {
	f := mailtest.Start(t, nil)
	lost := errors.New("lease lost")
	got := open(t, server(f)).Send(t.Context(), message("a@example.net"), func() error { return lost })
	if got.Result != port.BrokenOff || !errors.Is(got.Err, lost) || len(f.Kept()) != 0 {
		t.Errorf("got %s (%v), kept %d", got.Result, got.Err, len(f.Kept()))
	}
}

func TestSessionIsReused(t *testing.T) {
	f := mailtest.Start(t, nil)
	f.Fail(func(to string, _ int) mailtest.Fault {
		if strings.HasPrefix(to, "b") {
			return mailtest.NoSuchUser
		}
		return mailtest.None
	})
	s := open(t, server(f))
	want := []port.Result{port.Delivered, port.Refused, port.Delivered}
	for i, to := range []string{"a@example.net", "b@example.net", "c@example.net"} {
		if got := s.Send(t.Context(), message(to), yes); got.Result != want[i] {
			t.Errorf("%s: %s (%v)", to, got.Result, got.Err)
		}
	}
	if f.Sessions() != 1 || len(f.Kept()) != 2 {
		t.Errorf("%d sessions, %d messages", f.Sessions(), len(f.Kept()))
	}
}

func TestWireForm(t *testing.T) {
	f := mailtest.Start(t, nil)
	m := message("a@example.net")
	m.Subject, m.Name = "一\r\nBcc: x@example.net", "李\"四\r\n"
	open(t, server(f)).Send(t.Context(), m, yes)
	kept := f.Kept()
	if len(kept) != 1 {
		t.Fatalf("kept %d", len(kept))
	}
	h := kept[0].Header
	subject, _ := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if subject != "一  Bcc: x@example.net" || h.Get("Bcc") != "" {
		t.Errorf("subject %q, bcc %q", subject, h.Get("Bcc"))
	}
	if to, err := h.AddressList("To"); err != nil || to[0].Address != "a@example.net" || to[0].Name != "李\"四  " {
		t.Errorf("to %v %v", to, err)
	}
	if h.Get("Message-Id") != "<d1@example.org>" || h.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers %v", h)
	}
	if at, err := h.Date(); err != nil || !at.Equal(m.At) {
		t.Errorf("date %v %v", at, err)
	}
	parsed, _ := netmail.ReadMessage(strings.NewReader(kept[0].Raw))
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, parsed.Body))
	if text := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || text != m.Text {
		t.Errorf("text %q %v", text, err)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	f := mailtest.Start(t, nil)
	s := open(t, server(f))
	for _, to := range []string{"", "x", "x@", "a@example.net> NOTIFY=NEVER", "a@example.net\r\nRSET", "A <a@example.net>", "a@example.net, b@example.net"} {
		got := s.Send(t.Context(), message(to), yes)
		if got.Result != port.BadAddress || to != "" && strings.Contains(got.Err.Error(), to) {
			t.Errorf("%q: %s %v", to, got.Result, got.Err)
		}
	}
}

func TestAuthentication(t *testing.T) {
	f := mailtest.Start(t, nil)
	f.Ask("user", "secret")
	s := server(f)
	s.User, s.Password = "user", "wrong"
	if _, err := s.Open(t.Context()); err == nil || mail.Code(err) != "535 5.7.8" {
		t.Errorf("a wrong password: %v", err)
	}
	s.Password = "secret"
	if got := open(t, s).Send(t.Context(), message("a@example.net"), yes); got.Result != port.Delivered {
		t.Error(got)
	}
}

func TestEncryption(t *testing.T) {
	conf, roots := certificate(t)
	f := mailtest.Start(t, conf)
	s := server(f)
	s.TLS = "starttls"
	if _, err := s.Open(t.Context()); err == nil {
		t.Error("a certificate of nobody was accepted")
	}
	s.Roots = roots
	if got := open(t, s).Send(t.Context(), message("a@example.net"), yes); got.Result != port.Delivered {
		t.Error(got)
	}
	plain := server(mailtest.Start(t, nil))
	plain.TLS = "starttls"
	if _, err := plain.Open(t.Context()); err == nil {
		t.Error("went on in the clear where STARTTLS is asked for")
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	s := mail.Server{Host: "127.0.0.1", Port: port, From: "x@example.org", TLS: "none", Patience: 100 * time.Millisecond}
	if _, err := s.Open(context.Background()); err == nil { // accepts, and says nothing
		t.Error("a silent server")
	}
	l.Close()
	if _, err := s.Open(context.Background()); err == nil {
		t.Error("nobody listens")
	}
}

func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}, roots
}
