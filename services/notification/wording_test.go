package notification

import (
	"context"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
)

const asked = "PersonAsked.voice.reply"

func form1(code, channel string) notification.TemplateForm {
	return notification.TemplateForm{Key: asked, Area: code, Channel: channel}
}

func said(zh string) notification.Words {
	return notification.Words{TitleZH: zh, TitleEN: "en " + zh, BodyZH: zh + "{number}", BodyEN: zh + " {number}"}
}

func within(t testing.TB, tokens ...string) context.Context {
	return authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: tokens}), authz.Subject{ID: "admin"})
}

func (d *desk) set(f notification.TemplateForm, base int, zh string) error {
	_, err := d.SetTemplate(within(d.t, "a:"+f.Area), notification.SetTemplateRequest{TemplateForm: f, Words: said(zh), Base: base, Reason: "本地说法"})
	return err
}

// The nearest area's words hold, and a channel's own before those for all.
func TestWordsInForce(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		d := deskOn(t, db, clock, nil)
		must(t, d.set(form1("43", ""), 0, "省"))
		must(t, d.set(form1(county, ""), 0, "县"))
		must(t, d.set(form1(county, bySMS), 0, "县短信"))
		check := func(when string) {
			t.Helper()
			for _, c := range []struct{ area, channel, want, from string }{
				{town, byMail, "县", county}, {town, bySMS, "县短信", county}, {"431224", bySMS, "省", "43"}, {"44", byMail, rowsByKey[asked].Title.ZH, "default"},
			} {
				if title, _, from := d.said(rowsByKey[asked], c.area, c.channel); title.ZH != c.want || from != c.from {
					t.Errorf("%s, %s %s: %q from %s", when, c.area, c.channel, title.ZH, from)
				}
			}
		}
		check("at once")
		clear(d.wordings.known)
		must(t, d.refreshWordings(t.Context()))
		check("on another replica")
	}, clock)
}

// What is sent says what the area's words are, in the recipient's language.
func TestSentInTheAreasWords(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	must(t, d.set(form1(county, ""), 0, "辰溪的说法"))
	d.asked()
	m := d.composed(byMail, d.one("voice:v1"), contact{Email: "v1@example.net", Number: "N-1"})
	if m.Subject != "辰溪的说法" || !strings.Contains(m.Text, "辰溪的说法N-1") {
		t.Errorf("%q %q", m.Subject, m.Text)
	}
}

func TestVersionsAndRollback(t *testing.T) {
	d := newDesk(t, nil)
	must(t, d.set(form1(county, ""), 0, "一"))
	must(t, d.set(form1(county, ""), 1, "二"))
	if err := d.set(form1(county, ""), 1, "三"); !fault.HasCode(err, "template.base") {
		t.Errorf("over somebody else's change: %v", err)
	}
	here := within(t, "a:"+county)
	restore := func(version, base int) (notification.TemplateView, error) {
		return d.RestoreTemplate(here, notification.RestoreTemplateRequest{TemplateForm: form1(county, ""), Version: version, Base: base, Reason: "改回"})
	}
	v, err := restore(1, 2)
	if err != nil || v.Title.ZH != "一" || v.Base != 3 || len(v.History) != 3 || v.History[0].SetBy != "admin" {
		t.Errorf("%+v %v", v, err)
	}
	if _, err = restore(9, 3); !fault.HasCode(err, "template.version") {
		t.Errorf("a version that is not: %v", err)
	}
	must(t, d.set(form1("43", ""), 0, "省"))
	if v, err = restore(0, 3); err != nil || v.Base != 4 || !v.History[0].Inherit {
		t.Errorf("%+v %v", v, err)
	}
	if v, err = d.GetTemplate(here, form1(county, "")); err != nil || v.Title.ZH != "省" || v.From != "43" || len(v.Own) != 0 {
		t.Errorf("%+v %v", v, err)
	}
}

func TestWordsOfOthersAreOutOfReach(t *testing.T) {
	d := newDesk(t, nil)
	must(t, d.set(form1(county, ""), 0, "县"))
	other := within(t, "a:431224")
	_, err := d.SetTemplate(other, notification.SetTemplateRequest{TemplateForm: form1(county, ""), Words: said("别处"), Base: 1, Reason: "xx"})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("changed from elsewhere: %v", err)
	}
	if _, err = d.SetTemplate(other, notification.SetTemplateRequest{TemplateForm: form1("43", ""), Words: said("别处"), Reason: "xx"}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("made above: %v", err)
	}
	v, err := d.GetTemplate(other, form1(county, ""))
	if err != nil || len(v.History) != 0 {
		t.Errorf("who set it is seen elsewhere: %+v %v", v.History, err)
	}
}

func TestWordsThatCannotBeFilledIn(t *testing.T) {
	d := newDesk(t, nil)
	for body, says := range map[string]string{
		"{phone}您好{numbr}": "{phone}、{numbr}", "{number": "花括号", "}": "花括号", "{{number}}": "花括号", "{}": "{}", "a\x00b": "控制字符", "{place}": "{place}",
	} {
		w := said("好")
		w.BodyZH = body
		_, err := d.SetTemplate(within(t, "a:"+county), notification.SetTemplateRequest{TemplateForm: form1(county, ""), Words: w, Reason: "xx"})
		if !fault.Is(err, fault.KindInvalid) || !strings.Contains(fault.Of(err).Text.ZH, says) {
			t.Errorf("%q: %v", body, err)
		}
		if _, err = d.PreviewTemplate(within(t, "a:"+county), notification.PreviewTemplateRequest{TemplateForm: form1(county, ""), Words: w}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("previewed %q: %v", body, err)
		}
	}
	if _, err := d.GetTemplate(within(t, "a:"+county), notification.TemplateForm{Key: "Nothing.voice", Area: county}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an unknown template: %v", err)
	}
}

// A preview speaks of a real case of the editor's area, and of no other.
func TestPreview(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	req := notification.PreviewTemplateRequest{TemplateForm: form1(county, bySMS), Words: said("看看")}
	before, err := d.PreviewTemplate(within(t, "a:"+county), req)
	if err != nil || before.Object != "" || !strings.Contains(before.Text.ZH, "431223-26-00001-7") {
		t.Errorf("%+v %v", before, err)
	}
	d.asked()
	got, err := d.PreviewTemplate(within(t, "a:"+county), req)
	if err != nil || got.Object != "case/c1" || got.Text.ZH != "【人大代表联络站】看看。看看431223-100-26-0001-5详情：https://ll.example.org/follow?n=431223-100-26-0001-5" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err = d.PreviewTemplate(within(t, "a:431224"), req); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("of an area out of reach: %v", err)
	}
	req.Channel, req.Area = byMail, "431224"
	if got, err = d.PreviewTemplate(within(t, "a:431224"), req); err != nil || got.Object != "" || !strings.HasPrefix(got.Text.ZH, "张**：") {
		t.Errorf("from elsewhere: %+v %v", got, err)
	}
}

// The default words can themselves be set: they hold no placeholder that their
// event does not have.
func TestDefaultWordsAreGood(t *testing.T) {
	for _, r := range table {
		w := notification.Words{TitleZH: r.Title.ZH, TitleEN: r.Title.EN, BodyZH: r.Body.ZH, BodyEN: r.Body.EN}
		if err := r.check(w); err != nil {
			t.Errorf("%s: %v", r.key(), err)
		}
	}
	if casework.PersonAsked.Name != rowsByKey[asked].On {
		t.Error("the key of these tests")
	}
}

func FuzzFilledIn(f *testing.F) {
	f.Add("{number}您好", "N-1")
	f.Add("{{number}}", "{unit}")
	f.Fuzz(func(t *testing.T, body, value string) {
		r := rowsByKey[asked]
		if r.check(notification.Words{TitleZH: "x", TitleEN: "x", BodyZH: body, BodyEN: "x"}) != nil {
			return
		}
		params := map[string]notification.Text{}
		for _, p := range r.known() {
			params[p.Name] = same(value)
		}
		got := fill(text(body, "x"), params).ZH
		if !strings.ContainsAny(value, "{}") && strings.ContainsAny(got, "{}") {
			t.Fatalf("%q became %q", body, got)
		}
	})
}
