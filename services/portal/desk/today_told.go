package desk

import (
	"context"
	"net/url"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// callbackLines are the people to ring.
func (s pages) callbackLines(ctx context.Context) ([]line, error) {
	page, err := session.Call(ctx, s.Portal, casework.ListCallbacks, casework.CallbackRequest{Limit: looked})
	var lines []line
	for _, c := range page.Items {
		at := callback
		if s.Now().After(c.Until) {
			at = overdue
		}
		lines = append(lines, line{rank: at, at: c.Until, row: callRow(ctx, c)})
	}
	return lines, err
}

func callRow(ctx context.Context, c casework.Callback) ui.WorkRow {
	href := callPath(c)
	return ui.WorkRow{
		ID: "row-" + callID(c), Href: href, Number: c.Case.Number,
		Title: ui.T(ctx, "desk.call.line", speaker(ctx, c.Voice), c.Case.Title),
		Meta:  []string{ui.T(ctx, "desk.call.tried", len(c.Tries))},
		Badge: ui.Badge{Tone: ui.Plain, Icon: "phone", Text: ui.T(ctx, "desk.call.about-"+c.About)},
		Clock: cases.ClockOf(c.Case.Clock, true), Action: ui.Button{Label: ui.T(ctx, "desk.call"), Icon: "phone", Small: true, Href: href},
	}
}

// callID names one question to one person on a page.
func callID(c casework.Callback) string { return "call-" + c.Case.ID + "-" + c.Voice.ID }

// callPath is where the person stands on the call-back list.
func callPath(c casework.Callback) string {
	return base + "/callbacks?" + url.Values{"station": {c.Case.Station}}.Encode() + "#" + callID(c)
}

func speaker(ctx context.Context, v casework.Voice) string {
	if v.Name == "" {
		return ui.T(ctx, "desk.anonymous")
	}
	return v.Name
}

// deliveryLines say how many messages may not have arrived.
func (s pages) deliveryLines(ctx context.Context) ([]line, error) {
	var lines []line
	for _, state := range []notification.DeliveryState{notification.Uncertain, notification.Failed} {
		page, err := session.Call(ctx, s.Portal, notification.ListDeliveries, notification.ListDeliveriesRequest{State: string(state), Limit: looked})
		if err != nil {
			return nil, err
		}
		if len(page.Items) == 0 {
			continue
		}
		href := deliveriesPath(string(state))
		lines = append(lines, line{rank: untold, at: page.Items[0].Created, row: ui.WorkRow{
			ID: "told-" + string(state), Href: href, Title: ui.T(ctx, "desk.told.line."+string(state), len(page.Items)),
			Badge:  ui.Badge{Tone: Tones[state], Text: ui.T(ctx, "desk.told.state."+string(state))},
			Action: ui.Button{Label: ui.T(ctx, "desk.told.look"), Small: true, Href: href},
		}})
	}
	return lines, nil
}
