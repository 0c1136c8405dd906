package replay

import (
	"net/smtp"
	"testing"
)

func TestLetterboxTakesMail(t *testing.T) {
	b, err := OpenLetterbox(t.Context())
	must(t, err)
	for range 2 {
		must(t, smtp.SendMail(b.Addr.String(), nil, "station@example.org", []string{"villager@example.org"}, []byte("Subject: x\r\n\r\ny\r\n")))
	}
	if b.Taken() != 2 {
		t.Errorf("%d mails", b.Taken())
	}
	must(t, b.Close())
	if err := smtp.SendMail(b.Addr.String(), nil, "a@example.org", []string{"b@example.org"}, nil); err == nil {
		t.Error("it still listens")
	}
}
