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

// registry is a fake of the clients that there are.
type registry struct {
	all  []identity.Client
	told []string
}

func (g *registry) fakes() []portaltest.Fake {
	made := func(c identity.Client) identity.RegisteredClient {
		return identity.RegisteredClient{Client: c, Secret: "the-secret-itself"}
	}
	return []portaltest.Fake{
		portaltest.Op(identity.ListClients, func(context.Context, identity.ListClientsRequest) (rpc.Page[identity.Client], error) {
			return rpc.Page[identity.Client]{Items: g.all}, nil
		}),
		portaltest.Always(identity.ListClientKeys, rpc.Page[identity.ClientKey]{Items: []identity.ClientKey{{ID: "01J00000000000000000000KEY", From: portaltest.Now}}}),
		portaltest.Op(identity.GetClient, func(_ context.Context, req identity.ByID) (identity.Client, error) { return g.all[0], nil }),
		portaltest.Op(identity.RegisterClient, func(_ context.Context, req identity.RegisterClientRequest) (identity.RegisteredClient, error) {
			if len(req.Redirects) == 0 {
				return identity.RegisteredClient{}, fault.Invalid("client.redirects", "请至少填写一个回调地址", "one at least").At("redirects", "必填", "required")
			}
			c := identity.Client{ID: "c1", Name: req.Name, Kind: req.Kind, Redirects: req.Redirects, Scopes: req.Scopes, Created: portaltest.Now}
			g.all = append(g.all, c)
			return made(c), nil
		}),
		portaltest.Op(identity.UpdateClient, func(_ context.Context, req identity.UpdateClientRequest) (identity.Client, error) {
			g.told = append(g.told, "update "+strings.Join(req.Redirects, " ")+" "+strings.Join(req.Scopes, " "))
			return g.all[0], nil
		}),
		portaltest.Op(identity.RenewClientSecret, func(_ context.Context, req identity.Reasoned) (identity.RegisteredClient, error) {
			return made(g.all[0]), nil
		}),
		portaltest.Op(identity.EndClient, func(_ context.Context, req identity.Reasoned) (identity.Client, error) {
			g.told = append(g.told, "end "+req.Reason)
			g.all[0].Ended = portaltest.Now
			return g.all[0], nil
		}),
		portaltest.Op(identity.RotateClientKey, func(_ context.Context, req identity.RotateClientKeyRequest) (identity.ClientKey, error) {
			g.told = append(g.told, "rotate "+req.Reason)
			return identity.ClientKey{}, nil
		}),
	}
}

func TestAClientIsRegisteredAndItsSecretSeenOnce(t *testing.T) {
	g := &registry{}
	b := start(t, g.fakes()...).As(t, authz.SecurityAdmin)
	page := b.Get("/operate/clients")
	portaltest.Says(t, page, "还没有接入的应用", "登记应用", "确认您是谁")
	form := url.Values{"name": {"督查平台"}, "kind": {"web"}, "redirects": {"https://a.example/back\r\nhttps://b.example/back"}, "scopes": {"openid", "case.read"}}
	portaltest.Refused(t, b.Submit(page, "/operate/clients", url.Values{"name": {"督查平台"}, "kind": {"web"}}), "必填")
	made := b.Submit(page, "/operate/clients", form)
	portaltest.Says(t, made, "the-secret-itself", "密钥只显示这一次", "c1")
	if got := g.all[0]; len(got.Redirects) != 2 || len(got.Scopes) != 2 || got.Kind != identity.WebClient {
		t.Errorf("got %+v", got)
	}
	portaltest.Silent(t, b.Get("/operate/clients"), "the-secret-itself")
}

func TestAClientIsChangedRenewedAndEnded(t *testing.T) {
	g := &registry{all: []identity.Client{{ID: "c1", Name: "督查平台", Kind: identity.WebClient, Redirects: []string{"https://a.example/back"}, Scopes: []string{"openid", "case.read"}, Created: portaltest.Now}}}
	b := start(t, g.fakes()...).As(t, authz.SecurityAdmin)
	page := b.Get("/operate/clients/c1")
	portaltest.Says(t, page, "督查平台", "https://a.example/back", "使用中")
	b.Submit(page, "/operate/clients/c1", url.Values{"redirects": {"https://c.example/back"}})
	portaltest.Expect(t, "told", g.told[0], "update https://c.example/back openid case.read")
	portaltest.Says(t, b.Submit(page, "/operate/clients/c1/secret", url.Values{"reason": {"轮换"}}), "the-secret-itself")
	portaltest.Says(t, b.Follow(b.Submit(page, "/operate/clients/c1/end", url.Values{"reason": {"停运"}})), "已停用")
	portaltest.Expect(t, "told", g.told[1], "end 停运")
	portaltest.Silent(t, b.Get("/operate/clients/c1"), "更换密钥")
}

func TestKeysAreRotatedWithAReason(t *testing.T) {
	g := &registry{}
	b := start(t, g.fakes()...).As(t, authz.SecurityAdmin)
	portaltest.Says(t, b.Follow(b.Submit(b.Get("/operate/clients"), "/operate/clients/keys", url.Values{"reason": {"演练"}})), "十分钟后启用")
	portaltest.Expect(t, "told", g.told[0], "rotate 演练")
}

func TestTheAuditorSeesClientsAndChangesNone(t *testing.T) {
	g := &registry{all: []identity.Client{{ID: "c1", Name: "督查平台", Kind: identity.ServiceClient, Account: "acc9", Created: portaltest.Now}}}
	site := start(t, g.fakes()...)
	b := site.As(t, authz.Auditor)
	portaltest.Says(t, b.Get("/operate/clients"), "督查平台", "后台服务")
	portaltest.Silent(t, b.Get("/operate/clients"), "登记应用", "提前更换</")
	portaltest.Silent(t, b.Get("/operate/clients/c1"), "停用后不能恢复")
	portaltest.Expect(t, "operator", site.As(t, authz.SystemOperator).Get("/operate/clients").Status, http.StatusForbidden)
}
