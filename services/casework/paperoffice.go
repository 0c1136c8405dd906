package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
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
	id := "a:" + code
	if st != nil {
		id = "s:" + st.Station
	}
	ctx = store.System(ctx) // what offices are called is no secret
	o, err := s.offices.Get(ctx, id)
	if !fault.Is(err, fault.KindNotFound) {
		return o, err
	}
	tree := s.tree.At(s.clock.Now())
	county := divisionOf(s.ancestors(code), "county")
	o = Office{County: county, PaperOffice: casework.PaperOffice{ID: id, Name: paper.OfficeName(tree, code), Sign: paper.Sign(tree, code)}}
	if st != nil {
		o.Name, o.Sign = st.Name, paper.Sign(tree, code)+"站"
	}
	_, taken, err := s.offices.First(ctx, store.Query{Index: "sign", Eq: store.Key{county, o.Sign}})
	if taken && st != nil {
		o.Sign += st.Code
	}
	return o, err
}

// SetPaperOffice serves casework.SetPaperOffice.
func (s *Service) SetPaperOffice(ctx context.Context, req casework.SetOfficeRequest) (casework.PaperOffice, error) {
	o, err := s.officeAt(ctx, req.Area, req.Station)
	if err != nil {
		return casework.PaperOffice{}, err
	}
	o, err = s.offices.Upsert(store.System(ctx), o.ID, func() Office { return o }, func(o *Office) ([]event.Event, error) {
		o.Name, o.Sign = req.Name, req.Sign
		return nil, nil
	})
	return o.PaperOffice, err
}

// GetPaperOffice serves casework.GetPaperOffice.
func (s *Service) GetPaperOffice(ctx context.Context, req casework.OfficeOf) (casework.PaperOffice, error) {
	o, err := s.officeAt(ctx, req.Area, req.Station)
	return o.PaperOffice, err
}

// officeAt is the office of an area or a station within the caller's reach.
func (s *Service) officeAt(ctx context.Context, code, station string) (Office, error) {
	if station != "" {
		st, err := s.within(ctx, station)
		if err != nil {
			return Office{}, err
		}
		return s.office(ctx, st.Area, &st)
	}
	if err := s.reaches(ctx, code); err != nil {
		return Office{}, err
	}
	return s.office(ctx, code, nil)
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
