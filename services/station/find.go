package station

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	api "lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
	"lianluo/services/station/code"
	"lianluo/services/station/geo"
)

// FindStations serves station.FindStations.
func (s *Service) FindStations(ctx context.Context, req api.FindRequest) (rpc.Page[api.PublicStation], error) {
	ctx = public(ctx)
	if req.Limit == 0 {
		req.Limit = 20
	}
	typed := strings.Fields(req.Words)
	for i := range typed {
		typed[i] = compared(typed[i])
	}
	typed = slices.DeleteFunc(typed, func(w string) bool { return w == "" })
	here := geo.Point{Lat: req.Lat, Lng: req.Lng}
	if found, ok, err := s.byCode(ctx, req.Words); ok || err != nil {
		return s.publish(store.Page[station]{Items: found}, here), err
	}
	var page store.Page[station]
	var err error
	switch {
	case len(typed) > 0:
		page, err = s.byWords(ctx, typed, req)
	case !here.Zero():
		page.Items, err = s.near(ctx, here, req)
	default:
		page, err = s.stations.List(ctx, store.Query{Index: "place", Of: cmp.Or(req.Area, string(area.Country)), Limit: req.Limit, After: req.After})
	}
	return s.publish(page, here), err
}

// byCode finds the station whose code was typed, closed ones included: the sign
// at the door outlives them.
func (s *Service) byCode(ctx context.Context, typed string) ([]station, bool, error) {
	c, ok := code.Parse(typed)
	if !ok {
		return nil, false, nil
	}
	st, ok, err := s.stations.First(ctx, store.Query{Index: "code", Eq: store.Key{c}})
	return []station{st}, ok, err
}

// maxScan bounds the pages that a search by words reads.
const maxScan = 6

// byWords reads the stations with the rarest pair of the words and keeps those
// that say them all.
func (s *Service) byWords(ctx context.Context, typed []string, req api.FindRequest) (store.Page[station], error) {
	gram, after, ok := strings.Cut(req.After, "|")
	var err error
	if !ok {
		if gram, err = s.rarest(ctx, typed); err != nil {
			return store.Page[station]{}, err
		}
		after = ""
	}
	page := store.Page[station]{}
	for range maxScan {
		hits, err := s.stations.List(ctx, store.Query{Index: "words", Of: gram, Limit: req.Limit - len(page.Items), After: after})
		if err != nil {
			return page, err
		}
		for _, st := range hits.Items {
			if st.says(typed) && (req.Area == "" || slices.Contains(st.Places, req.Area)) {
				page.Items = append(page.Items, st)
			}
		}
		if after = hits.Next; after == "" || len(page.Items) == req.Limit {
			break
		}
	}
	if after != "" {
		page.Next = gram + "|" + after
	}
	return page, nil
}

// rarest chooses the pair that fewest stations have, as far as a short look tells.
func (s *Service) rarest(ctx context.Context, typed []string) (string, error) {
	best, fewest := "", math.MaxInt
	for _, w := range typed {
		for _, g := range grams(w) {
			if len([]rune(g)) == 1 && len([]rune(w)) > 1 {
				continue
			}
			page, err := s.stations.List(ctx, store.Query{Index: "words", Of: g, Limit: 100})
			if err != nil {
				return "", err
			}
			n := len(page.Items)
			if page.Next != "" {
				n++
			}
			if n < fewest {
				best, fewest = g, n
			}
		}
	}
	return best, nil
}

var errFar = fault.Invalid("station.after", "按距离查找没有下一页，请缩小范围", "A search by distance has one page; look closer")

// near looks around the point in ever larger cells until enough is found for
// certain; what is farther than some hundred kilometres is not near.
func (s *Service) near(ctx context.Context, here geo.Point, req api.FindRequest) ([]station, error) {
	if req.After != "" {
		return nil, errFar
	}
	var found []station
	for digits := 5; digits >= 3; digits-- {
		cells, radius := geo.Around(here, digits)
		found = found[:0]
		for _, cell := range cells {
			page, err := s.stations.List(ctx, store.Query{Index: "near", From: cell, Below: cell + "~", Limit: store.MaxPage})
			if err != nil {
				return nil, err
			}
			for _, st := range page.Items {
				if req.Area == "" || slices.Contains(st.Places, req.Area) {
					found = append(found, st)
				}
			}
		}
		sorting.By(found, func(a, b station) int {
			return cmp.Or(cmp.Compare(geo.Distance(here, a.point()), geo.Distance(here, b.point())), cmp.Compare(a.ID, b.ID))
		})
		if len(found) >= req.Limit && geo.Distance(here, found[req.Limit-1].point()) <= radius {
			return found[:req.Limit], nil
		}
	}
	return found[:min(len(found), req.Limit)], nil
}

func (s *Service) publish(page store.Page[station], here geo.Point) rpc.Page[api.PublicStation] {
	out := rpc.Page[api.PublicStation]{Items: []api.PublicStation{}, Next: page.Next}
	for _, st := range page.Items {
		p := s.publicView(st)
		if !here.Zero() && !st.point().Zero() {
			p.Distance = math.Round(geo.Distance(here, st.point()))
		}
		out.Items = append(out.Items, p)
	}
	return out
}

func (s *Service) publicView(st station) api.PublicStation {
	v := s.view(st)
	return api.PublicStation{
		ID: v.ID, Code: v.Code, Name: v.Name, Label: v.Label, Kind: v.Kind, Area: v.Area, AreaName: v.AreaName,
		Address: v.Address, Lat: v.Lat, Lng: v.Lng, Hours: v.Hours, Phone: v.Phone, State: v.State,
	}
}
