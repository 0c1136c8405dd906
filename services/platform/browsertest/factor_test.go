package browsertest

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/identity/totp"
	"lianluo/services/platform/platformtest"
)

// device gives the person a phone that knows their finger.
func (p *person) device() {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// code is what an authenticator app with the key shows, once each period.
func code(t *testing.T, key string, after string) string {
	t.Helper()
	for {
		now, err := totp.Code(key, time.Now().Add(time.Second)) // a code of the next second is good, too
		if err != nil {
			t.Fatal(err)
		}
		if now != after {
			return now
		}
		time.Sleep(100 * time.Millisecond) // the next period begins
	}
}

// TestAnAdministratorsFirstDay: invited, led through the app, then a passkey, which
// alone signs in on the next day.
func TestAnAdministratorsFirstDay(t *testing.T) {
	s := platformtest.Named(t)
	invited, err := rpc.Call(t.Context(), s.Host(), identity.HostInvite, identity.InviteRequest{Login: "county", Name: "向华", Area: "431223", Lang: "zh",
		Grants: []identity.Grant{{Role: "county_admin", Area: "431223"}}})
	if err != nil {
		t.Fatal(err)
	}
	const password = "correct horse battery staple"
	p := sit(t, s, "first-day", phone)
	p.device()
	p.open("/invitation?code=" + invited.Code)
	p.write("#f-password", password)
	p.write("#f-repeat", password)
	p.click("main form .btn-primary")
	p.arrives("/sign-in/enrol")
	p.shoot("enrol")
	p.click("main form .btn-primary")
	p.reads("扫描二维码")
	p.shoot("enrol-key")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("details").open = true`))
	key := strings.ReplaceAll(p.text("code.secret"), " ", "")
	p.write("#f-code", code(t, key, ""))
	p.click("main form .btn-primary")
	p.reads("只显示这一次")
	p.shoot("recovery-codes")
	p.click("main .actions .btn-primary")
	p.arrives("/county")
	p.open("/me/factors")
	p.shoot("factors")
	p.write("#f-passkey-form-name", "我的手机")
	p.write("#f-passkey-form-password", password)
	p.click("#passkey-form .btn-primary")
	p.reads("通行密钥已添加")
	p.reads("我的手机")
	p.open("/me")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[action='/sign-out']").submit()`))
	p.arrives("/sign-in")
	p.shoot("sign-in-passkey")
	p.click("form[data-passkey] button")
	p.arrives("/county")
	if got := p.complaints(); len(got) > 0 {
		t.Errorf("the console says %q", got)
	}
}
