package desk

import (
	"context"
	"net/http"

	"lianluo/api/casework"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// callList is whom to ring, and whose number is shown.
type callList struct {
	standing
	calls []casework.Callback
	more  string
	shown string // voice whose contact was asked for
	whole casework.VoiceContact
}

// callbacks is the list of people to ring.
func (s pages) callbacks(w http.ResponseWriter, r *http.Request, a standing) error {
	l, err := s.calls(r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, callbacksPage(s.shell(r, ui.T(r.Context(), "desk.callbacks")), l))
}

func (s pages) calls(r *http.Request, a standing) (callList, error) {
	page, err := session.Call(r.Context(), s.Portal, casework.ListCallbacks,
		casework.CallbackRequest{Station: a.ID, Limit: 50, After: session.Value(r, "after")})
	return callList{standing: a, calls: page.Items, more: session.More(r, page.Next)}, err
}

// showContact shows the list with one number in full. It is not redirected: the
// number is in no address and on no later page.
func (s pages) showContact(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req := casework.UnmaskRequest{ID: r.PathValue("id"), Voice: r.PathValue("voice"), Purpose: purpose(r)}
	whole, err := session.Call(ctx, s.Portal, casework.UnmaskVoice, req)
	if err != nil {
		return err
	}
	l, err := s.calls(r, a)
	if err != nil {
		return err
	}
	l.shown, l.whole = req.Voice, whole
	return session.Render(w, r, callbacksPage(s.shell(r, ui.T(ctx, "desk.callbacks")), l))
}

// purpose words what somebody's data is needed for, as it goes into the log.
func purpose(r *http.Request) string {
	if key := "masked.purpose." + session.Value(r, "purpose"); ui.HasText(key) {
		return ui.T(r.Context(), key)
	}
	return "" // refused by the operation
}

// phone is the number to ring, as far as it may be seen.
func (l callList) phone(ctx context.Context, c casework.Callback) ui.Masked {
	m := ui.Masked{
		ID: "unmask-" + callID(c), Value: c.Voice.Phone, What: ui.T(ctx, "desk.phone"),
		Action: base + "/callbacks/" + c.Case.ID + "/" + c.Voice.ID + "/contact#" + callID(c),
	}
	if c.Voice.ID == l.shown {
		m.Value, m.Shown = l.whole.Phone, true
	}
	return m
}

// name is who is rung.
func (l callList) name(ctx context.Context, c casework.Callback) string {
	if c.Voice.ID == l.shown && l.whole.Name != "" {
		return l.whole.Name
	}
	return speaker(ctx, c.Voice)
}

// answers are what somebody may say to the question.
func answers(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied} {
		out = append(out, ui.Option{Value: string(o), Label: ui.T(ctx, "cases.outcome."+string(o))})
	}
	return out
}
