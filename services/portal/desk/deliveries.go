package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// states are the lists of deliveries, those that want somebody first.
var states = []notification.DeliveryState{notification.Uncertain, notification.Failed,
	notification.NoWay, notification.GivenUp, notification.Delivered}

// Tones are how the states of a message look.
var Tones = map[notification.DeliveryState]ui.Tone{
	notification.Waiting: ui.Plain, notification.Sending: ui.Active, notification.Delivered: ui.Good,
	notification.Failed: ui.Bad, notification.Uncertain: ui.Warn, notification.GivenUp: ui.Stopped, notification.NoWay: ui.Stopped,
	notification.Accepted: ui.Active, notification.Collected: ui.Plain, notification.OptedOut: ui.Stopped, notification.Queued: ui.Active,
}

// deliveryList is a page of messages and what became of them.
type deliveryList struct {
	state string
	items []notification.Delivery
	more  string
	session.Returned
}

func deliveriesPath(state string) string {
	return base + "/deliveries?" + url.Values{"state": {state}}.Encode()
}

func (s pages) deliveryList(r *http.Request) (deliveryList, error) {
	l := deliveryList{state: session.Value(r, "state")}
	if l.state == "" {
		l.state = string(notification.Uncertain)
	}
	page, err := session.Call(r.Context(), s.Portal, notification.ListDeliveries,
		notification.ListDeliveriesRequest{State: l.state, Limit: 50, After: session.Value(r, "after")})
	l.items, l.more = page.Items, session.More(r, page.Next)
	return l, err
}

func (s pages) deliveries(w http.ResponseWriter, r *http.Request) error {
	l, err := s.deliveryList(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, deliveriesPage(s.shell(r, ui.T(r.Context(), "desk.deliveries")), l))
}

// settle is a person's decision about a message whose fate is open.
func (s pages) settle(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[notification.SettleRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, notification.SettleDelivery, req)
	}
	if err == nil {
		return s.Go(w, r, deliveriesPath(session.Value(r, "state")), ui.Done(ctx, "desk.told.settled."+req.Decision))
	}
	l, failed := s.deliveryList(r)
	if failed != nil {
		return failed
	}
	return again(w, r, err, func(problems ui.Problems) templ.Component {
		l.Returned = session.Return(r, "settle-"+req.ID, problems)
		return deliveriesPage(s.shell(r, ui.T(ctx, "desk.deliveries")), l)
	})
}

func (l deliveryList) tabs(ctx context.Context) ui.Tabs {
	t := ui.Tabs{Label: ui.T(ctx, "desk.deliveries")}
	for i, state := range states {
		t.Items = append(t.Items, ui.NavItem{Href: deliveriesPath(string(state)), Label: ui.T(ctx, "desk.told.state."+string(state))})
		if string(state) == l.state {
			t.Open = i
		}
	}
	return t
}

// Unsettled reports whether somebody must decide about the message.
func Unsettled(d notification.Delivery) bool {
	return d.State == notification.Uncertain || d.State == notification.Failed
}

// about leads to the case or reception day that a message is about.
func about(ctx context.Context, d notification.Delivery) templ.Component {
	switch kind, id, _ := strings.Cut(d.Object, "/"); kind {
	case "case":
		return ui.Link(base+"/cases/"+id, ui.T(ctx, "desk.told.case"))
	case "day":
		return ui.Link(monthPath(monthOf(d.Created))+"/days/"+id, ui.T(ctx, "desk.told.day"))
	}
	return ui.Note("–")
}

// Recipient says to whom a message went, without naming them.
func Recipient(ctx context.Context, d notification.Delivery) string {
	kind, _, _ := strings.Cut(d.Recipient, ":")
	return ui.Worded(ctx, kind, "desk.told.to.")
}

// Last is how the newest attempt ended.
func Last(ctx context.Context, d notification.Delivery) string {
	if len(d.Tries) == 0 {
		return ""
	}
	t := d.Tries[len(d.Tries)-1]
	return strings.TrimSpace(ui.Worded(ctx, t.Result, "desk.told.result.") + " " + t.Code)
}

// What is the event that a message told of, in words; its type is of the form
// lianluo.casework.CaseReplied.v1.
func What(ctx context.Context, d notification.Delivery) string {
	return eventWords(ctx, event.ShortName(d.EventType))
}

// eventWords are the words of an event's name, of cases or of the roster.
func eventWords(ctx context.Context, name string) string {
	return ui.Worded(ctx, name, "cases.event.", "desk.event.")
}

// Settlements are what somebody may decide about a message.
func Settlements(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, d := range []string{"delivered", "again", "letter", "give_up"} {
		out = append(out, ui.Option{Value: d, Label: ui.T(ctx, "desk.told.decide."+d), Hint: ui.T(ctx, "desk.told.decide-hint."+d)})
	}
	return out
}
