package desk

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// preview shows what will be announced, to whom, and whether in time.
func (s pages) preview(w http.ResponseWriter, r *http.Request, a standing) error {
	v, err := s.monthView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, publishPage(s.shell(r, v.title(r.Context())), v))
}

func (s pages) publish(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req, err := session.Decode[roster.PublishRequest](r)
	req.Station = a.ID
	var res roster.PublishResult
	if err == nil {
		res, err = session.Call(ctx, s.Portal, roster.PublishMonth, req)
	}
	if err == nil {
		return s.Go(w, r, monthPath(req.Month), ui.Done(ctx, "desk.roster.published", len(res.Days), res.People))
	}
	v, failed := s.monthView(ctx, r, a)
	if failed != nil {
		return failed
	}
	return again(w, r, err, func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, "publish", problems)
		return publishPage(s.shell(r, v.title(ctx)), v)
	})
}

// excuses counts the days of which announcing now is late, and those that lack a
// deputy: both take a reason.
func (v monthView) excuses(days []roster.ReceptionDay, now time.Time) (late, gaps int) {
	for _, d := range days {
		if v.late(d, now) {
			late++
		}
		if len(shiftsIn(d, roster.ShiftOpen)) > 0 {
			gaps++
		}
	}
	return late, gaps
}
