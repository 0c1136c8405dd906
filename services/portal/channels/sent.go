package channels

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// sentView is messages that went out, or did not, and why.
type sentView struct {
	office Office
	req    notification.ListDeliveriesRequest
	items  []notification.Delivery
	more   string
	// did is how those who take messages did lately.
	did []notification.Provider
	// back is the form that came back: whose it is, and what is wrong with it.
	back     string
	problems ui.Problems
	reason   string
}

func (s officePages) sentView(r *http.Request) (sentView, error) {
	req, err := session.Decode[notification.ListDeliveriesRequest](r)
	if err != nil {
		return sentView{}, err
	}
	req.Limit, req.Masked = 50, true
	if channel, name, named := strings.Cut(req.Provider, "/"); named { // as the form has it
		req.Channel, req.Provider = channel, name
	}
	if req.Recipient != "" { // what one person was told is shown whole
		req.State, req.Channel, req.Object, req.Provider = "", "", "", ""
	}
	page, err := session.Call(r.Context(), s.Portal, notification.ListDeliveries, req)
	if err != nil {
		return sentView{}, err
	}
	did, err := session.Call(r.Context(), s.Portal, notification.ListProviders, rpc.None{})
	return sentView{office: s.office, req: req, items: page.Items, more: session.More(r, page.Next), did: did.Items}, err
}

func (s officePages) sent(w http.ResponseWriter, r *http.Request) error {
	v, err := s.sentView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, s.sentPage(r, v))
}

func (s officePages) sentPage(r *http.Request, v sentView) templ.Component {
	return sentPage(s.office.Shell(r, ui.T(r.Context(), "channels.sent")), v)
}

// settle is a person's decision about a message whose fate is open.
func (s officePages) settle(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[notification.SettleRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, notification.SettleDelivery, req)
	}
	if err == nil {
		return s.Go(w, r, s.office.Base+"?"+url.Values{"state": {session.Value(r, "state")}}.Encode(), ui.Done(ctx, "desk.told.settled."+req.Decision))
	}
	v, failed := s.sentView(r)
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, "desk.field", func(problems ui.Problems) templ.Component {
		v.back, v.problems, v.reason = req.ID, problems, req.Reason
		return s.sentPage(r, v)
	})
}

// outbox is what a trial caught instead of sending it.
func (s officePages) outbox(w http.ResponseWriter, r *http.Request) error {
	box, err := session.Call(r.Context(), s.Portal, notification.ListOutbox, notification.ListOutboxRequest{Limit: 30, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	return session.Render(w, r, outboxPage(s.office.Shell(r, ui.T(r.Context(), "channels.outbox")), s.office, box, session.More(r, box.Next)))
}

// tabs are the parts of this place, for who may open them.
func (o Office) tabs(ctx context.Context, open int) ui.Tabs {
	t := ui.Tabs{Label: ui.T(ctx, "channels.messages"), Open: open, Items: []ui.NavItem{
		{Href: o.Base, Icon: "send", Label: ui.T(ctx, "channels.sent")}, {Href: o.Base + "/outbox", Icon: "inbox", Label: ui.T(ctx, "channels.outbox")}}}
	if session.UserOf(ctx).Has(o.Rulers...) {
		t.Items = append(t.Items, ui.NavItem{Href: o.Base + "/templates", Icon: "file-text", Label: ui.T(ctx, "channels.templates")},
			ui.NavItem{Href: o.Base + "/webhooks", Icon: "link", Label: ui.T(ctx, "channels.webhooks")})
	}
	return t
}

var (
	allStates = []notification.DeliveryState{notification.Uncertain, notification.Failed, notification.NoWay, notification.Waiting, notification.Collected, notification.Queued,
		notification.Accepted, notification.OptedOut, notification.GivenUp, notification.Delivered}
	allChannels = []string{"sms", "wechat", "mail", "letter", "inbox"}
)

// providerOptions are those who took messages, by channel.
func (v sentView) providerOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.T(ctx, "channels.any-provider")}}
	for _, p := range v.did {
		out = append(out, ui.Option{Value: p.Channel + "/" + p.Name, Label: ui.T(ctx, "channels.by."+p.Channel) + " " + p.Name})
	}
	return out
}

// chosenProvider is the one that the list is narrowed to, as the form has it.
func (v sentView) chosenProvider() string {
	if v.req.Provider == "" {
		return ""
	}
	return v.req.Channel + "/" + v.req.Provider
}

// recipient is to whom a message went, masked, and the way to all that they got.
func (v sentView) recipient(ctx context.Context, d notification.Delivery) templ.Component {
	words := strings.TrimSpace(desk.Recipient(ctx, d) + " " + d.To)
	return ui.Link(v.office.Base+"?"+url.Values{"recipient": {d.Recipient}}.Encode(), words)
}

// what is what a message told of, and the way to its case.
func (v sentView) what(ctx context.Context, d notification.Delivery) templ.Component {
	if id, ok := strings.CutPrefix(d.Object, "case/"); ok && !v.office.looks() {
		return ui.Link(v.office.Cases+"/"+id, desk.What(ctx, d))
	}
	return ui.Text(desk.What(ctx, d))
}

func stateOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.T(ctx, "channels.any-state")}}
	for _, s := range allStates {
		out = append(out, ui.Option{Value: string(s), Label: ui.T(ctx, "desk.told.state."+string(s))})
	}
	return out
}

func channelOptions(ctx context.Context, first string) []ui.Option {
	out := []ui.Option{{Value: "", Label: ui.T(ctx, first)}}
	for _, c := range allChannels {
		out = append(out, ui.Option{Value: c, Label: ui.T(ctx, "channels.by."+c)})
	}
	return out
}
