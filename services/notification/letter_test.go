package notification

import (
	"context"
	"strings"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
)

// villager has a name and a house, and neither phone nor mail.
var villager = contact{Name: "王桂花", Address: "孝坪镇三组12号", Number: "N-1", Words: "路灯已装好。\n请查收。", Answerer: "县水务局"}

// atDesk is the station's staff.
func (d *desk) atDesk() context.Context {
	return authz.WithSubject(store.WithScope(d.t.Context(), store.Scope{Tokens: []string{"s:s1"}}), authz.Subject{ID: "officer"})
}

// newLetterDesk has one letter that waits, about a reply to the villager.
func newLetterDesk(t *testing.T, f *mailtest.Server) (*desk, Delivery) {
	d := newDesk(t, f)
	d.cast()
	d.people["voice:v1"] = villager
	d.asked()
	d.turn()
	d.turn()
	return d, d.one("voice:v1")
}

func (d *desk) decided(id, what, on, reason string) error {
	_, err := d.SettleDelivery(d.atDesk(), notification.SettleRequest{ID: id, Decision: what, On: on, Reason: reason})
	return err
}

// Who has a name and no other way gets a letter; posted it counts as delivered, and
// one that came back as failed, to be decided or written again.
func TestLetter(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		d := deskOn(t, db, clock, mailtest.Start(t, nil))
		d.cast()
		d.people["voice:v1"] = villager
		d.asked()
		d.turn()
		d.turn()
		one := d.one("voice:v1")
		if one.Channel != byLetter || one.State != notification.Queued {
			t.Fatalf("%s %s %v", one.Channel, one.State, one.Tries)
		}
		page, err := d.ListDeliveries(d.atDesk(), notification.ListDeliveriesRequest{Channel: byLetter, State: "queued"})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("%d in the queue, %v", len(page.Items), err)
		}
		must(t, d.decided(one.ID, "posted", "", ""))
		must(t, d.decided(one.ID, "returned", "", "查无此人"))
		must(t, d.decided(one.ID, "again", "", "地址已更正"))
		d.turn()
		must(t, d.decided(one.ID, "handed", "", ""))
		wants(t, d.settled(), "voice:v1 delivered", "voice:v1 failed", "voice:v1 waiting", "voice:v1 delivered")
	}, clock)
}

// A letter says everything itself, and the looking at the address is on record.
func TestPrintLetters(t *testing.T) {
	d, one := newLetterDesk(t, mailtest.Start(t, nil))
	got, err := d.PrintLetters(d.atDesk(), notification.PrintLettersRequest{IDs: []string{one.ID}})
	must(t, err)
	doc, err := docx.Read(got.Data)
	must(t, err)
	said := plainText(doc)
	for _, want := range []string{"信函地址页", "王桂花", "孝坪镇三组12号", "N-1", "答复写在下面", "县水务局的答复：", "路灯已装好。", "□ 满意", "https://ll.example.org/follow", "2026年3月2日"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
	if strings.Contains(said, "{") || strings.Contains(said, "/a/") {
		t.Errorf("left over: %s", said)
	}
	rows, err := d.db.Journal().Pending(system(t), 100)
	must(t, err)
	seen := 0
	for _, r := range rows {
		if strings.Contains(r.Event.Type, "Unmasked") && strings.Contains(string(r.Event.Data), "打印信函") {
			seen++
		}
	}
	if seen != 1 {
		t.Errorf("on record %d times", seen)
	}
}

func plainText(d docx.Doc) string {
	var out strings.Builder
	say := func(p docx.Para) {
		for _, r := range p.Runs {
			out.WriteString(r.Text)
		}
		out.WriteString("\n")
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case docx.Para:
			say(b)
		case docx.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					say(c.Paras[0])
				}
			}
		}
	}
	return out.String()
}

// What is no letter, lies elsewhere, or is to nobody any more is not printed.
func TestLettersNotPrinted(t *testing.T) {
	d, one := newLetterDesk(t, nil)
	elsewhere := store.WithScope(t.Context(), store.Scope{Tokens: []string{"s:s2"}})
	if _, err := d.PrintLetters(elsewhere, notification.PrintLettersRequest{IDs: []string{one.ID}}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("elsewhere: %v", err)
	}
	inbox, err := d.ListDeliveries(d.atDesk(), notification.ListDeliveriesRequest{Channel: byInbox})
	must(t, err)
	for _, other := range inbox.Items {
		if _, err := d.PrintLetters(d.atDesk(), notification.PrintLettersRequest{IDs: []string{other.ID}}); !fault.HasCode(err, "letter.none") {
			t.Errorf("an inbox message: %v", err)
		}
	}
	delete(d.people, "voice:v1")
	if _, err := d.PrintLetters(d.atDesk(), notification.PrintLettersRequest{IDs: []string{one.ID}}); !fault.HasCode(err, "letter.nobody") {
		t.Errorf("to nobody: %v", err)
	}
}

// Who gave no name is not written to; nor who has a phone, unless they want paper:
// then letters alone, and only what is worth one.
func TestWhoIsWrittenTo(t *testing.T) {
	phoned, paper := contact{Name: "张三", Phone: "13800000001"}, contact{Name: "张三", Phone: "13800000001", Email: "v1@example.net", Paper: true}
	for name, c := range map[string]struct {
		who  contact
		want []string
	}{
		"nobody": {contact{}, []string{"voice:v1 mail no_way", "voice:v1 letter no_way"}},
		"phoned": {phoned, []string{"voice:v1 mail no_way", "voice:v1 letter no_way"}},
		"paper":  {paper, []string{"voice:v1 mail opted_out", "voice:v1 letter queued"}},
	} {
		d := newDesk(t, mailtest.Start(t, nil))
		d.cast()
		d.people["voice:v1"] = c.who
		d.progress("c9")
		d.asked()
		d.turn()
		d.turn()
		var got []string
		for _, one := range d.told() {
			if strings.HasPrefix(one, "voice:") {
				got = append(got, one)
			}
		}
		t.Log(name)
		wants(t, got, c.want...)
	}
}

// A letter is decided step by step, on days that can be.
func TestLetterDecisionsRefused(t *testing.T) {
	d, one := newLetterDesk(t, nil)
	d.clock.Move(48 * time.Hour)
	for code, c := range map[string][3]string{
		"delivery.letter": {"returned", "", "退回"}, "delivery.settled": {"again", "", "再寄"},
		"delivery.on": {"posted", "2026-03-05", ""},
	} {
		if err := d.decided(one.ID, c[0], c[1], c[2]); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := d.decided(one.ID, "posted", "2026-03-01", ""); !fault.HasCode(err, "delivery.on") {
		t.Errorf("before it was made: %v", err)
	}
	must(t, d.decided(one.ID, "posted", "2026-03-03", ""))
	if got := d.one("voice:v1"); got.Tries[len(got.Tries)-1].At.Format("2006-01-02") != "2026-03-03" {
		t.Errorf("%v", got.Tries)
	}
}

// Whom mail does not reach may be written to instead, by a person's word.
func TestLetterInsteadOfMail(t *testing.T) {
	f := mailtest.Start(t, nil)
	f.Fail(func(string, int) mailtest.Fault { return mailtest.NoSuchUser })
	d := newDesk(t, f)
	d.cast()
	d.asked()
	d.turn()
	one := d.one("voice:v1")
	if one.State != notification.Failed {
		t.Fatalf("%s", one.State)
	}
	must(t, d.decided(one.ID, "letter", "", "邮箱不通"))
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Queued || got.Channel != byLetter {
		t.Errorf("%s by %s", got.State, got.Channel)
	}
}
