package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

// Office is who issues papers: a station, or the deputies' office of a division.
type Office struct {
	casework.PaperOffice
	County string `json:"county"`
}

var errSign = fault.Conflict("paper.sign", "本县已有其他单位使用这个机关代字，请换一个", "Another office of the county has this sign; choose another one")

func declareOffices(db *store.DB) *store.Collection[Office] {
	return store.NewCollection(db, "paperoffice", store.Def[Office]{
		ID: func(o *Office) string { return o.ID },
		Indexes: []store.Index[Office]{
			{Name: "sign", Unique: true, Key: func(o *Office) store.Key { return store.Key{o.County, o.Sign} }, Taken: errSign},
		},
	})
}

// officeOf is the office that the caller issues papers for about something at a
// station: the station, or the division that the caller answers for.
func (s *Service) officeOf(ctx context.Context, st Station, upto string) (Office, error) {
	if upto == "station" {
		return s.office(ctx, st.Area, &st)
	}
	return s.office(ctx, either(divisionOf(st.Ancestors, upto), st.Area), nil)
}

// office is an office as it was set, or as it is called where nobody set it.
func (s *Service) office(ctx context.Context, code string, st *Station) (Office, error) {
	o, err := s.offices.Get(store.System(ctx), officeID(code, st)) // what offices are called is no secret
	if !fault.Is(err, fault.KindNotFound) {
		return o, err
	}
	return s.usualOffice(ctx, code, st)
}

func officeID(code string, st *Station) string {
	if st != nil {
		return "s:" + st.Station
	}
	return "a:" + code
}

// usualOffice is what an office is called that nobody named: a division's after
// the divisions it lies in; a station's after itself, with the sign of its
// division's office, as that is set.
func (s *Service) usualOffice(ctx context.Context, code string, st *Station) (Office, error) {
	tree := s.tree.At(s.clock.Now())
	o := Office{County: divisionOf(s.ancestors(code), "county")}
	o.ID, o.Name, o.Sign = officeID(code, st), paper.OfficeName(tree, code), paper.Sign(tree, code)
	if st == nil {
		return o, nil
	}
	o.Name = st.Name
	above, err := s.offices.Get(store.System(ctx), officeID(code, nil))
	if err == nil && above.Set {
		o.Sign = above.Sign
	}
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return o, err
	}
	o.Sign += "站"
	if s.signTaken(ctx, o) != nil {
		o.Sign += st.Code
	}
	return o, nil
}

// signTaken fails with conflict where another office of the county has the sign.
func (s *Service) signTaken(ctx context.Context, o Office) error {
	other, ok, err := s.offices.First(store.System(ctx), store.Query{Index: "sign", Eq: store.Key{o.County, o.Sign}})
	if ok && other.ID != o.ID {
		return errSign
	}
	return err
}

// officeAt is the office of an area or a station within the caller's reach.
func (s *Service) officeAt(ctx context.Context, code, station string) (Office, error) {
	st, err := s.officePlace(ctx, code, station)
	if err != nil {
		return Office{}, err
	}
	return s.office(ctx, either(areaOf(st), code), st)
}

// officePlace is the station of an office within the caller's reach, nil where it
// is a division's.
func (s *Service) officePlace(ctx context.Context, code, station string) (*Station, error) {
	if station == "" {
		return nil, s.reaches(ctx, code)
	}
	st, err := s.within(ctx, station)
	return &st, err
}

func areaOf(st *Station) string {
	if st == nil {
		return ""
	}
	return st.Area
}

// within is a station that the caller reaches, open or closed.
func (s *Service) within(ctx context.Context, id string) (Station, error) {
	// A look-up of reference data; the caller's scope is checked on the result.
	st, err := s.stations.Get(store.System(ctx), id)
	if err != nil {
		return st, err
	}
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(stationTokens(st.Ancestors, st.Station)) {
		return Station{}, errNoStation
	}
	return st, nil
}

var errNoArea = fault.NotFound("area.not_found", "没有找到这个行政区划，或不在您的管辖范围内，请重新选择", "There is no such division, or it lies outside your area; choose again")

// reaches fails for a division outside the caller's scope.
func (s *Service) reaches(ctx context.Context, code string) error {
	scope, _ := store.ScopeOf(ctx)
	if tokens := authz.AreaTokens(s.tree, code); len(tokens) == 0 || !scope.Permits(tokens) || !s.tree.Active(area.Code(code)) {
		return errNoArea
	}
	return nil
}
