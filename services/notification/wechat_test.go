package notification

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/vault"
	"lianluo/services/notification/sms/smstest"
	"lianluo/services/notification/wechat/wechattest"
)

const openID = "oAbC-villager"

// newWeChatDesk has an official account; v1 has a phone as well.
func newWeChatDesk(t *testing.T) (*desk, *wechattest.Server, *smstest.Provider) {
	f, texts := wechattest.Start(t), smstest.Start(t)
	settings := texting(texts)
	settings.WeChat = f.Account
	return newTextingDesk(t, settings), f, texts
}

func (d *desk) wish(voice, wish string) (notification.WeChat, error) {
	return d.ConnectWeChat(d.t.Context(), notification.ConnectWeChatRequest{Proof: voice + "." + d.vault.Blind("told", voice), WeChatWish: notification.WeChatWish{Wish: wish}})
}

// says is a callback that has been taken.
func (d *desk) says(f *wechattest.Server, from, fields string) {
	d.t.Helper()
	must(d.t, d.take(f.Says(d.clock.Now(), from, fields)))
}

func event2(name, scene string) string {
	return fmt.Sprintf("<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[%s]]></Event><EventKey><![CDATA[%s]]></EventKey>", name, scene)
}

// connected has v1 follow the account by a code.
func (d *desk) connected(f *wechattest.Server) {
	d.t.Helper()
	got, err := d.wish("v1", "connect")
	if err != nil || got.State != notification.WeChatScan || got.URL == "" {
		d.t.Fatalf("%+v %v", got, err)
	}
	d.says(f, openID, event2("subscribe", "qrscene_"+f.Scene()))
}

// follower has somebody follow the account, without asking WeChat for a code.
func (d *desk) follower(voice string) {
	d.t.Helper()
	must(d.t, d.preference(system(d.t), "voice:"+voice, func(p *Preference) { p.Scene, p.Until = hashed(voice), d.clock.Now().Add(time.Minute) }))
	if done, err := d.follow(system(d.t), voice, "o-"+voice, d.clock.Now()); !done || err != nil {
		d.t.Fatal(done, err)
	}
}

// A villager who scanned the code is told by WeChat, its receipt counts, and the
// answer written back counts as one.
func TestToldByWeChat(t *testing.T) {
	d, f, texts := newWeChatDesk(t)
	d.connected(f)
	d.asked()
	d.turn()
	one := d.one("voice:v1")
	sent := f.Sent()
	if one.State != notification.Accepted || one.Channel != byWeChat || len(sent) != 1 || sent[0].To != openID || len(texts.Sent()) != 0 {
		t.Fatalf("%s by %s, %+v %v", one.State, one.Channel, sent, one.Tries)
	}
	if m := sent[0]; !strings.Contains(m.URL, "/a/") || len([]rune(m.Data["thing1"].Value)) > 20 || m.Data["character_string2"].Value != "N-1" || len(m.Key) != 32 {
		t.Errorf("%+v", m)
	}
	d.says(f, openID, fmt.Sprintf("<MsgType>event</MsgType><Event>TEMPLATESENDJOBFINISH</Event><MsgID>%d</MsgID><Status><![CDATA[success]]></Status>", sent[0].ID))
	wants(t, d.settled(), "voice:v1 delivered")
	said := f.Says(d.clock.Now(), openID, "<MsgType>text</MsgType><Content><![CDATA[满意]]></Content><MsgId>77</MsgId>")
	for range 3 { // the same again changes nothing
		must(t, d.take(said))
	}
	r, err := d.reached.Get(system(t), one.ID)
	if err != nil || r.Answered.IsZero() {
		t.Errorf("not answered: %v", err)
	}
}

// What WeChat's codes mean: nobody there goes by text message, busy waits, a
// template that does not fit goes on, and what was cut off nobody knows.
func TestWeChatCodes(t *testing.T) {
	for code, want := range map[int]string{43004: "sms delivered", 43101: "sms delivered", 40003: "sms delivered", 40037: "sms delivered", 45009: "wechat waiting", -1: "wechat waiting", 99999: "wechat waiting"} {
		d, f, _ := newWeChatDesk(t)
		d.answered(f, code, want)
	}
	d, f, texts := newWeChatDesk(t)
	d.cutOff(f, texts)
}

// answered: a message that WeChat answers with a code comes to what is wanted.
func (d *desk) answered(f *wechattest.Server, code int, want string) {
	d.t.Helper()
	d.connected(f)
	f.Answer(code)
	d.asked()
	d.turn()
	d.turn()
	if got := d.one("voice:v1"); got.Channel+" "+string(got.State) != want {
		d.t.Errorf("%d: %s %s %v", code, got.Channel, got.State, got.Tries)
	}
}

// cutOff: what was cut off is uncertain, and neither repeated nor sent another way.
func (d *desk) cutOff(f *wechattest.Server, texts *smstest.Provider) {
	d.t.Helper()
	d.connected(f)
	f.Cut()
	d.asked()
	for range 3 {
		d.turn()
		d.clock.Move(time.Hour)
	}
	if got := d.one("voice:v1"); got.State != notification.Uncertain || len(f.Sent()) != 1 || len(texts.Sent()) != 0 {
		d.t.Errorf("cut off: %s, %d sent", got.State, len(f.Sent()))
	}
}

// stale: a token that ended before its time is asked for once more.
func (d *desk) stale(f *wechattest.Server) {
	d.t.Helper()
	d.connected(f)
	d.asked()
	d.turn()
	f.Expire()
	d.asked()
	d.turn()
	if len(f.Sent()) != 2 || f.Asked() != 2 {
		d.t.Errorf("%d sent, %d tokens", len(f.Sent()), f.Asked())
	}
}

// A token that ended before its time is asked for once more, and one serves many.
func TestWeChatToken(t *testing.T) {
	d, f, _ := newWeChatDesk(t)
	d.stale(f)
}

// While WeChat grants no token it is not asked by each who wants one; a code that
// waits is of no use any more once the connection was ended.
func TestWeChatAway(t *testing.T) {
	d, f, _ := newWeChatDesk(t)
	f.Down(true)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := d.wish("v1", "connect"); !fault.HasCode(err, "wechat.away") {
				t.Errorf("away: %v", err)
			}
		})
	}
	all.Wait()
	if f.Asked() != 1 {
		t.Errorf("asked %d times", f.Asked())
	}
	f.Down(false)
	d.clock.Move(6 * time.Second)
	if _, err := d.wish("v1", "connect"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.wish("v1", "end"); err != nil {
		t.Fatal(err)
	}
	d.says(f, openID, event2("SCAN", f.Scene()))
	if got, err := d.wish("v1", "look"); err != nil || got.State != notification.WeChatFree {
		t.Errorf("%+v %v", got, err)
	}
}

// Of many who scan the same code at the same time, one is connected.
func TestWeChatScannedTwice(t *testing.T) {
	d, f, _ := newWeChatDesk(t)
	if _, err := d.wish("v1", "connect"); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var connected atomic.Int32
	for i := range 6 {
		all.Go(func() {
			done := false
			err := d.db.Transact(system(t), func(ctx context.Context) (err error) {
				done, err = d.follow(ctx, f.Scene(), fmt.Sprint("o-", i), d.clock.Now())
				return err
			})
			if err != nil {
				t.Error(err)
			}
			if done {
				connected.Add(1)
			}
		})
	}
	all.Wait()
	if connected.Load() != 1 {
		t.Errorf("%d connected", connected.Load())
	}
}

// Undone, unfollowed, or destroyed with the case: nothing goes there at once.
func TestWeChatEnds(t *testing.T) {
	for name, end := range map[string]func(*desk, *wechattest.Server) error{
		"undone":     func(d *desk, _ *wechattest.Server) error { _, err := d.wish("v1", "end"); return err },
		"unfollowed": func(d *desk, f *wechattest.Server) error { d.says(f, openID, event2("unsubscribe", "")); return nil },
		"stopped": func(d *desk, f *wechattest.Server) error {
			d.says(f, openID, "<MsgType>text</MsgType><Content>退订</Content><MsgId>5</MsgId>")
			return nil
		},
		"destroyed": func(d *desk, _ *wechattest.Server) error {
			d.apply(caseEvent(casework.DataDestroyed, func(c *casework.Changed) { c.Voices = []string{"v1"} }))
			return nil
		},
	} {
		d, f, texts := newWeChatDesk(t)
		d.connected(f)
		before, err := d.prefer.Get(system(t), "voice:v1")
		must(t, err)
		must(t, end(d, f))
		var open string
		if err := d.vault.Open(system(t), before.Key, before.Follower, &open); !errors.Is(err, vault.ErrDestroyed) {
			t.Errorf("%s: the OpenID can still be read: %v", name, err)
		}
		d.asked()
		d.turn()
		d.turn()
		if len(f.Sent()) != 0 || len(texts.Sent()) != 1 {
			t.Errorf("%s: %d by WeChat, %d texts", name, len(f.Sent()), len(texts.Sent()))
		}
		if got, err := d.wish("v1", "look"); err != nil || got.State != notification.WeChatFree {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// A code works once and not for long; a proof is the person's own; what is stored
// holds no OpenID.
func TestWeChatCodesAndProofs(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		f := wechattest.Start(t)
		d := deskWith(t, db, clock, Settings{BaseURL: "https://ll.example.org", WeChat: f.Account})
		d.connected(f)
		p, err := d.prefer.Get(system(t), "voice:v1")
		if err != nil || p.Scene != "" || strings.Contains(fmt.Sprint(p), openID) || strings.Contains(string(p.Follower), openID) {
			t.Errorf("%+v %v", p, err)
		}
		d.says(f, "oOther", event2("SCAN", f.Scene()))
		if again, err := d.prefer.Get(system(t), "voice:v1"); err != nil || again.Open != p.Open {
			t.Errorf("taken over: %v", err)
		}
		if _, err := d.ConnectWeChat(t.Context(), notification.ConnectWeChatRequest{Proof: "v2." + d.vault.Blind("told", "v1"), WeChatWish: notification.WeChatWish{Wish: "connect"}}); !fault.HasCode(err, "wechat.proof") {
			t.Errorf("another's proof: %v", err)
		}
		if _, err := d.wish("v2", "connect"); err != nil {
			t.Fatal(err)
		}
		d.clock.Move(11 * time.Minute)
		d.says(f, "oLate", event2("SCAN", f.Scene()))
		if got, err := d.wish("v2", "look"); err != nil || got.State != notification.WeChatFree {
			t.Errorf("scanned too late: %+v %v", got, err)
		}
	}, clock)
}

func TestForgedWeChat(t *testing.T) {
	d, f, _ := newWeChatDesk(t)
	good := f.Says(d.clock.Now(), openID, event2("unsubscribe", ""))
	for name, change := range map[string]func(*notification.CallbackRequest){
		"signature": func(r *notification.CallbackRequest) { r.Signature = strings.Repeat("0", 40) },
		"nonce":     func(r *notification.CallbackRequest) { r.Nonce += "1" },
		"no time":   func(r *notification.CallbackRequest) { r.Timestamp = "" },
		"body":      func(r *notification.CallbackRequest) { r.Body = "<xml></xml>" },
		"a check":   func(r *notification.CallbackRequest) { r.Method, r.Echo = "GET", "x" },
	} {
		req := good
		change(&req)
		if err := d.take(req); !fault.HasCode(err, "callback.signature") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.clock.Move(signedWithin + time.Second)
	if err := d.take(good); !fault.HasCode(err, "callback.signature") {
		t.Errorf("of long ago: %v", err)
	}
}
