package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// seatAttrs let the month's script drag a deputy from a shift, and drop one on
// it; nothing where the shift cannot be changed any more.
func seatAttrs(ctx context.Context, d roster.ReceptionDay, one roster.Shift) templ.Attributes {
	settled := one.State == roster.ShiftAttended || one.State == roster.ShiftAbsent
	if settled || !editable(d, ui.PrefsOf(ctx).Now) {
		return nil
	}
	out := templ.Attributes{
		"data-seat": d.ID + "/" + one.ID, "data-kind": one.Kind, "data-name": one.Name, "data-when": ui.Day(ctx, d.Start),
		"data-announced": d.State == roster.DayPublished,
	}
	if one.Person != "" {
		out["draggable"], out["data-person"] = "true", one.Person
	}
	return out
}

// carried lets the script put a deputy of the list on a shift.
func carried(l roster.Load) templ.Attributes {
	return templ.Attributes{"draggable": "true", "data-person": l.Person, "data-kind": l.Kind, "data-name": l.Name}
}

// trade puts a deputy on another shift: from the shift where they were, which
// whoever is replaced takes over, or from the list beside the month.
func (s pages) trade(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	toDay, toShift, _ := strings.Cut(session.Value(r, "to"), "/")
	reason := session.Value(r, "reason")
	var err error
	if day, shift, found := strings.Cut(session.Value(r, "from"), "/"); found {
		_, err = session.Call(ctx, s.Portal, roster.TradeShifts, roster.TradeRequest{ID: day, Shift: shift, ToDay: toDay, ToShift: toShift, Reason: reason})
	} else {
		_, err = session.Call(ctx, s.Portal, roster.ChangeShift, roster.ChangeShiftRequest{ID: toDay, Shift: toShift, Person: session.Value(r, "person"), Reason: reason})
	}
	if err != nil {
		return s.monthAgain(w, r, a, "trade", err)
	}
	return s.Go(w, r, monthPath(r.PathValue("month")), ui.Done(ctx, "desk.trade.done", session.Value(r, "what")))
}
