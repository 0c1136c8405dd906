package channels

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// sentView is messages that went out, or did not, and why.
type sentView struct {
	office Office
	req    notification.ListDeliveriesRequest
	items  []notification.Delivery
	more   string
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
	req.Limit = 50
	if req.Recipient != "" { // what one person was told is shown whole
		req.State, req.Channel, req.Object = "", "", ""
	}
	page, err := session.Call(r.Context(), s.Portal, notification.ListDeliveries, req)
	return sentView{office: s.office, req: req, items: page.Items, more: session.More(r, page.Next)}, err
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
