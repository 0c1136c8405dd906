package deputy

import (
	"cmp"
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// heard is what a deputy writes down about what somebody said.
type heard struct {
	req      casework.RegisterRequest
	stations []ui.Option
	problems ui.Problems
}

func (s pages) hear(w http.ResponseWriter, r *http.Request) error {
	h, err := s.heard(r)
	if err != nil {
		return err
	}
	h.req.Station = s.stationToday(r, h)
	return session.Render(w, r, hearPage(s.shell(r, ui.T(r.Context(), "deputy.hear")), h))
}

// heard knows at which stations the deputy listens.
func (s pages) heard(r *http.Request) (heard, error) {
	ctx := r.Context()
	who, err := session.Call(ctx, s.Portal, roster.GetPerson, roster.ByID{ID: me(r)})
	if err != nil {
		return heard{}, err
	}
	names, err := s.stationNames(ctx, who.Area)
	if err != nil {
		return heard{}, err
	}
	var h heard
	for _, p := range who.Postings {
		if p.Until.IsZero() || s.Now().Before(p.Until) {
			h.stations = append(h.stations, ui.Option{Value: p.Station, Label: cmp.Or(names[p.Station], p.Station)})
		}
	}
	return h, nil
}

// stationNames are the names of the public stations around.
func (s pages) stationNames(ctx context.Context, area string) (map[string]string, error) {
	page, err := session.Call(ctx, s.Portal, station.FindStations, station.FindRequest{Area: area, Limit: 100})
	names := map[string]string{}
	for _, st := range page.Items {
		names[st.ID] = st.Name
	}
	return names, err
}

// stationToday is where the deputy is on duty today, else the first posting.
func (s pages) stationToday(r *http.Request, h heard) string {
	if day := s.dayToday(r, ""); day.ID != "" {
		return day.Station
	}
	if len(h.stations) > 0 {
		return h.stations[0].Value
	}
	return ""
}

// dayToday is the deputy's reception of today, at the station where one is given.
// Without an answer there is none: a form is not withheld for it.
func (s pages) dayToday(r *http.Request, station string) roster.ReceptionDay {
	days, err := session.Call(r.Context(), s.Portal, roster.MyShifts, roster.MyShiftsRequest{})
	if err != nil {
		return roster.ReceptionDay{}
	}
	for _, day := range days.Items {
		fits := station == "" || day.Station == station
		if fits && day.State == roster.DayPublished && sameDay(day.Start, s.Now()) {
			return day
		}
	}
	return roster.ReceptionDay{}
}

// register writes down what somebody said. Photos are stored first: they are
// kept when something else is to be mended.
func (s pages) register(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[casework.RegisterRequest](r)
	photos, failed := cases.Upload(ctx, s.Portal, r)
	req.Photos = append(req.Photos, photos...)
	if problem == nil {
		problem = failed
	}
	var receipt casework.Receipt
	if problem == nil {
		receipt, problem = s.hand(r, req)
	}
	if problem != nil {
		return s.hearAgain(w, r, req, problem)
	}
	ui.DropDraft(w, "hear")
	return session.Render(w, r, receiptPage(s.shell(r, ui.T(ctx, "deputy.receipt")), receipt.Case, cases.ReceiptOf(s.Portal, receipt)))
}

func (s pages) hand(r *http.Request, req casework.RegisterRequest) (casework.Receipt, error) {
	ctx := r.Context()
	req.Channel, req.ReceivedBy = casework.OnPhone, []string{me(r)}
	req.ReceptionDay = s.dayToday(r, req.Station).ID
	switch {
	case req.Who.Anonymous:
		req.Who = casework.Who{Anonymous: true}
	case req.Who.Name == "" && req.Who.Phone == "":
		return casework.Receipt{}, session.Mend(ctx, "who.name", "deputy.who-missing")
	}
	return session.Call(ctx, s.Portal, casework.RegisterCase, req)
}

func (s pages) hearAgain(w http.ResponseWriter, r *http.Request, req casework.RegisterRequest, problem error) error {
	h, err := s.heard(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		h.req, h.problems = req, problems
		return hearPage(s.shell(r, ui.T(r.Context(), "deputy.hear")), h)
	})
}
