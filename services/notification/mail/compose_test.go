package mail

import (
	"bytes"
	netmail "net/mail"
	"slices"
	"testing"
	"time"

	"lianluo/services/notification/port"
)

// FuzzCompose: whatever people entered, it makes no headers of its own and goes
// to nobody else.
func FuzzCompose(f *testing.F) {
	f.Add("张三", "a@example.com", "答复", "您好")
	f.Add("x\r\nBcc: b@example.com", "a@example.com", "s\r\n\r\nbody", ".\r\n")
	f.Add("", "a@example.com, b@example.com", "", "")
	f.Add("\"", "<a@example.com>", "=?utf-8?q?x?=", "\xff\x00")
	f.Fuzz(func(t *testing.T, name, to, subject, text string) {
		m := port.Message{ID: "d1", From: name, Name: name, To: to, Subject: subject, Text: text, At: time.Unix(0, 0)}
		msg, err := compose(m, "station@example.com")
		if err != nil {
			return
		}
		var wire bytes.Buffer
		if _, err := msg.WriteTo(&wire); err != nil {
			t.Fatalf("%q: %v", to, err)
		}
		got, err := netmail.ReadMessage(&wire)
		if err != nil {
			t.Fatalf("%q %q %q: %v", name, to, subject, err)
		}
		known := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
		for header, values := range got.Header {
			if !slices.Contains(known, header) || len(values) != 1 {
				t.Fatalf("%q %q %q made the header %q: %q", name, to, subject, header, values)
			}
		}
		if list, err := got.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != to {
			t.Fatalf("%q goes to %v, %v", to, list, err)
		}
	})
}
