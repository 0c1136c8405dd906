package browsertest

import (
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/identity/foreign/foreigntest"
	"lianluo/services/platform/platformtest"
)

// door has an issuer that others wrote, which two security administrators opened
// for the county, and people who have accounts on both sides, on one or on none.
func door(t *testing.T) *platformtest.System {
	t.Helper()
	users := []foreigntest.User{{ID: "id-7", Username: "li.na", Mail: "li.na@example.org"}, {ID: "id-8", Username: "stranger", Mail: "stranger@example.org"}}
	real := foreigntest.StartReal(t, users...)
	s := platformtest.One(t)
	invite := func(login, name, area string, role authz.Role) {
		t.Helper()
		req := identity.InviteRequest{Login: login, Name: name, Area: area, Lang: "zh", Grants: []identity.Grant{{Role: string(role), Area: area}}}
		invited, err := rpc.Call(t.Context(), s.Host(), identity.HostInvite, req)
		must(t, err)
		s.Accept(t.Context(), login, invited)
	}
	invite("guard", "周洁", "431223", authz.SecurityAdmin)
	invite("other", "吴桐", "431223", authz.SecurityAdmin)
	invite("li.na@example.org", "李娜", "431223", authz.Supervisor)
	made, err := rpc.Call(t.Context(), s.As("guard"), identity.RegisterIssuer, identity.RegisterIssuerRequest{URL: real.URL, Client: real.ID, Secret: real.Secret, Area: "431223",
		IssuerSettings: identity.IssuerSettings{Label: "市政务账号登录", LabelEn: "City account", Scopes: []string{"email"}, Claim: "email", Required: []string{"email_verified=true"}, Factors: []string{}}})
	must(t, err)
	_, err = rpc.Call(t.Context(), s.As("other"), identity.ConfirmIssuer, identity.ByID{ID: made.ID})
	must(t, err)
	real.Register(made.Callback, users...)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// through goes from the sign-in page to the issuer and shows it who one is.
func (p *person) through(name string) {
	p.t.Helper()
	p.open("/sign-in")
	p.reads("市政务账号登录")
	p.click(`a[href^="/sign-in/issuers/"]`)
	p.sees(`document.querySelector("input[name=username]")`)
	p.write("input[name=username]", name)
	p.write("input[name=password]", foreigntest.Password)
	p.click("button[type=submit]")
}

// TestSignInThroughAnotherSystem: from the sign-in page to the other system's and
// back to one's first page; whoever has no account here reads why, in words.
func TestSignInThroughAnotherSystem(t *testing.T) {
	s := door(t)
	p := sit(t, s, "through-issuer", phone)
	p.through("li.na")
	p.arrives("/county")
	p.shoot("arrived")

	stranger := sit(t, s, "no-account-here", phone)
	stranger.through("stranger")
	stranger.reads("没有登录成功")
	stranger.reads("或用密码登录")
	stranger.sees(`document.querySelector("#f-password")`)
	stranger.shoot("refused")

	forged := sit(t, s, "forged-answer", phone)
	forged.open("/sign-in/issuers/none/callback?state=x&code=y")
	forged.sees(`document.body.innerText.length > 20 && !document.body.innerText.includes("signin.")`)
	forged.shoot("forged")
}
