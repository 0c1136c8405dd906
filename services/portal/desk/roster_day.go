package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// dayView is one reception day with who could serve on it.
type dayView struct {
	standing
	roster.ReceptionDay
	loads []roster.Load
	session.Returned
}

func (s pages) dayView(ctx context.Context, r *http.Request, a standing) (dayView, error) {
	v := dayView{standing: a}
	var err error
	if v.ReceptionDay, err = session.Call(ctx, s.Portal, roster.GetDay, roster.ByID{ID: r.PathValue("id")}); err != nil {
		return v, err
	}
	v.choose(v.ReceptionDay.Station)
	month, err := session.Call(ctx, s.Portal, roster.GetMonth, roster.MonthRequest{Station: v.ReceptionDay.Station, Month: monthOf(v.Start)})
	v.loads = month.Loads
	return v, err
}

func (s pages) day(w http.ResponseWriter, r *http.Request, a standing) error {
	v, err := s.dayView(r.Context(), r, a)
	if err != nil {
		return err
	}
	if sameDay(v.Start, s.Now()) {
		session.Offline(w, r, untilMidnight(s.Now()))
	}
	return session.Render(w, r, dayPage(s.shell(r, v.title(r.Context())), v))
}

func (v dayView) title(ctx context.Context) string {
	return ui.T(ctx, "desk.day.title", ui.Day(ctx, v.Start))
}

// path is the day's page; form is one of those on it, for the shift or the day.
func (v dayView) path() string { return dayPath(v.ReceptionDay) }

// changing answers a form of a day's page: it calls the operation, and shows the
// page again with what is to be mended, or with what was done.
func changing[Req any](s pages, form string, op rpc.Op[Req, roster.ReceptionDay]) stationPage {
	return func(w http.ResponseWriter, r *http.Request, a standing) error {
		ctx := r.Context()
		req, err := session.Decode[Req](r)
		var d roster.ReceptionDay
		if err == nil {
			d, err = session.Call(ctx, s.Portal, op, req)
		}
		if offline.Done(r, err) {
			return s.Go(w, r, monthPath(r.PathValue("month"))+"/days/"+r.PathValue("id"), ui.Done(ctx, "desk.day.done."+form))
		}
		if err != nil {
			return s.dayAgain(w, r, a, form+r.PathValue("shift"), err)
		}
		return s.Go(w, r, dayPath(d), ui.Done(ctx, "desk.day.done."+form))
	}
}

func (s pages) dayAgain(w http.ResponseWriter, r *http.Request, a standing, form string, problem error) error {
	v, err := s.dayView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return again(w, r, problem, func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, form, problems)
		return dayPage(s.shell(r, v.title(r.Context())), v)
	})
}

// moveDay takes the date and the times apart, as people enter them.
func (s pages) moveDay(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req := roster.MoveDayRequest{ID: r.PathValue("id"), Place: session.Value(r, "place"), Reason: session.Value(r, "reason")}
	var err error
	if req.Start, err = moment(r, "from"); err == nil {
		req.End, err = moment(r, "to")
	}
	var d roster.ReceptionDay
	if err == nil {
		d, err = session.Call(ctx, s.Portal, roster.MoveDay, req)
	}
	if err != nil {
		return s.dayAgain(w, r, a, "move", err)
	}
	return s.Go(w, r, dayPath(d), ui.Done(ctx, "desk.day.done.move"))
}

// moment is the form's date with the time of a field. It fails naming the field.
func moment(r *http.Request, field string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", session.Value(r, "date")+" "+session.Value(r, field), ui.Zone)
	if err != nil {
		return at, session.Mend(r.Context(), field, "desk.day.when")
	}
	return at, nil
}

// editable reports whether the day still lies ahead and stands.
func (v dayView) editable(now time.Time) bool { return editable(v.ReceptionDay, now) }

func editable(d roster.ReceptionDay, now time.Time) bool {
	return (d.State == roster.DayPlanned || d.State == roster.DayPublished) && now.Before(d.End)
}

// recordable reports whether staff may note who came: from the day itself on.
func (v dayView) recordable(now time.Time) bool {
	return !v.PublishedAt.IsZero() && v.State != roster.DayCancelled && (sameDay(v.Start, now) || now.After(v.Start))
}
