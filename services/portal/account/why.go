package account

import (
	"net/http"
	"slices"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
	"lianluo/services/portal/why"
)

const whyPath = session.WhyPath

// why explains to somebody what they may do, where they work or at all.
func (s pages) why(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := why.View{Question: why.Asked(r), Path: whyPath}
	names := map[string]string{}
	add := func(kind, id, name string) {
		if one := why.Place(ctx, kind, id, name); id != "" && !slices.Contains(v.Places, one) {
			v.Places = append(v.Places, one)
		}
	}
	for _, x := range session.UserOf(ctx).Active {
		s.LearnPlace(ctx, names, x)
		add(why.Division, x.Area, s.AreaName(x.Area))
		add(why.Station, x.Station, names[x.Station])
		add(why.Unit, x.Unit, names[x.Unit])
	}
	if v.Action != "" {
		e, err := session.Call(ctx, s.Portal, identity.ExplainMine, identity.ExplainMineRequest{Action: v.Action, Where: v.Where()})
		if err = v.Answered(ctx, s.Portal, "", e, err); err != nil {
			return err
		}
	}
	return session.Render(w, r, whyPage(s.Own(r, ui.T(ctx, "why.title")), v))
}
