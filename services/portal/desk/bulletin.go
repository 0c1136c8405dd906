package desk

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// board is a station's notices, and where they are to be seen.
type board struct {
	standing
	notices []station.Notice
	more    string
	session.Returned
}

func (s pages) board(r *http.Request, a standing) (board, error) {
	page, err := session.Call(r.Context(), s.Portal, station.ListNotices,
		station.ListNoticesRequest{ID: a.ID, Limit: 30, After: session.Value(r, "after")})
	return board{standing: a, notices: page.Items, more: session.More(r, page.Next)}, err
}

func (s pages) bulletin(w http.ResponseWriter, r *http.Request, a standing) error {
	b, err := s.board(r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, bulletinPage(s.shell(r, ui.T(r.Context(), "desk.rail.bulletin")), b))
}

func (s pages) publishNotice(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req, err := session.Decode[station.NoticeRequest](r)
	req.ID = a.ID
	if !req.Until.IsZero() { // the day named is the last one
		req.Until = calendar.DateOf(req.Until).End()
	}
	if err == nil {
		_, err = session.Call(ctx, s.Portal, station.PublishNotice, req)
	}
	if err != nil {
		return s.boardAgain(w, r, a, "notice", err)
	}
	ui.DropDraft(w, noticeDraft(a))
	return s.Go(w, r, base+"/bulletin", ui.Done(ctx, "desk.notice.published"))
}

// noticeDraft is the name under which the device keeps a notice being written.
func noticeDraft(a standing) string { return "notice-" + a.ID }

func (s pages) withdrawNotice(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req, err := session.Decode[station.WithdrawNoticeRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, station.WithdrawNotice, req)
	}
	if err != nil {
		return s.boardAgain(w, r, a, "withdraw-"+r.PathValue("id"), err)
	}
	return s.Go(w, r, base+"/bulletin", ui.Done(ctx, "desk.notice.withdrawn"))
}

func (s pages) boardAgain(w http.ResponseWriter, r *http.Request, a standing, form string, problem error) error {
	b, err := s.board(r, a)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, "desk.notice.field", func(problems ui.Problems) templ.Component {
		b.Returned = session.Return(r, form, problems)
		return bulletinPage(s.shell(r, ui.T(r.Context(), "desk.rail.bulletin")), b)
	})
}

// public is an address of the station that anybody opens.
func (b board) public(what string) string { return "/s/" + b.Code + what }
