package checker

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// County is the county whose board is read.
const County = "431223"

const services = "casework identity insight notification roster station voting"

// Reader reads a system's end state through its one door.
type Reader struct {
	Base string
	// Token is an access token of the county's office, "station head", "unit" or
	// "host", who may read journals; "" is the public.
	Token func(ctx context.Context, who string) string
	// Stations by id, with their public codes.
	Stations map[string]string
	// Before are the cases that List gave before the clients began.
	Before []Listed
	// Caught is what arrived outside, by delivery.
	Caught func() map[string]int
	// Audit runs `lianluo audit verify`: empty where the chain is intact.
	Audit func() string
}

const office = "county"

// Read reads everything that Check compares. It fails where an operation does.
func (r *Reader) Read(ctx context.Context, h []Act) (State, error) {
	s := State{Journals: map[string][]Row{}, Cases: map[string]Case{}, Days: map[string]Day{}, Counts: map[string]Counts{},
		Bulletins: map[string]Bulletin{}, Files: map[string]File{}, Inboxes: map[string][]Message{}}
	for _, part := range []func(context.Context, []Act, *State) error{r.journals, r.objects, r.models, r.messages} {
		if err := part(ctx, h, &s); err != nil {
			return s, err
		}
	}
	s.Caught, s.Audit = r.Caught(), r.Audit()
	return s, nil
}

func (r *Reader) journals(ctx context.Context, _ []Act, s *State) error {
	for service := range strings.FieldsSeq(services) {
		for after := int64(0); ; {
			var page struct {
				Rows []Row `json:"rows"`
			}
			err := r.get(ctx, "host", "/api/"+service+"/v1/journal?limit=500&after="+strconv.FormatInt(after, 10), &page)
			if err != nil {
				return err
			}
			if len(page.Rows) == 0 {
				break
			}
			s.Journals[service] = append(s.Journals[service], page.Rows...)
			after = page.Rows[len(page.Rows)-1].Position
		}
	}
	return nil
}

// objects reads what the history speaks of, and the deputies' files.
func (r *Reader) objects(ctx context.Context, h []Act, s *State) error {
	for object := range byObject(h) {
		kind, id, _ := strings.Cut(object, "/")
		var err error
		switch kind {
		case "case":
			var c Case
			err = r.get(ctx, office, "/api/casework/v1/cases/"+id, &c)
			s.Cases[id] = c
		case "day":
			err = r.day(ctx, id, s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// day reads a reception day, and the files of those who are on it.
func (r *Reader) day(ctx context.Context, id string, s *State) error {
	var d Day
	if err := r.get(ctx, office, "/api/roster/v1/days/"+id, &d); err != nil {
		return err
	}
	s.Days[id] = d
	for _, sh := range d.Shifts {
		var file File
		if err := r.get(ctx, office, "/api/insight/v1/files/"+sh.Person, &file); err != nil {
			return err
		}
		s.Files[sh.Person] = file
	}
	return nil
}

// models reads lists, board and bulletins.
func (r *Reader) models(ctx context.Context, _ []Act, s *State) error {
	var err error
	if s.Listed, err = r.List(ctx); err != nil {
		return err
	}
	s.Before = r.Before
	places := []string{County}
	for id, code := range r.Stations {
		places = append(places, id)
		var b struct {
			Counts Bulletin `json:"counts"`
		}
		if err := r.get(ctx, "", "/api/station/v1/public/stations/"+code+"/bulletin", &b); err != nil {
			return err
		}
		s.Bulletins[id] = b.Counts
	}
	for _, place := range places {
		var c Counts
		query := "station=" + place
		if place == County {
			query = "area=" + place
		}
		if err := r.get(ctx, office, "/api/insight/v1/counts?"+query, &c); err != nil {
			return err
		}
		s.Counts[place] = c
	}
	return nil
}

// List pages through every station's cases.
func (r *Reader) List(ctx context.Context) ([]Listed, error) {
	var out []Listed
	for id := range r.Stations {
		listed, err := pages[Listed](ctx, r, office, "/api/casework/v1/cases?queue=all&limit=500&station="+id)
		if err != nil {
			return nil, err
		}
		out = append(out, listed...)
	}
	return out, nil
}

func (r *Reader) messages(ctx context.Context, _ []Act, s *State) (err error) {
	if s.Deliveries, err = pages[Delivery](ctx, r, office, "/api/notification/v1/deliveries?limit=500"); err != nil {
		return err
	}
	for _, who := range []string{StationHead, UnitOffice} {
		if s.Inboxes[who], err = pages[Message](ctx, r, who, "/api/notification/v1/me/inbox?limit=200"); err != nil {
			return err
		}
	}
	return nil
}

// Deliveries reads every message, for whoever waits until nothing is under way.
func (r *Reader) Deliveries(ctx context.Context) ([]Delivery, error) {
	return pages[Delivery](ctx, r, office, "/api/notification/v1/deliveries?limit=500")
}

// pages reads a list to its end.
func pages[T any](ctx context.Context, r *Reader, who, path string) ([]T, error) {
	var out []T
	for after := ""; ; {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := r.get(ctx, who, path+"&after="+url.QueryEscape(after), &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out, nil
		}
	}
}

func (r *Reader) get(ctx context.Context, who, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Base+path, nil)
	if err != nil {
		return err
	}
	if token := r.Token(ctx, who); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s as %q: %s: %.300s", path, who, resp.Status, raw)
	}
	return json.Unmarshal(raw, into)
}
