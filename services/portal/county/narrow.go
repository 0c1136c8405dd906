package county

import (
	"cmp"
	"context"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// narrow are the fields of the list of cases that a wider scope needs: where,
// at which station, in whose hands.
func (s pages) narrow(ctx context.Context, req casework.ListRequest) ([]ui.Field, error) {
	code := cmp.Or(req.Area, own(ctx))
	stations, err := s.stationOptions(ctx, code)
	if err != nil {
		return nil, err
	}
	units, err := s.unitOptions(ctx, own(ctx))
	if err != nil {
		return nil, err
	}
	choose := func(name, key, value string, options []ui.Option) ui.Field {
		whole := ui.Option{Label: ui.T(ctx, key)}
		return ui.Field{Kind: ui.SelectField, Name: name, Label: ui.T(ctx, labels+"."+name), HideLabel: true, Optional: true, Value: value, Options: append([]ui.Option{whole}, options...)}
	}
	return []ui.Field{
		s.areaField(ctx, code),
		choose("station", "county.any-station", req.Station, stations),
		choose("unit", "county.any-unit", req.Unit, units),
	}, nil
}

// mostChoices is how many stations or units a choice offers: more than a county
// has. A wider office narrows by its divisions first.
const mostChoices = 200

// stationOptions are the stations of a division that are open.
func (s pages) stationOptions(ctx context.Context, code string) ([]ui.Option, error) {
	page, err := session.Call(ctx, s.Portal, station.ListStations, station.ListRequest{Area: code, Limit: mostChoices})
	var all []ui.Option
	for _, st := range page.Items {
		if st.State == station.Open {
			all = append(all, ui.Option{Value: st.ID, Label: st.Name})
		}
	}
	return all, err
}

// unitOptions are the handling units of a division that work.
func (s pages) unitOptions(ctx context.Context, code string) ([]ui.Option, error) {
	page, err := session.Call(ctx, s.Portal, roster.ListUnits, roster.ListRequest{Area: code, Limit: mostChoices})
	var all []ui.Option
	for _, u := range page.Items {
		if u.Retired.IsZero() {
			all = append(all, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return all, err
}
