package notification

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/sms/smstest"
)

// replied lists the answers that were told: "c1 v1 reply satisfied sms".
func (d *desk) replied() []string {
	d.t.Helper()
	var out []string
	must(d.t, d.reached.Each(system(d.t), store.Query{Index: "age"}, func(r Reached) error {
		rows, err := d.db.Journal().ReadAggregate(system(d.t), "question/"+r.ID, 0, 50)
		for _, row := range rows {
			data, err := notification.PersonReplied.Decode(row.Event)
			must(d.t, err)
			out = append(out, fmt.Sprint(data.Case, " ", data.Voice, " ", data.About, data.Round, " ", data.Answer, " ", data.By))
		}
		return err
	}))
	return out
}

// wrote is a signed callback with a text message from a number.
func (d *desk) wrote(secret, id, from, words string) notification.CallbackRequest {
	return d.called(secret, id, fmt.Sprintf(`{"type":"reply","from":%q,"text":%q,"at":%q}`, from, words, d.clock.Now().Format(time.RFC3339)))
}

func (d *desk) ask(id, about string) Delivery {
	d.t.Helper()
	d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) { c.Case, c.Voice, c.About, c.Round = id, "v1", about, 1 }))
	d.turn()
	all := d.ofVoice()
	return all[len(all)-1]
}

const phone1 = "13800000001"

// A reply by text message is the answer, once, in whatever form people write.
func TestReplyByText(t *testing.T) {
	for words, want := range map[string]string{
		"1": "satisfied", " ２。": "basically_satisfied", "3": "dissatisfied", "满意！": "satisfied", "基本满意": "basically_satisfied", "不满意": "dissatisfied",
		"很满意，谢谢": "", "12": "", "好": "", "": "", "Dissatisfied.": "dissatisfied",
	} {
		f := smstest.Start(t)
		d := newTextingDesk(t, texting(f))
		d.ask("c1", "reply")
		for i := range 3 { // the same again, and again under another id
			must(t, d.take(d.wrote(f.Secret, fmt.Sprint("m", i/2), phone1, words)))
		}
		got := d.replied()
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0] != "c1 v1 reply1 "+want+" sms") {
			t.Errorf("%q: %v", words, got)
		}
	}
}

// Strangers, other numbers and old questions change nothing.
func TestRepliesOfOthers(t *testing.T) {
	f := smstest.Start(t)
	d := newTextingDesk(t, texting(f))
	one := d.ask("c1", "reply")
	must(t, d.take(d.wrote(f.Secret, "m1", "13900000009", "1")))
	must(t, d.take(d.wrote(f.Secret, "m2", "13900000009", "1 "+d.digits(one.ID))))
	d.clock.Move(answerable)
	must(t, d.take(d.wrote(f.Secret, "m3", phone1, "1")))
	if got := d.replied(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// Two open questions to one number are told apart by the digits, never guessed.
func TestSeveralQuestions(t *testing.T) {
	f := smstest.Start(t)
	d := newTextingDesk(t, texting(f))
	first := d.ask("c1", "reply")
	d.clock.Move(time.Minute)
	second := d.ask("c2", "result")
	must(t, d.take(d.wrote(f.Secret, "m1", "+86"+phone1, "1")))
	if got := d.replied(); len(got) != 0 {
		t.Fatalf("guessed %v", got)
	}
	must(t, d.take(d.wrote(f.Secret, "m2", "+86"+phone1, "3 "+d.digits(second.ID))))
	must(t, d.take(d.wrote(f.Secret, "m3", phone1, "1")))
	wants(t, d.replied(), "c2 v1 result1 dissatisfied sms", "c1 v1 reply1 satisfied sms")
	if text := f.Sent()[0].Text; !strings.Contains(text, "1 "+d.digits(first.ID)) {
		t.Errorf("the digits are not said: %s", text)
	}
}

// Who writes T gets no more news of progress, and decisions still.
func TestStopByText(t *testing.T) {
	f := smstest.Start(t)
	d := newTextingDesk(t, texting(f))
	d.ask("c1", "reply")
	must(t, d.take(d.wrote(f.Secret, "m1", phone1, "退订")))
	d.progress("c1")
	d.turn()
	d.ask("c2", "reply")
	if sent := len(f.Sent()); sent != 2 {
		t.Errorf("sent %d", sent)
	}
}

// The link of a message answers once; others' links and old ones say nothing.
func TestAnswerByLink(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		d := deskWith(t, db, clock, texting(smstest.Start(t)))
		d.cast()
		d.people["voice:v1"] = contact{Phone: phone1, Number: "N-1"}
		one := d.ask("c1", "reply")
		token := d.token(one.ID)
		q, err := d.ShowQuestion(t.Context(), notification.QuestionRequest{Token: token})
		if err != nil || q != (notification.Question{State: notification.QuestionOpen, Number: "N-1", About: "reply"}) {
			t.Errorf("%+v %v", q, err)
		}
		for range 2 {
			q, err = d.AnswerQuestion(t.Context(), notification.AnswerRequest{Token: token, Answer: "satisfied"})
			if err != nil || q.State != notification.QuestionAnswered {
				t.Errorf("%+v %v", q, err)
			}
		}
		wants(t, d.replied(), "c1 v1 reply1 satisfied link")
		q, err = d.AnswerQuestion(t.Context(), notification.AnswerRequest{Token: d.token("another"), Answer: "satisfied"})
		if err != nil || q.State != notification.QuestionUnknown {
			t.Errorf("a link that never was: %+v %v", q, err)
		}
		stored, err := d.reached.Get(system(t), one.ID)
		if err != nil || stored.Token == token || strings.Contains(fmt.Sprint(stored), phone1) {
			t.Errorf("token or number lie open: %+v %v", stored, err)
		}
		late := d.ask("c2", "reply")
		d.clock.Move(answerable)
		if q, err = d.ShowQuestion(t.Context(), notification.QuestionRequest{Token: d.token(late.ID)}); err != nil || q.State != notification.QuestionUnknown {
			t.Errorf("an old link: %+v %v", q, err)
		}
	}, clock)
}

func FuzzRead(f *testing.F) {
	f.Add("1 4827")
	f.Add("满意。１２３４")
	f.Fuzz(func(t *testing.T, text string) {
		word, digits := read(text)
		if strings.ContainsAny(word, " \n\t") || digits != "" && !isDigits(digits) {
			t.Fatalf("%q: %q %q", text, word, digits)
		}
	})
}
