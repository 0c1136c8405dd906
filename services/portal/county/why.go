package county

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
	"lianluo/services/portal/why"
)

// why explains what somebody may do whom the office administers, at a place of
// the division that the address names.
func (s pages) why(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := session.Call(ctx, s.Portal, identity.GetAccount, identity.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	at := s.area(r)
	v := why.View{Question: why.Asked(r), Path: org + "/users/" + a.ID + "/why", Keep: [][2]string{{"area", at}}}
	if v.Places, err = s.whyPlaces(r, at); err != nil {
		return err
	}
	if v.Action != "" {
		e, err := session.Call(ctx, s.Portal, identity.ExplainAccount, identity.ExplainAccountRequest{ID: a.ID, Action: v.Action, Where: v.Where()})
		if err = v.Answered(ctx, s.Portal, a.Name, e, err); err != nil {
			return err
		}
	}
	keep := map[string]string{"action": v.Action}
	return session.Render(w, r, whyPage(s.shell(r, ui.T(ctx, "why.title")), v, a, s.areaField(ctx, at), keep))
}

// whyPlaces are the divisions, stations and units to ask about.
func (s pages) whyPlaces(r *http.Request, at string) ([]ui.Option, error) {
	ctx := r.Context()
	stations, err := s.stationOptions(ctx, at)
	if err != nil {
		return nil, err
	}
	units, err := s.unitOptions(ctx, at)
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, kind := range []struct {
		name    string
		options []ui.Option
	}{{why.Division, s.areas(ctx, at)}, {why.Station, stations}, {why.Unit, units}} {
		for _, o := range kind.options {
			out = append(out, why.Place(ctx, kind.name, o.Value, o.Label))
		}
	}
	return out, nil
}
