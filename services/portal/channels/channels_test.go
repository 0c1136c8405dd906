package channels_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const (
	token = "0123456789abcdef0123456789abcdef"
	base  = "/county/messages"
)

// office is a fake of the notification service: what is done to it stays done.
type office struct {
	answered  string
	settled   notification.SettleRequest
	asked     []notification.ListDeliveriesRequest
	set       []notification.SetTemplateRequest
	restored  []notification.RestoreTemplateRequest
	hooks     []notification.Webhook
	replayed  int64
	outbox    notification.Outbox
	templates notification.ListTemplatesRequest
}

func newOffice() *office {
	return &office{hooks: []notification.Webhook{{ID: "w1", Name: "县数据平台", AreaName: "辰溪县", URL: "https://data.example.cn/", State: notification.WebhookActive, Position: 17}}}
}

func (o *office) question(string) notification.Question {
	if o.answered != "" {
		return notification.Question{State: notification.QuestionAnswered, Number: "N-1", About: "reply"}
	}
	return notification.Question{State: notification.QuestionOpen, Number: "N-1", About: "reply"}
}

func (o *office) list(_ context.Context, req notification.ListDeliveriesRequest) (rpc.Page[notification.Delivery], error) {
	o.asked = append(o.asked, req)
	d := notification.Delivery{ID: "d1", EventType: "lianluo.casework.CaseReplied.v1", Object: "case/c1", Recipient: "voice:v1", Channel: "sms", To: "138****0001", State: notification.Uncertain,
		Created: portaltest.Now, Tries: []notification.Attempt{{At: portaltest.Now, Result: "uncertain"}}}
	held := d
	held.ID, held.State, held.Tries = "d2", notification.Collected, []notification.Attempt{{At: portaltest.Now, Result: "budget"}}
	return rpc.Page[notification.Delivery]{Items: []notification.Delivery{d, held}}, nil
}

func (o *office) view(f notification.TemplateForm) notification.TemplateView {
	v := notification.TemplateView{Template: notification.Template{Key: f.Key, Event: "lianluo.casework.CaseClosed.v1", To: "voice", Title: notification.Text{ZH: "已办结 {number}", EN: "Closed: {number}"},
		Body: notification.Text{ZH: "谢谢您", EN: "Thank you"}}, Area: f.Area, Channel: f.Channel, Base: len(o.set), Known: []notification.Placeholder{{Name: "number", Doc: notification.Text{ZH: "编号", EN: "number"}}}}
	for i := len(o.set); i > 0; i-- {
		v.History = append(v.History, notification.TemplateVersion{Version: i, Title: notification.Text{ZH: o.set[i-1].TitleZH}, Reason: o.set[i-1].Reason, SetAt: portaltest.Now})
	}
	return v
}

func (o *office) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(notification.ShowQuestion, func(_ context.Context, req notification.QuestionRequest) (notification.Question, error) {
			if req.Token != token {
				return notification.Question{State: notification.QuestionUnknown}, nil
			}
			return o.question(req.Token), nil
		}),
		portaltest.Op(notification.AnswerQuestion, func(_ context.Context, req notification.AnswerRequest) (notification.Question, error) {
			o.answered = req.Answer
			return o.question(req.Token), nil
		}),
		portaltest.Op(notification.ListDeliveries, o.list),
		portaltest.Always(notification.ListProviders, notification.Providers{Items: []notification.Provider{
			{Channel: "sms", Name: "first", Took: 7, Failovers: 2, Failing: true, LastCode: "503"}, {Channel: "sms", Name: "second", Took: 2}}}),
		portaltest.Op(notification.SettleDelivery, func(_ context.Context, req notification.SettleRequest) (notification.Delivery, error) {
			o.settled = req
			return notification.Delivery{}, nil
		}),
		portaltest.Op(notification.ListOutbox, func(context.Context, notification.ListOutboxRequest) (notification.Outbox, error) {
			return o.outbox, nil
		}),
		portaltest.Op(notification.ListTemplates, func(_ context.Context, req notification.ListTemplatesRequest) (rpc.Page[notification.Template], error) {
			o.templates = req
			return rpc.Page[notification.Template]{Items: []notification.Template{o.view(notification.TemplateForm{Key: "CaseClosed.voice"}).Template}}, nil
		}),
		portaltest.Op(notification.GetTemplate, func(_ context.Context, f notification.TemplateForm) (notification.TemplateView, error) {
			return o.view(f), nil
		}),
		portaltest.Op(notification.SetTemplate, func(_ context.Context, req notification.SetTemplateRequest) (notification.TemplateView, error) {
			if strings.Contains(req.BodyZH, "{phone}") {
				return notification.TemplateView{}, fault.Invalid("template.placeholder", "这件事没有 {phone}，请改用列出的占位符", "no {phone}")
			}
			o.set = append(o.set, req)
			return o.view(req.TemplateForm), nil
		}),
		portaltest.Op(notification.RestoreTemplate, func(_ context.Context, req notification.RestoreTemplateRequest) (notification.TemplateView, error) {
			o.restored = append(o.restored, req)
			return o.view(req.TemplateForm), nil
		}),
		portaltest.Op(notification.PreviewTemplate, func(_ context.Context, req notification.PreviewTemplateRequest) (notification.TemplatePreview, error) {
			return notification.TemplatePreview{Title: notification.Text{ZH: "预览的" + req.TitleZH}, Text: notification.Text{ZH: "张**"}, Object: "case/c1"}, nil
		}),
		portaltest.Op(notification.ListWebhooks, func(context.Context, notification.ListWebhooksRequest) (rpc.Page[notification.Webhook], error) {
			return rpc.Page[notification.Webhook]{Items: o.hooks}, nil
		}),
		portaltest.Op(notification.CreateWebhook, func(_ context.Context, req notification.CreateWebhookRequest) (notification.CreatedWebhook, error) {
			made := notification.Webhook{ID: "w2", Name: req.Name, URL: req.URL, State: notification.WebhookActive}
			o.hooks = append(o.hooks, made)
			return notification.CreatedWebhook{Webhook: made, Secret: "whsec_once"}, nil
		}),
		portaltest.Op(notification.SetWebhookState, func(_ context.Context, req notification.WebhookStateRequest) (notification.Webhook, error) {
			o.hooks[0].State = req.State
			return o.hooks[0], nil
		}),
		portaltest.Op(notification.ReplayWebhook, func(_ context.Context, req notification.ReplayWebhookRequest) (notification.Webhook, error) {
			o.replayed = req.After
			return o.hooks[0], nil
		}),
		portaltest.Op(notification.RenewWebhookSecret, func(context.Context, notification.WebhookByID) (notification.CreatedWebhook, error) {
			return notification.CreatedWebhook{Webhook: o.hooks[0], Secret: "whsec_renewed"}, nil
		}),
		portaltest.Op(notification.DeleteWebhook, func(context.Context, notification.WebhookByID) (rpc.None, error) {
			o.hooks = o.hooks[:0]
			return rpc.None{}, nil
		}),
		portaltest.Always(notification.ListWebhookTries, rpc.Page[notification.WebhookTry]{Items: []notification.WebhookTry{
			{At: portaltest.Now, EventType: "lianluo.casework.CaseClosed.v1", Position: 17, Problem: "timeout"}}}),
	}
}

var admins = []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin}

func start(t *testing.T) (*office, *portaltest.Site) {
	t.Helper()
	o := newOffice()
	return o, portaltest.Start(t, portaltest.Pages(func(mux *http.ServeMux, p *session.Portal) {
		channels.Routes(mux, p)
		channels.OfficeRoutes(mux, p, channels.Office{Office: session.Office{Base: "/operate/deliveries", Roles: []authz.Role{authz.SystemOperator},
			Shell: func(_ *http.Request, title string) ui.DeskLayout { return ui.DeskLayout{Title: title} }}})
		channels.OfficeRoutes(mux, p, channels.Office{Rulers: admins[:3], Cases: "/county/cases", Office: session.Office{Base: base, Roles: admins,
			Shell: func(_ *http.Request, title string) ui.DeskLayout { return ui.DeskLayout{Title: title} },
			Area:  func(*http.Request) string { return portaltest.County },
			Areas: func(context.Context, string) ui.Field {
				return ui.Field{Kind: ui.SelectField, Name: "area", Label: "区划", Options: []ui.Option{{Value: portaltest.County, Label: "辰溪县"}}}
			}}})
	}), o.fakes()...)
}

// A link is answered once, without an account; looking changes nothing.
func TestAnswerByLink(t *testing.T) {
	o, site := start(t)
	b := site.Visitor(t)
	portaltest.Says(t, b.Get("/a/"+token), "您对答复满意吗？", "N-1", "基本满意")
	portaltest.Expect(t, "answered by looking", o.answered, "")
	portaltest.Says(t, portaltest.Does(t, b, "/a/"+token, "/a/"+token, url.Values{"answer": {"satisfied"}}), "谢谢您的评价")
	portaltest.Expect(t, "answer", o.answered, "satisfied")
	for _, gone := range []string{"/a/ffffffffffffffffffffffffffffffff", "/a/short", "/a/" + strings.Repeat("z", 32)} {
		portaltest.Says(t, b.Get(gone), "这个链接不能用了")
	}
}

func TestMessagesAndWhyTheyWereNotSent(t *testing.T) {
	o, site := start(t)
	b := site.As(t, authz.CountyAdmin)
	portaltest.Says(t, b.Get(base+"?channel=sms&state=uncertain"), "短信", "不确定", "本周条数已满，合并发送")
	portaltest.Expect(t, "channel", o.asked[0].Channel, "sms")
	portaltest.Says(t, b.Get(base+"?recipient=voice:v1&state=failed"), "只看发给同一人的消息")
	portaltest.Expect(t, "recipient alone", o.asked[1].State, "")
	portaltest.Does(t, b, base, base+"/sent/d1/settlement", url.Values{"decision": {"again"}, "reason": {"电话问过"}})
	portaltest.Expect(t, "settled", o.settled.Decision, "again")
}

// The list is narrowed by provider and days, shows addresses masked, and leads to
// the case; who took messages how well stands above it.
func TestMessagesByProvider(t *testing.T) {
	o, site := start(t)
	page := site.As(t, authz.CountyAdmin).Get(base + "?provider=sms/first&from=2026-11-01&until=2026-11-30")
	portaltest.Says(t, page, "反映人 138****0001", "连续失败 503", "短信 second", "处理")
	portaltest.Expect(t, "leads to the case", strings.Contains(page.Body, `href="/county/cases/c1"`), true)
	req := o.asked[0]
	portaltest.Expect(t, "asked", req.Channel+" "+req.Provider+" "+req.From+" "+req.Until, "sms first 2026-11-01 2026-11-30")
}

// Who looks after the system sees what became of messages, and no more.
func TestOperatorsOnlyLook(t *testing.T) {
	_, site := start(t)
	b := site.As(t, authz.SystemOperator)
	page := b.Get("/operate/deliveries?state=uncertain")
	portaltest.Says(t, page, "138****0001", "连续失败 503", "不确定")
	portaltest.Silent(t, page, "/county/cases/", "settlement", "发件箱", "消息模板")
	portaltest.Expect(t, "no outbox", b.Get("/operate/deliveries/outbox").Status, http.StatusNotFound)
	portaltest.Expect(t, "not a county's", site.As(t, authz.CountyAdmin).Get("/operate/deliveries").Status, http.StatusForbidden)
}

func TestOutbox(t *testing.T) {
	o, site := start(t)
	b := site.As(t, authz.TownshipAdmin)
	portaltest.Says(t, b.Get(base+"/outbox"), "现在不是试用")
	o.outbox = notification.Outbox{On: true, Items: []notification.OutboxMessage{{ID: "d1", Channel: "sms", At: portaltest.Now, To: "138****0001", Subject: "已办结", Text: "【人大代表联络站】已办结"}}}
	page := b.Get(base + "/outbox")
	portaltest.Says(t, page, "138****0001", "【人大代表联络站】已办结")
	portaltest.Silent(t, page, "现在不是试用", "消息模板") // words are not a township's to set
	portaltest.Expect(t, "templates", b.Get(base+"/templates").Status, http.StatusForbidden)
}

func TestWordsAreTriedSetAndTakenBack(t *testing.T) {
	o, site := start(t)
	b := site.As(t, authz.CountyAdmin)
	portaltest.Says(t, b.Get(base+"/templates"), "已办结 {number}", "反映人")
	portaltest.Expect(t, "area", o.templates.Area, portaltest.County)
	one := base + "/templates/CaseClosed.voice?channel=sms"
	action := base + "/templates/CaseClosed.voice?area=" + portaltest.County + "&channel=sms"
	form := func(body, what string) url.Values {
		return url.Values{"titleZH": {"办好了"}, "titleEN": {"Done"}, "bodyZH": {body}, "bodyEN": {"x"}, "reason": {"本地说法"}, "what": {what}}
	}
	page := b.Get(one)
	portaltest.Says(t, page, "辰溪县的说法", "{number} 编号")
	portaltest.Says(t, b.Submit(page, action, form("谢谢", "preview")), "预览的办好了", "张**", "按您辖区最近一条")
	portaltest.Expect(t, "kept by a preview", len(o.set), 0)
	portaltest.Says(t, b.Submit(page, action, form("{phone}", "save")), "没有 {phone}")
	portaltest.Does(t, b, one, action, form("谢谢", "save"))
	if len(o.set) != 1 || o.set[0].Channel != "sms" || o.set[0].Area != portaltest.County || o.set[0].Key != "CaseClosed.voice" {
		t.Fatalf("set %+v", o.set)
	}
	restore := base + "/templates/CaseClosed.voice/restoration?area=" + portaltest.County + "&channel=sms"
	portaltest.Does(t, b, one, restore, url.Values{"version": {"0"}})
	portaltest.Expect(t, "inherited", o.restored[0].Version, 0)
}

func TestWebhooks(t *testing.T) {
	o, site := start(t)
	b := site.As(t, authz.CountyAdmin)
	page := b.Get(base + "/webhooks")
	portaltest.Says(t, page, "县数据平台", "正常")
	portaltest.Says(t, b.Submit(page, base+"/webhooks", url.Values{"area": {portaltest.County}, "name": {"大屏"}, "url": {"https://x.example.cn/"}}), "whsec_once", "只显示这一次")
	one := base + "/webhooks/w1"
	portaltest.Says(t, b.Get(one), "已推送到位置 17", "超时")
	portaltest.Does(t, b, one, one+"/replay", url.Values{"after": {"5"}})
	portaltest.Expect(t, "replayed", o.replayed, int64(5))
	portaltest.Does(t, b, one, one+"/state", url.Values{"state": {"disabled"}})
	portaltest.Says(t, b.Get(one), "已停用", "重新启用")
	portaltest.Says(t, b.Submit(b.Get(one), one+"/secret", nil), "whsec_renewed")
	portaltest.Does(t, b, one, one+"/delete", nil)
	portaltest.Expect(t, "gone", b.Get(one).Status, http.StatusNotFound)
}
