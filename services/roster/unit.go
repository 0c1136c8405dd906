package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// unit is a stored handling unit.
type unit struct {
	api.Unit
	Areas        []string `json:"areas"` // scope tokens of the area
	RetireReason string   `json:"retireReason,omitempty"`
	ChangedBy    string   `json:"changedBy"`
}

func (u *unit) tokens() []string { return append([]string{authz.UnitToken(u.ID)}, u.Areas...) }

var (
	errUnitName = fault.Conflict("roster.unit_taken", "该区域已有同名承办单位，请查看已有单位或换一个名称",
		"The division has a handling unit of that name; look at it, or choose another name")
	errRetired = fault.FailedPrecondition("roster.unit_retired", "该单位已停用，不能再修改。如需恢复，请新建单位。",
		"The unit is retired and cannot be changed; create a new one if it is needed again")
	errDutyArea = fault.Invalid("roster.duty_area", "职责范围不在本单位辖区内，请重新选择区域",
		"A duty lies outside the unit's own division; choose another area")
	errNoArea = fault.Invalid("area.unknown", "没有这个区划，或已撤销，请重新选择", "There is no such division any more; choose another")
)

func newUnits(db *store.DB) *store.Collection[unit] {
	inForce := func(key func(*unit) store.Key) func(*unit) store.Key {
		return func(u *unit) store.Key {
			if !u.Retired.IsZero() {
				return nil
			}
			return key(u)
		}
	}
	byName := inForce(func(u *unit) store.Key { return store.Key{u.Name} })
	byArea := inForce(func(u *unit) store.Key { return store.Key{u.Area, u.Name} })
	return store.NewCollection(db, "unit", store.Def[unit]{
		ID: func(u *unit) string { return u.ID }, Tokens: (*unit).tokens,
		Indexes: []store.Index[unit]{
			{Name: "area", Scoped: true, Key: byArea},
			{Name: "name", Scoped: true, Key: byName},
			{Name: "taken", Unique: true, Key: byArea, Taken: errUnitName},
		},
	})
}

// enter takes over what people entered; the duties lie within the unit's area.
func (u *unit) enter(tree *area.Tree, d api.UnitDraft, a act) error {
	if !u.Retired.IsZero() {
		return errRetired
	}
	duties := slices.Clone(d.Duties)
	for i := range duties {
		if duties[i].Area == "" {
			duties[i].Area = u.Area
		}
		if !tree.IsAncestorOrSelf(area.Code(u.Area), area.Code(duties[i].Area)) {
			return errDutyArea
		}
	}
	if duties == nil {
		duties = []api.Duty{}
	}
	u.Name, u.Level, u.Phone, u.Duties, u.ChangedBy = d.Name, d.Level, d.Phone, duties, a.By
	return nil
}

func (u *unit) retire(reason string, a act) ([]event.Event, error) {
	if !u.Retired.IsZero() {
		return nil, errRetired
	}
	u.Retired, u.RetireReason, u.ChangedBy = a.At, reason, a.By
	return []event.Event{api.UnitRetired.New(u.changed())}, nil
}

func (u *unit) changed() api.UnitChanged {
	return api.UnitChanged{Unit: u.ID, Name: u.Name, Area: u.Area, Level: u.Level, Duties: u.Duties, Retired: u.Retired, Reason: u.RetireReason}
}

// CreateUnit serves roster.CreateUnit.
func (s *Service) CreateUnit(ctx context.Context, req api.CreateUnitRequest) (api.Unit, error) {
	if !s.tree.Active(area.Code(req.Area)) {
		return api.Unit{}, errNoArea
	}
	u := unit{Areas: authz.AreaTokens(s.tree, req.Area)}
	u.ID, u.Area = s.db.NewID(), req.Area
	if err := u.enter(s.tree, req.UnitDraft, s.act(ctx)); err != nil {
		return api.Unit{}, err
	}
	return s.unitView(u), s.units.Create(ctx, u, api.UnitCreated.New(u.changed()))
}

// UpdateUnit serves roster.UpdateUnit.
func (s *Service) UpdateUnit(ctx context.Context, req api.UpdateUnitRequest) (api.Unit, error) {
	u, err := s.units.Update(ctx, req.ID, func(u *unit) ([]event.Event, error) {
		if err := u.enter(s.tree, req.UnitDraft, s.act(ctx)); err != nil {
			return nil, err
		}
		return []event.Event{api.UnitUpdated.New(u.changed())}, nil
	})
	return s.unitView(u), err
}

// RetireUnit serves roster.RetireUnit.
func (s *Service) RetireUnit(ctx context.Context, req api.Reasoned) (api.Unit, error) {
	u, err := s.units.Update(ctx, req.ID, func(u *unit) ([]event.Event, error) { return u.retire(req.Reason, s.act(ctx)) })
	return s.unitView(u), err
}

// GetUnit serves roster.GetUnit.
func (s *Service) GetUnit(ctx context.Context, req api.ByID) (api.Unit, error) {
	u, err := s.units.Get(ctx, req.ID)
	return s.unitView(u), err
}

// ListUnits serves roster.ListUnits.
func (s *Service) ListUnits(ctx context.Context, req api.ListRequest) (rpc.Page[api.Unit], error) {
	reach, q := ctx, store.Query{Index: "area", Limit: req.Limit, After: req.After}
	if req.Area != "" {
		reach = authz.Within(ctx, s.tree, req.Area)
	}
	if req.Words != "" {
		q.Index, q.From, q.Below = "name", req.Words, beyond(req.Words)
	}
	page, err := s.units.List(reach, q)
	out := rpc.Page[api.Unit]{Items: []api.Unit{}, Next: page.Next}
	for _, u := range page.Items {
		if req.Area == "" || slices.Contains(u.Areas, authz.AreaToken(req.Area)) {
			out.Items = append(out.Items, s.unitView(u))
		}
	}
	return out, err
}

// beyond is the first text after all that begin with the prefix.
func beyond(prefix string) string { return prefix + "\U0010FFFF" }

func (s *Service) unitView(u unit) api.Unit {
	u.AreaName = s.tree.Path(area.Code(u.Area))
	return u.Unit
}
