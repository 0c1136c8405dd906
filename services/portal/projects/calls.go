package projects

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// callsView is a division's calls for proposals.
type callsView struct {
	session.Returned
	base  string
	area  string
	today string
	areas *ui.Field
	all   []voting.Round
	first voting.AnnounceRequest // what the form for a new one begins with
}

func (s pages) calls(w http.ResponseWriter, r *http.Request) error {
	v, err := s.callsView(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, callsPage(s.office.Shell(r, ui.T(r.Context(), "projects.calls")), v))
}

func (s pages) callsView(r *http.Request, b session.Returned) (callsView, error) {
	ctx := r.Context()
	v := callsView{Returned: b, base: s.office.Base + "/calls", area: s.area(r)}
	if s.office.Areas != nil {
		field := s.office.Areas(ctx, v.area)
		v.areas = &field
	}
	today := calendar.DateOf(s.Now())
	v.today = today.String()
	v.first = voting.AnnounceRequest{Area: v.area, Year: today.Year() + 1, Opens: today.String(), Closes: (today + 30).String(),
		Title: ui.T(ctx, "projects.call-title", strconv.Itoa(today.Year()+1)), Call: ui.T(ctx, "projects.call-text")}
	page, err := session.Call(ctx, s.Portal, voting.ListRounds, voting.RoundsRequest{Area: v.area, Limit: 50})
	v.all = page.Items
	return v, err
}

func (s pages) call(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.AnnounceRequest](r)
	if req.Area = s.area(r); err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.AnnounceRound, req)
	}
	return s.called(w, r, "new", err)
}

// poster prints one of the calls that the page shows.
func (s pages) poster(w http.ResponseWriter, r *http.Request) error {
	v, err := s.callsView(r, session.Returned{})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(v.all, func(one voting.Round) bool { return one.ID == r.PathValue("id") })
	if at < 0 {
		return session.Missing(r.Context())
	}
	one := v.all[at]
	return session.Render(w, r, posterPage(v.base+"?area="+v.area, s.URL("/projects/propose?area="+one.Area), one))
}

func (s pages) changeCall(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.ChangeRoundRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.ChangeRound, req)
	}
	return s.called(w, r, req.ID, err)
}

// called goes back to the calls, or opens the form again with what is wrong.
func (s pages) called(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	ctx := r.Context()
	if problem == nil {
		return s.Go(w, r, s.office.Base+"/calls?area="+s.area(r), ui.Done(ctx, "projects.done.call"))
	}
	v, err := s.callsView(r, session.Return(r, form, session.Problems(ctx, problem, Labels)))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, Labels, func(ui.Problems) templ.Component {
		return callsPage(s.office.Shell(r, ui.T(ctx, "projects.calls")), v)
	})
}
