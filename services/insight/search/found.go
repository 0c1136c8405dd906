package search

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// Found is one thing that can be found.
type Found struct {
	ID       string            `json:"id"` // kind/id
	Kind     insight.FoundKind `json:"kind"`
	Of       string            `json:"of"` // id of what it is
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	Station  string            `json:"station,omitempty"`
	Area     string            `json:"area"`
	At       time.Time         `json:"at"`
	Ended    bool              `json:"ended,omitempty"`
	Until    time.Time         `json:"until,omitzero"`
	Postings []roster.Posting  `json:"postings,omitempty"`
	Tokens   []string          `json:"tokens"`
}

func (f *Found) says() string { return f.Title + "\n" + f.Text }

// kindWord is no word of any text.
func kindWord(k insight.FoundKind) string { return "kind:" + string(k) }

func stationID(id string) string { return string(insight.FoundStation) + "/" + id }
func noticeID(id string) string  { return string(insight.FoundNotice) + "/" + id }
func dayID(id string) string     { return string(insight.FoundReception) + "/" + id }
func personID(id string) string  { return string(insight.FoundPerson) + "/" + id }

func lines(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n")
}

func (v *View) tokens(code, station string) []string {
	out := authz.AreaTokens(v.tree, code)
	if station != "" {
		out = append(out, authz.StationToken(station))
	}
	return out
}

func (v *View) ofStation(e event.Event, d station.Changed) Found {
	return Found{ID: stationID(d.Station), Kind: insight.FoundStation, Of: d.Station, Title: d.Name,
		Text:    lines(d.Label, d.Address, d.Code, d.Phone, v.tree.Path(area.Code(d.Area))),
		Station: d.Station, Area: d.Area, At: e.Time, Ended: d.State == station.Closed, Tokens: v.tokens(d.Area, d.Station)}
}

func (v *View) ofNotice(e event.Event, d station.NoticeChanged) Found {
	return Found{ID: noticeID(d.Notice), Kind: insight.FoundNotice, Of: d.Notice, Title: d.Title, Text: d.Text,
		Station: d.Station, Area: d.Area, At: e.Time, Until: d.Until, Tokens: v.tokens(d.Area, d.Station)}
}

// ofPerson: a person is found by those who answer for the home area, and for a
// station of a posting; Find looks again whether it still runs.
func (v *View) ofPerson(e event.Event, d roster.PersonChanged) Found {
	f := Found{ID: personID(d.Person), Kind: insight.FoundPerson, Of: d.Person, Title: d.Name, Area: d.Area, At: e.Time,
		Postings: d.Postings, Tokens: v.tokens(d.Area, "")}
	text := []string{d.Post}
	for _, m := range d.Mandates {
		text = append(text, m.District)
	}
	for _, p := range d.Postings {
		f.Tokens = append(f.Tokens, authz.StationToken(p.Station))
	}
	f.Text = lines(text...)
	return f
}

// reach are the tokens by which something is found at a time.
func (v *View) reach(f *Found, now time.Time) []string {
	if f.Kind != insight.FoundPerson {
		return f.Tokens
	}
	out := v.tokens(f.Area, "")
	for _, p := range f.Postings {
		if p.Until.IsZero() || now.Before(p.Until) {
			out = append(out, authz.StationToken(p.Station))
		}
	}
	return out
}

func (v *View) ofDay(d roster.ReceptionDay) Found {
	year, month, day := calendar.DateOf(d.Start).Civil()
	text := []string{fmt.Sprintf("%d年%d月%d日", year, month, day), d.Place, d.Topic}
	for _, sh := range d.Shifts {
		text = append(text, sh.Name)
	}
	return Found{ID: dayID(d.ID), Kind: insight.FoundReception, Of: d.ID, Title: d.StationName, Text: lines(text...),
		Station: d.Station, Area: d.Area, At: d.Start, Ended: d.State == roster.DayCancelled || d.State == roster.DayMissed,
		Tokens: v.tokens(d.Area, d.Station)}
}
