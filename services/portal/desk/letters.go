package desk

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/papers"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// lettersAt is the address of the letters.
const lettersAt = base + "/letters"

// letterStates are the lists of letters: what waits, what went out, what came back.
var letterStates = []notification.DeliveryState{notification.Queued, notification.Delivered, notification.Failed}

// letterList is a page of letters, and the form about them that came back.
type letterList struct {
	state notification.DeliveryState
	items []notification.Delivery
	more  string
	today string
	session.Returned
}

func lettersPath(state notification.DeliveryState) string {
	return lettersAt + "?" + url.Values{"state": {string(state)}}.Encode()
}

func (s pages) letterList(r *http.Request) (letterList, error) {
	l := letterList{state: notification.DeliveryState(session.Value(r, "state")), today: calendar.DateOf(s.Now()).String()}
	if l.state == "" {
		l.state = notification.Queued
	}
	page, err := session.Call(r.Context(), s.Portal, notification.ListDeliveries, notification.ListDeliveriesRequest{
		Channel: "letter", State: string(l.state), Limit: 50, After: session.Value(r, "after")})
	l.items, l.more = page.Items, session.More(r, page.Next)
	return l, err
}

func (s pages) letters(w http.ResponseWriter, r *http.Request) error {
	l, err := s.letterList(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, lettersPage(s.shell(r, ui.T(r.Context(), "desk.letters")), l))
}

// printLetters shows letters as they are printed, or gives them as a Word file. It
// is not redirected: names and addresses are in no address and on no later page.
func (s pages) printLetters(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[notification.PrintLettersRequest](r)
	var made notification.Letters
	if err == nil {
		made, err = session.Call(ctx, s.Portal, notification.PrintLetters, req)
	}
	if err != nil {
		return s.lettersAgain(w, r, "print", err)
	}
	if session.Value(r, "what") == "file" {
		return papers.SendFile(w, made.Name, made.Data)
	}
	page, err := papers.Printed(ui.T(ctx, "desk.letters"), lettersAt, made.Data)
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

// markLetters says what became of letters: one, or all that are shown.
func (s pages) markLetters(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[notification.SettleRequest](r)
	ids := r.Form["ids"]
	ids = ids[:min(len(ids), mostLetters)]
	for _, id := range ids {
		if err != nil {
			break
		}
		req.ID = id
		_, err = session.Call(session.Key(ctx, id), s.Portal, notification.SettleDelivery, req)
	}
	if err != nil {
		return s.lettersAgain(w, r, session.Value(r, "form"), err)
	}
	state := notification.DeliveryState(session.Value(r, "state"))
	return s.Go(w, r, lettersPath(state), ui.Done(ctx, "desk.letters.marked."+req.Decision, len(ids)))
}

// mostLetters are printed or marked at once, as many as the operation takes.
const mostLetters = 100

func (s pages) lettersAgain(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	l, failed := s.letterList(r)
	if failed != nil {
		return failed
	}
	return again(w, r, problem, func(problems ui.Problems) templ.Component {
		l.Returned = session.Return(r, form, problems)
		return lettersPage(s.shell(r, ui.T(r.Context(), "desk.letters")), l)
	})
}

func (l letterList) tabs(ctx context.Context) ui.Tabs {
	t := ui.Tabs{Label: ui.T(ctx, "desk.letters")}
	for i, state := range letterStates {
		t.Items = append(t.Items, ui.NavItem{Href: lettersPath(state), Label: ui.T(ctx, "desk.letters.state."+string(state))})
		if state == l.state {
			t.Open = i
		}
	}
	return t
}

func (l letterList) ids() []string {
	var out []string
	for _, d := range l.items {
		out = append(out, d.ID)
	}
	return out
}

// marks are what may be said of letters on this list.
func (l letterList) marks(ctx context.Context, all bool) []ui.Option {
	codes := map[notification.DeliveryState][]string{
		notification.Queued: {"posted", "handed", "give_up"}, notification.Delivered: {"returned"}, notification.Failed: {"again", "give_up"}}[l.state]
	if all {
		codes = []string{"posted", "handed"}
	}
	var out []ui.Option
	for _, code := range codes {
		out = append(out, ui.Option{Value: code, Label: ui.T(ctx, "desk.letters.mark."+code)})
	}
	return out
}

// letterLines say how many letters wait to be printed.
func (s pages) letterLines(ctx context.Context) ([]line, error) {
	page, err := session.Call(ctx, s.Portal, notification.ListDeliveries,
		notification.ListDeliveriesRequest{Channel: "letter", State: string(notification.Queued), Limit: looked})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return []line{{rank: untold, at: page.Items[0].Created, row: ui.WorkRow{
		ID: "letters", Href: lettersAt, Title: ui.T(ctx, "desk.letters.line", len(page.Items)),
		Badge:  ui.Badge{Tone: ui.Warn, Icon: "printer", Text: ui.T(ctx, "desk.letters.state.queued")},
		Action: ui.Button{Label: ui.T(ctx, "desk.letters.go"), Icon: "printer", Small: true, Href: lettersAt},
	}}}, nil
}
