package casework

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

const (
	proposals = 8
	// countedUpTo bounds how many cases in hand are counted; more show as this.
	countedUpTo = 100
)

// ProposeUnits serves casework.ProposeUnits: units whose duties fit the case's
// category and place, then the others of the deciding level.
func (s *Service) ProposeUnits(ctx context.Context, req casework.ByID) (rpc.Page[casework.UnitProposal], error) {
	out := rpc.Page[casework.UnitProposal]{Items: []casework.UnitProposal{}}
	c, err := s.cases.Get(ctx, req.ID)
	if err != nil {
		return out, err
	}
	units, err := s.unitsAbove(ctx, &c)
	if err != nil {
		return out, err
	}
	fits := make([]fit, 0, len(units))
	for _, u := range units {
		if f := s.fit(u, &c); f.score > 0 {
			fits = append(fits, f)
		}
	}
	sorting.Stably(fits, func(a, b fit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit.Name, b.unit.Name))
	})
	for _, f := range fits[:min(len(fits), proposals)] {
		page, err := s.cases.List(store.System(ctx), store.Query{Index: "load", Eq: store.Key{f.unit.ID}, Limit: countedUpTo})
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, casework.UnitProposal{Unit: f.unit.ID, Name: f.unit.Name, Why: f.why.In(rpc.LangOf(ctx)), Open: len(page.Items)})
	}
	return out, nil
}

// unitsAbove are the units of the case's own division and of those above it.
func (s *Service) unitsAbove(ctx context.Context, c *Case) ([]Unit, error) {
	var out []Unit
	for _, code := range c.Ancestors {
		page, err := s.units.List(store.System(ctx), store.Query{Index: "area", Eq: store.Key{code}, Limit: 300})
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
	}
	return out, nil
}

type fit struct {
	unit  Unit
	score int
	why   fault.Text
}

// fit weighs a unit's duties: the narrower the category and the place, the
// better; the level that decides the case counts, too.
func (s *Service) fit(u Unit, c *Case) fit {
	best := fit{unit: u}
	for _, d := range u.Duties {
		place := area.Code(either(d.Area, u.Area))
		if !strings.HasPrefix(c.Category, d.Category) || c.Category == "" || !s.tree.IsAncestorOrSelf(place, area.Code(c.Area)) {
			continue
		}
		if score := 100 + 10*len(d.Category) + 2*len(place); score > best.score {
			name := categoryName(d.Category)
			best.score = score
			best.why = fault.Text{ZH: fmt.Sprintf("职责清单：%s", name.ZH), EN: "Duty: " + name.EN}
		}
	}
	if u.Level == c.Level {
		best.score += 15
		if best.why.ZH == "" {
			best.why = fault.Text{ZH: "与本事项的决定层级相同", EN: "Of the level that decides this case"}
		}
	}
	return best
}
