package station

import (
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// station is a stored station. Its methods hold the rules and need no store.
type station struct {
	api.Station
	Ancestors   []string `json:"ancestors"` // scope tokens of the area
	Path        string   `json:"path"`      // full name of the area, for searching by words
	Places      []string `json:"places"`    // codes of the area and all above
	CloseReason string   `json:"closeReason,omitempty"`
	CreatedBy   string   `json:"createdBy"`
	UpdatedBy   string   `json:"updatedBy"`
	Rule        string   `json:"rule"` // version at the last change
}

func (s *station) tokens() []string {
	return append([]string{publicToken, authz.StationToken(s.ID)}, s.Ancestors...)
}

var (
	errClosed = fault.FailedPrecondition("station.closed", "站点已关闭，不能再修改。如需恢复，请新建站点。",
		"The station is closed and cannot be changed any more; open a new one if it is needed again")
	errHours = fault.Invalid("station.hours", "开放时间应为同一天内的起止时间，如 09:00 到 17:00，请修改",
		"Opening hours run from one time to a later one of the same day, as 09:00 to 17:00; correct them")
	errHalfPoint = fault.Invalid("station.point", "位置需要同时填写经度和纬度，请补全或都留空",
		"A place needs both latitude and longitude; give both or neither")
)

func (s *station) open(d api.Draft, a act) ([]event.Event, error) {
	s.State, s.OpenedAt, s.CreatedBy, s.Staff = api.Open, a.At, a.By, []api.StaffTerm{}
	if err := s.enter(d, a); err != nil {
		return nil, err
	}
	return []event.Event{api.StationOpened.New(s.changed("", a))}, nil
}

func (s *station) update(d api.Draft, a act) ([]event.Event, error) {
	if s.State == api.Closed {
		return nil, errClosed
	}
	if err := s.enter(d, a); err != nil {
		return nil, err
	}
	return []event.Event{api.StationUpdated.New(s.changed("", a))}, nil
}

// enter takes over what people entered.
func (s *station) enter(d api.Draft, a act) error {
	for _, h := range d.Hours {
		from, err1 := time.Parse("15:04", h.From)
		to, err2 := time.Parse("15:04", h.To)
		if err1 != nil || err2 != nil || !from.Before(to) {
			return errHours
		}
	}
	if (d.Lat == 0) != (d.Lng == 0) {
		return errHalfPoint
	}
	s.Name, s.Label, s.Kind, s.Address = d.Name, d.Label, d.Kind, d.Address
	s.Lat, s.Lng, s.Hours, s.Phone = d.Lat, d.Lng, d.Hours, d.Phone
	s.UpdatedBy, s.Rule = a.By, a.Rule
	if s.Hours == nil {
		s.Hours = []api.Hours{}
	}
	return nil
}

// close ends the station and everybody's term in it.
func (s *station) close(reason string, a act) ([]event.Event, error) {
	if s.State == api.Closed {
		return nil, errClosed
	}
	s.State, s.ClosedAt, s.CloseReason, s.UpdatedBy = api.Closed, a.At, reason, a.By
	var out []event.Event
	for i := range s.Staff {
		if t := &s.Staff[i]; !ended(*t, a.At) {
			t.Until = a.At
			out = append(out, api.StaffEnded.New(s.staffChanged(*t)))
		}
	}
	return append(out, api.StationClosed.New(s.changed(reason, a))), nil
}

// label is what the place calls it: by the rule where nobody said otherwise.
func (s *station) label(r Rules) string {
	if s.Label != "" {
		return s.Label
	}
	return r.label(s.Kind)
}

func (s *station) changed(reason string, a act) api.Changed {
	return api.Changed{
		Station: s.ID, Code: s.Code, Name: s.Name, Label: s.label(a.Rules), Kind: s.Kind, Area: s.Area,
		Address: s.Address, Phone: s.Phone, Lat: s.Lat, Lng: s.Lng, State: s.State, Reason: reason, At: a.At,
	}
}
