package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// chosenCookie remembers at which of their stations somebody works.
const chosenCookie = "ll_desk_station"

// mine bounds the stations that one chooses from: a township has far fewer.
const mine = 500

// standing is where the person stands: the station that the page is about, and
// those that they may choose from.
type standing struct {
	station.Station
	all []station.Station
}

// choices are the stations to choose from; none where there is nothing to choose.
func (a standing) choices() []ui.Option {
	if len(a.all) < 2 {
		return nil
	}
	var out []ui.Option
	for _, one := range a.all {
		out = append(out, ui.Option{Value: one.ID, Label: one.Name})
	}
	return out
}

// stationPage is a page about one station.
type stationPage func(w http.ResponseWriter, r *http.Request, a standing) error

// here makes a page that knows its station: named by the request, chosen before,
// or the first one. A station that is not the person's is not found.
func (s pages) here(page stationPage) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := s.stations(r.Context())
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return session.Render(w, r, noStation(s.shell(r, ui.T(r.Context(), "desk.no-station"))))
		}
		named := session.Value(r, "station")
		a := standing{all: all, Station: all[0]}
		a.choose(remembered(r))
		if !a.choose(named) && named != "" {
			return session.Missing(r.Context())
		}
		if named != "" && len(all) > 1 {
			s.SetCookie(w, chosenCookie, named, 30*24*3600)
		}
		return page(w, r, a)
	}
}

// choose reports whether the station is one of the person's.
func (a *standing) choose(id string) bool {
	i := slices.IndexFunc(a.all, func(one station.Station) bool { return one.ID == id })
	if i >= 0 {
		a.Station = a.all[i]
	}
	return i >= 0
}

func remembered(r *http.Request) string {
	c, err := r.Cookie(chosenCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// stations are those that the person works for: their own, or their area's.
func (s pages) stations(ctx context.Context) ([]station.Station, error) {
	var all []station.Station
	for _, a := range session.UserOf(ctx).Active {
		if !slices.Contains(staff, authz.Role(a.Role)) {
			continue
		}
		some, err := s.stationsOf(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			if !slices.ContainsFunc(all, func(known station.Station) bool { return known.ID == one.ID }) {
				all = append(all, one)
			}
		}
	}
	return all, nil
}

func (s pages) stationsOf(ctx context.Context, a identity.Assignment) ([]station.Station, error) {
	if a.Station != "" {
		one, err := session.Call(ctx, s.Portal, station.GetStation, station.ByID{ID: a.Station})
		return []station.Station{one}, err
	}
	page, err := session.Call(ctx, s.Portal, station.ListStations, station.ListRequest{Area: a.Area, Limit: mine})
	return page.Items, err
}

// again shows a form again, with what is to be mended.
func again(w http.ResponseWriter, r *http.Request, err error, form func(ui.Problems) templ.Component) error {
	return session.Again(w, r, err, "desk.field", form)
}
