package deputy

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// leaveView is a deputy's leaves, and one that came back.
type leaveView struct {
	leaves   []roster.Leave
	today    string
	req      roster.LeaveRequest
	problems ui.Problems
}

func (s pages) leave(w http.ResponseWriter, r *http.Request) error {
	v, err := s.leaveView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, leavePage(s.shell(r, ui.T(r.Context(), "deputy.leave")), v))
}

// leaveView has the leaves that have not ended, the next first.
func (s pages) leaveView(r *http.Request) (leaveView, error) {
	who, err := session.Call(r.Context(), s.Portal, roster.GetPerson, roster.ByID{ID: me(r)})
	v := leaveView{today: s.Now().In(ui.Zone).Format(time.DateOnly)}
	for _, l := range who.Leaves {
		if l.To >= v.today {
			v.leaves = append(v.leaves, l)
		}
	}
	sorting.By(v.leaves, func(a, b roster.Leave) int { return strings.Compare(a.From, b.From) })
	return v, err
}

func (s pages) takeLeave(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[roster.LeaveRequest](r)
	req.ID = me(r)
	if problem == nil {
		_, problem = session.Call(ctx, s.Portal, roster.TakeLeave, req)
	}
	if problem == nil {
		ui.DropDraft(w, "leave")
		return s.Go(w, r, "/d/leave", ui.Done(r.Context(), "deputy.leave-taken"))
	}
	v, err := s.leaveView(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		v.req, v.problems = req, problems
		return leavePage(s.shell(r, ui.T(ctx, "deputy.leave")), v)
	})
}

func (s pages) cancelLeave(w http.ResponseWriter, r *http.Request) error {
	req := roster.CancelLeaveRequest{ID: me(r), Leave: r.PathValue("leave")}
	if _, err := session.Call(r.Context(), s.Portal, roster.CancelLeave, req); err != nil {
		return s.refused(w, r, "/d/leave", err)
	}
	return s.Go(w, r, "/d/leave", ui.Done(r.Context(), "deputy.leave-ended"))
}
