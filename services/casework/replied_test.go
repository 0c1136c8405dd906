package casework

import (
	"testing"

	"lianluo/api/casework"
	"lianluo/api/notification"
)

// A reply by text message is the answer to this round's question, and to no other.
func TestReplied(t *testing.T) {
	good := notification.Answered{Case: "c1", Voice: "v1", About: "reply", Round: 1, Answer: "satisfied", By: "sms"}
	for name, change := range map[string]func(*notification.Answered){
		"as asked": func(*notification.Answered) {}, "another round": func(d *notification.Answered) { d.Round = 2 },
		"about the result": func(d *notification.Answered) { d.About = "result" }, "another voice": func(d *notification.Answered) { d.Voice = "v9" },
	} {
		c := inStep(t, casework.Replied)
		d := good
		d.Voice, d.Round = c.Voices[0].ID, c.Round
		change(&d)
		events, err := c.Replied(actAt(monday, "system"), d)
		if taken := name == "as asked"; taken != (err == nil && len(events) > 0) {
			t.Errorf("%s: %d events, %v", name, len(events), err)
		}
		if name != "as asked" {
			continue
		}
		if k := c.Asks[0]; k.Answer != casework.OutcomeSatisfied || k.By != "sms" {
			t.Errorf("%+v", k)
		}
		if _, err := c.Replied(actAt(monday, "system"), d); err == nil {
			t.Error("answered twice")
		}
	}
}
