package public

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/station"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// poster is the notice that hangs at the door, on A4 or A3.
func (s pages) poster(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	size := ui.A4
	if r.FormValue("paper") == string(ui.A3) {
		size = ui.A3
	}
	session.Offline(w, r, keptFor)
	return session.Render(w, r, posterPage(b, size, s.URL("/s/"+b.Station.Code)))
}

// onWall is how many entries a slide can show so that they are read from afar.
const onWall = 6

// cards is how many deputies a slide shows, and up to how many a poster has
// cards for; more are names only, so that it stays one sheet.
const cards = 9

// wall is the screen in the hall: it turns its pages by itself.
func (s pages) wall(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	at, _ := strconv.Atoi(r.FormValue("slide")) // anything else begins at the first
	ctx := r.Context()
	screen := ui.WallScreen{Station: b.Station.Name, At: at, Link: s.URL("/s/" + b.Station.Code), LinkFor: ui.T(ctx, "public.scan")}
	add := func(key string, body templ.Component) {
		screen.Slides = append(screen.Slides, ui.Slide{Title: ui.T(ctx, key), Body: body})
	}
	add("public.receptions", receptionTable(first(b.Receptions)))
	for some := range slices.Chunk(onDutyFirst(b), cards) {
		add("public.deputies", wallDeputies(some))
	}
	if len(b.Results) > 0 {
		add("public.results", resultTable(first(b.Results)))
	}
	for _, n := range b.Notices {
		screen.Slides = append(screen.Slides, ui.Slide{Title: n.Title, Body: noticeText(n)})
	}
	add("public.say", wallSay(b, screen.Link))
	return session.Render(w, r, screen)
}

func first[T any](all []T) []T { return all[:min(len(all), onWall)] }

// period is the month that a poster is about: the first reception's.
func period(b station.Bulletin) (at station.BulletinDay, ok bool) {
	if len(b.Receptions) == 0 {
		return station.BulletinDay{}, false
	}
	return b.Receptions[0], true
}
