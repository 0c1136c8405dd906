package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func deputyPath(id string) string { return base + "/deputies/" + id }

// deputyList is the deputies posted to a station.
type deputyList struct {
	standing
	words string
	items []roster.Person
	more  string
}

func (s pages) deputies(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	l := deputyList{standing: a, words: session.Value(r, "name")}
	page, err := session.Call(ctx, s.Portal, roster.ListPersons,
		roster.ListRequest{Station: a.ID, Words: l.words, Limit: 100, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	l.items, l.more = page.Items, session.More(r, page.Next)
	return session.Render(w, r, deputiesPage(s.shell(r, ui.T(ctx, "desk.rail.deputies")), l))
}

// personView is a deputy with their file of the year.
type personView struct {
	standing
	roster.Person
	file  *insight.File // nil where it cannot be learned now
	shown *roster.PersonContact
	now   time.Time
	session.Returned
}

func (s pages) personView(ctx context.Context, r *http.Request, a standing) (personView, error) {
	v := personView{standing: a, now: s.Now()}
	var err error
	if v.Person, err = session.Call(ctx, s.Portal, roster.GetPerson, roster.ByID{ID: r.PathValue("id")}); err != nil {
		return v, err
	}
	if file, err := session.Call(ctx, s.Portal, insight.GetFile, insight.FileRequest{Person: v.Person.ID}); err == nil {
		v.file = &file
	}
	return v, nil
}

func (s pages) deputy(w http.ResponseWriter, r *http.Request, a standing) error {
	v, err := s.personView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, personPage(s.shell(r, v.Person.Name), v))
}

// personForm answers a form of a deputy's page.
func personForm[Req any](s pages, form string, op rpc.Op[Req, roster.Person]) stationPage {
	return func(w http.ResponseWriter, r *http.Request, a standing) error {
		ctx := r.Context()
		req, err := session.Decode[Req](r)
		if err == nil {
			_, err = session.Call(ctx, s.Portal, op, req)
		}
		if err == nil {
			return s.Go(w, r, deputyPath(r.PathValue("id")), ui.Done(ctx, "desk.deputy.done."+form))
		}
		v, failed := s.personView(ctx, r, a)
		if failed != nil {
			return failed
		}
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			v.Returned = session.Return(r, form, problems)
			return personPage(s.shell(r, v.Person.Name), v)
		})
	}
}

// showPerson shows contact data in full, once, on no address of its own.
func (s pages) showPerson(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	whole, err := session.Call(ctx, s.Portal, roster.UnmaskPerson, roster.UnmaskRequest{ID: r.PathValue("id"), Purpose: purpose(r)})
	if err != nil {
		return err
	}
	v, err := s.personView(ctx, r, a)
	if err != nil {
		return err
	}
	v.shown = &whole
	return session.Render(w, r, personPage(s.shell(r, v.Person.Name), v))
}

// contact is a deputy's phone or mail, as far as it may be seen.
func (v personView) contact(ctx context.Context, what, value string) templ.Component {
	switch {
	case value == "":
		return ui.Note("–")
	case v.shown != nil:
		whole := map[string]string{"phone": v.shown.Phone, "mail": v.shown.Email}[what]
		return ui.Masked{ID: "unmask-" + what, Value: whole, Shown: true}
	}
	return ui.Masked{ID: "unmask-" + what, Value: value, What: ui.T(ctx, "desk.deputy."+what), Action: deputyPath(v.Person.ID) + "/contact"}
}

// kindOf is whether a deputy counts as office-holder or grass roots.
func kindOf(p roster.Person) string {
	if p.Official {
		return "official"
	}
	return "grassroots"
}

// seats are the congresses that a deputy sits in, the highest as recorded.
func seats(ctx context.Context, p roster.Person) string {
	var all []string
	for _, m := range p.Mandates {
		if m.Status != roster.MandateTerminated {
			all = append(all, ui.T(ctx, "desk.level."+m.Level))
		}
	}
	return strings.Join(all, ui.T(ctx, "desk.and"))
}

var mandateTones = map[roster.MandateStatus]ui.Tone{
	roster.MandateActive: ui.Good, roster.MandateSuspended: ui.Stopped, roster.MandateTerminated: ui.Plain,
}

// over reports whether a leave lies in the past.
func (v personView) over(l roster.Leave) bool { return l.To < v.now.In(ui.Zone).Format(time.DateOnly) }

// stationName is the name of a station of the person's own, else its id.
func (v personView) stationName(ctx context.Context, id string) string {
	for _, one := range v.all {
		if one.ID == id {
			return one.Name
		}
	}
	return ui.T(ctx, "desk.deputy.elsewhere")
}
