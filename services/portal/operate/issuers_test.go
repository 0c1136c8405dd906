package operate_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// doors is a fake of the systems that people sign in through.
type doors struct {
	one  *identity.Issuer
	told []string
}

func (d *doors) get(context.Context, identity.ByID) (identity.Issuer, error) { return *d.one, nil }

func (d *doors) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(identity.ListIssuers, func(context.Context, identity.ListIssuersRequest) (rpc.Page[identity.Issuer], error) {
			if d.one == nil {
				return rpc.Page[identity.Issuer]{}, nil
			}
			return rpc.Page[identity.Issuer]{Items: []identity.Issuer{*d.one}}, nil
		}),
		portaltest.Op(identity.GetIssuer, d.get),
		portaltest.Op(identity.RegisterIssuer, func(_ context.Context, req identity.RegisterIssuerRequest) (identity.Issuer, error) {
			if !strings.HasPrefix(req.URL, "https://") {
				return identity.Issuer{}, fault.Invalid("issuer.url", "颁发者地址须为完整的 https 网址", "https").At("url", "须为 https 网址", "An https address")
			}
			d.told = append(d.told, "register "+req.Secret+" "+strings.Join(req.Required, ",")+" "+strings.Join(req.Scopes, ","))
			d.one = &identity.Issuer{ID: "i1", IssuerSettings: req.IssuerSettings, URL: req.URL, Client: req.Client, Area: req.Area, Created: portaltest.Now,
				Callback: "https://here.example/sign-in/issuers/i1/callback", ChangedBy: "somebody"}
			return *d.one, nil
		}),
		portaltest.Op(identity.UpdateIssuer, func(_ context.Context, req identity.UpdateIssuerRequest) (identity.Issuer, error) {
			d.told = append(d.told, "update "+req.Claim+" "+strings.Join(req.Factors, ","))
			return *d.one, nil
		}),
		portaltest.Op(identity.ConfirmIssuer, func(context.Context, identity.ByID) (identity.Issuer, error) {
			d.one.Confirmed = portaltest.Now
			return *d.one, nil
		}),
		portaltest.Op(identity.EndIssuer, func(_ context.Context, req identity.Reasoned) (identity.Issuer, error) {
			d.told = append(d.told, "end "+req.Reason)
			d.one.Ended = portaltest.Now
			return *d.one, nil
		}),
	}
}

func door() *identity.Issuer {
	return &identity.Issuer{ID: "i1", URL: "https://login.example", Client: "lianluo", Area: "431223", Created: portaltest.Now, ChangedBy: "somebody",
		IssuerSettings: identity.IssuerSettings{Label: "市政务账号", LabelEn: "City", Claim: "staff_no", Required: []string{"email_verified=true"}}}
}

func TestAnIssuerIsRegistered(t *testing.T) {
	d := &doors{}
	b := start(t, d.fakes()...).As(t, authz.SecurityAdmin)
	page := b.Get("/operate/issuers")
	portaltest.Says(t, page, "还没有外部登录", "颁发者地址", "由两位安全管理员")
	form := url.Values{"url": {"http://x"}, "client": {"lianluo"}, "area": {"431223"}, "secret": {"the-secret-itself"}, "label": {"市政务账号"}, "labelEn": {"City"},
		"claim": {"staff_no"}, "scopes": {"profile  phone"}, "required": {"email_verified=true\r\norg=chenxi"}}
	refused := b.Submit(page, "/operate/issuers", form)
	portaltest.Refused(t, refused, "须为 https 网址")
	portaltest.Says(t, refused, "请重新填写") // the secret comes back in no form
	portaltest.Silent(t, refused, "the-secret-itself")
	portaltest.Expect(t, "what was typed", refused.Form(t, "/operate/issuers").Get("claim"), "staff_no")
	form.Set("url", "https://login.example")
	made := b.Follow(b.Submit(page, "/operate/issuers", form))
	portaltest.Says(t, made, "已登记", "/sign-in/issuers/i1/callback", "等待确认", "确认启用")
	portaltest.Silent(t, made, "the-secret-itself")
	portaltest.Expect(t, "told", d.told[0], "register the-secret-itself email_verified=true,org=chenxi profile,phone")
}

func TestAnIssuerIsConfirmedByAnotherChangedAndEnded(t *testing.T) {
	d := &doors{one: door()}
	b := start(t, d.fakes()...).As(t, authz.SecurityAdmin)
	page := b.Get("/operate/issuers/i1")
	portaltest.Says(t, b.Follow(b.Submit(page, "/operate/issuers/i1/confirmation", nil)), "已启用")
	b.Submit(page, "/operate/issuers/i1", url.Values{"claim": {"sub"}, "factors": {"mfa otp"}})
	portaltest.Expect(t, "told", d.told[0], "update sub mfa,otp")
	portaltest.Says(t, b.Follow(b.Submit(page, "/operate/issuers/i1/end", url.Values{"reason": {"停运"}})), "已停用")
	portaltest.Expect(t, "told", d.told[1], "end 停运")
	portaltest.Silent(t, b.Get("/operate/issuers/i1"), "停用后不能恢复")
}

func TestWhoSettledAnIssuerDoesNotConfirmIt(t *testing.T) {
	d := &doors{one: door()}
	d.one.ChangedBy = string(authz.SecurityAdmin) // accounts of these tests are called as their roles
	b := start(t, d.fakes()...).As(t, authz.SecurityAdmin)
	page := b.Get("/operate/issuers/i1")
	portaltest.Says(t, page, "请另一位安全管理员")
	portaltest.Silent(t, page, "/operate/issuers/i1/confirmation")
}

func TestTheAuditorSeesIssuersAndChangesNone(t *testing.T) {
	site := start(t, (&doors{one: door()}).fakes()...)
	b := site.As(t, authz.Auditor)
	portaltest.Says(t, b.Get("/operate/issuers"), "市政务账号", "等待确认")
	portaltest.Silent(t, b.Get("/operate/issuers"), "登记外部登录</")
	portaltest.Silent(t, b.Get("/operate/issuers/i1"), "停用后不能恢复", "确认启用</")
	portaltest.Expect(t, "operator", site.As(t, authz.SystemOperator).Get("/operate/issuers").Status, http.StatusForbidden)
}
