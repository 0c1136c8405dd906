package sms

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"
)

// What a provider says.
const (
	Receipt = "receipt" // what became of a message
	Reply   = "reply"   // somebody answered by text message
)

// Said is one word of a provider.
type Said struct {
	Type string `json:"type"`
	// Key is the idempotency key of the message, Ref the provider's own id of it:
	// one of the two.
	Key   string `json:"key"`
	Ref   string `json:"ref"`
	State string `json:"state"` // delivered or failed
	Code  string `json:"code"`
	// From and Text are who answered and what.
	From string    `json:"from"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	// Delivered is State, read.
	Delivered bool `json:"-"`
}

// most is how many words come at once.
const most = 200

var errSaid = errors.New("sms: no receipt and no reply")

// Parse reads what a provider posts: one word or a list of them. It fails for
// anything that is not whole.
func Parse(raw []byte) ([]Said, error) {
	var out []Said
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '[' {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, errSaid
	}
	if len(out) == 0 || len(out) > most {
		return nil, errSaid
	}
	for i := range out {
		if err := out[i].check(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Said) check() error {
	s.Code, s.Delivered = code(s.Code), s.State == "delivered"
	known := s.Delivered || s.State == "failed"
	named := (s.Key != "") != (s.Ref != "") && len(s.Key) <= 100 && len(s.Ref) <= 80
	switch {
	case s.At.IsZero():
	case s.Type == Receipt && known && named:
		return nil
	case s.Type == Reply && phone.MatchString(s.From) && len(s.Text) <= 2000:
		return nil
	}
	return errSaid
}
