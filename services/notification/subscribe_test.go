package notification

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/sms/smstest"
	"lianluo/services/notification/wechat/wechattest"
)

const bizsend = "/cgi-bin/message/subscribe/bizsend"

// newSubscribeDesk has an official account whose templates are of subscribe messages.
func newSubscribeDesk(t *testing.T) (*desk, *wechattest.Server, *smstest.Provider) {
	f, texts := wechattest.Start(t), smstest.Start(t)
	settings := texting(texts)
	settings.WeChat = f.Account
	settings.WeChat.Subscribe = true
	settings.WeChat.Fields = map[string]string{"thing1": "{title}", "thing4": "{text}", "character_string2": "{number}", "time3": "{time}"}
	return newTextingDesk(t, settings), f, texts
}

// The documented call: touser, template_id, page and data, no url and no
// client_msg_id; data within the lengths of its kinds. The answer names no
// message, so that taking it is all there is to know.
func TestSubscribeMessagesGoTheirOwnWay(t *testing.T) {
	d, f, texts := newSubscribeDesk(t)
	d.connected(f)
	d.asked()
	d.turn()
	wants(t, d.settled(), "voice:v1 delivered")
	sent := f.Sent()
	if len(sent) != 1 || len(texts.Sent()) != 0 {
		t.Fatalf("%+v, %d texts", sent, len(texts.Sent()))
	}
	m := sent[0]
	if m.Path != bizsend || m.To != openID || m.Template != "tmpl-1" || !strings.Contains(m.Page, "/a/") || m.URL != "" || m.Key != "" {
		t.Errorf("%+v", m)
	}
	for _, thing := range []string{"thing1", "thing4"} {
		if n := len([]rune(m.Data[thing].Value)); n == 0 || n > 20 {
			t.Errorf("%s has %d characters: %q", thing, n, m.Data[thing].Value)
		}
	}
	if n := m.Data["character_string2"].Value; n != "N-1" {
		t.Error(n)
	}
	if at := m.Data["time3"].Value; !strings.Contains(at, "年") || !strings.Contains(at, ":") {
		t.Error(at)
	}
}

// The codes that the call's documentation lists: somebody who refuses, or is no
// follower any more, and what does not fit go by text message; too much waits.
func TestSubscribeCodes(t *testing.T) {
	for code, want := range map[int]string{43101: "sms delivered", 40003: "sms delivered", 40037: "sms delivered", 47003: "sms delivered", 41030: "sms delivered", 45009: "wechat waiting", -1: "wechat waiting"} {
		d, f, _ := newSubscribeDesk(t)
		d.answered(f, code, want)
	}
}

// Without a client_msg_id nothing keeps the same from being sent twice: what was
// cut off is uncertain and is not repeated; a token that ended is asked for again.
func TestSubscribeCutOffAndStale(t *testing.T) {
	d, f, texts := newSubscribeDesk(t)
	d.cutOff(f, texts)
	d, f, _ = newSubscribeDesk(t)
	d.stale(f)
}

// Who left a phone only, where no text messages are set up, is rung: the case says
// so, and says nothing of the kind of who left nothing.
func TestAPhoneWithoutTextMessagesIsRung(t *testing.T) {
	for name, who := range map[string]contact{"phone": {Name: "张三", Phone: "13800000001"}, "nothing": {}} {
		d := newDesk(t, mailtest.Start(t, nil))
		d.cast()
		d.people["voice:v1"] = who
		d.asked()
		for range 4 {
			d.turn()
		}
		one := d.one("voice:v1")
		if told := one.settled(d.clock.Now()); told.State != notification.NoWay || told.Phone != (name == "phone") {
			t.Errorf("%s: %+v %+v", name, told, one.Tries)
		}
	}
}

// joined has an account follow.
func (d *desk) joined(id, person, role string, state identity.AccountState) {
	d.t.Helper()
	must(d.t, d.accounts.Put(system(d.t), Account{ID: id, Person: person, State: state, Assignments: []identity.Assignment{{Role: role, Area: "431223100", Station: "st1"}}}))
	must(d.t, d.preference(system(d.t), "acct:"+id, func(p *Preference) { p.Scene, p.Until = hashed("scene-"+id), d.clock.Now().Add(time.Minute) }))
	done, err := d.follow(system(d.t), "scene-"+id, "o-"+id, d.clock.Now())
	if err != nil || done != (state != identity.Disabled) {
		d.t.Fatal(done, err)
	}
}

func (d *desk) followed(refs ...string) (out []string) {
	d.t.Helper()
	for _, ref := range refs {
		p, err := d.prefer.Get(system(d.t), ref)
		must(d.t, none(err))
		if p.Open != "" {
			out = append(out, ref)
		}
	}
	return out
}

// Who closes an account ends its connection, and destroys who that was; a code
// that is scanned afterwards connects nobody.
func TestClosingAnAccountEndsItsWeChat(t *testing.T) {
	d, _, _ := newWeChatDesk(t)
	d.joined("a1", "", string(authz.LiaisonOfficer), identity.Active)
	d.joined("a2", "", string(authz.LiaisonOfficer), identity.Active)
	key, err := d.prefer.Get(system(t), "acct:a1")
	must(t, err)
	closed := identity.AccountChanged{Account: "a1", State: identity.Disabled}
	for range 2 {
		must(t, d.onAccount(system(t), event.Event{ID: "e", Type: identity.AccountDisabled.Name, Time: d.clock.Now()}, closed))
	}
	if got := d.followed("acct:a1", "acct:a2"); !slices.Equal(got, []string{"acct:a2"}) {
		t.Errorf("%v", got)
	}
	var open string
	if err := d.vault.Open(system(t), key.Key, key.Follower, &open); err == nil {
		t.Error("the OpenID can still be read")
	}
	d.joined("a3", "", string(authz.LiaisonOfficer), identity.Disabled)
}

// A deputy whose last mandate ended hears no more, unless as staff.
func TestLeavingEndsWeChat(t *testing.T) {
	d, _, _ := newWeChatDesk(t)
	d.joined("a1", "p1", string(authz.DeputyRole), identity.Active)
	d.joined("a2", "p2", string(authz.StationHead), identity.Active)
	d.joined("a3", "p3", string(authz.DeputyRole), identity.Active)
	now := d.clock.Now()
	over, on := roster.Mandate{ID: "m1", Status: roster.MandateTerminated}, roster.Mandate{ID: "m2", Status: roster.MandateActive}
	for person, mandates := range map[string][]roster.Mandate{"p1": {over, {ID: "m3", Status: roster.MandateActive, Until: now.Add(-time.Hour)}}, "p2": {over}, "p3": {over, on}} {
		must(t, d.onPerson(system(t), event.Event{ID: "e" + person, Time: now}, roster.PersonChanged{Person: person, Name: "代表", Area: "431223100", Mandates: mandates}))
	}
	if got := d.followed("acct:a1", "acct:a2", "acct:a3"); !slices.Equal(got, []string{"acct:a2", "acct:a3"}) {
		t.Errorf("%v", got)
	}
	must(t, d.onPerson(system(t), event.Event{ID: "x", Time: now}, roster.PersonChanged{Person: "p9", Name: "职工", Area: "431223100"}))
}
