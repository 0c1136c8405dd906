package identity

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// division is a change of the tree that every service hears of.
type division struct {
	identity.DivisionChange
	Reach []string `json:"reach"`
}

// public is the token of what anybody may see.
const public = "public"

func newDivisions(db *store.DB) *store.Collection[division] {
	return store.NewCollection(db, "division", store.Def[division]{
		ID:     func(d *division) string { return d.ID },
		Tokens: func(d *division) []string { return d.Reach },
		Indexes: []store.Index[division]{
			{Name: "code", Scoped: true, Key: func(d *division) store.Key { return store.Key{d.Code, d.From} }},
			{Name: "parent", Key: func(d *division) store.Key { return store.Key{d.Parent, d.Name} }},
		},
		Missing: fault.NotFound("division.not_found", "没有找到这条区划变更，可能不在您的管辖范围内", "No such change of divisions, or it lies outside your area"),
	})
}

// ListDivisionChanges serves identity.ListDivisionChanges.
func (s *service) ListDivisionChanges(ctx context.Context, req identity.ListDivisionChangesRequest) (rpc.Page[identity.DivisionChange], error) {
	out := rpc.Page[identity.DivisionChange]{Items: []identity.DivisionChange{}}
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{public}})
	page, err := s.divisions.List(ctx, store.Query{Index: "code", Limit: req.Limit, After: req.After})
	for _, d := range page.Items {
		d.By = "" // who did it is for the audit
		out.Items = append(out.Items, d.DivisionChange)
	}
	out.Next = page.Next
	return out, err
}

// change founds a division, renames or moves one, or has it taken over, within a
// division that the caller answers for. It fails with invalid, and says what does
// not fit.
func (s *service) change(ctx context.Context, within string, c identity.DivisionChange) (string, error) {
	last, known, err := s.lastOf(ctx, c.Code)
	if err != nil {
		return "", err
	}
	anchor := last.anchor(c.Code) // it is administered by whoever answers for it
	switch {
	case !known && c.Into == "":
		anchor, err = s.founds(ctx, c, within)
	case !known || last.ended:
		err = badRow("code", "没有代码为 %[1]s 的区划，或已撤销、并入其他区划，请核对代码", "There is no division %[1]s any more; check the code", c.Code)
	case c.Into != "":
		err = s.ends(ctx, last, c, within)
		c.Parent = ""
	case c.Parent != "" && c.Parent != last.parent:
		err = s.moves(ctx, last, c, within)
	default:
		err = s.renames(last, c, within)
		c.Parent = ""
	}
	if err != nil {
		return "", err
	}
	c.ID, c.By = c.Code+"-"+c.From.In(calendar.Zone).Format("20060102"), authz.Actor(ctx).ID
	d := division{DivisionChange: c, Reach: append(authz.AreaTokens(s.tree, anchor), public)}
	return c.ID, s.divisions.Create(ctx, d, identity.DivisionChanged.New(c))
}

// standing is what is known of a division: from the tree, or from changes that
// the tree has not heard of yet, those of the same file above all.
type standing struct {
	name, parent string
	from         time.Time
	tree         bool // it is the program's own, or was heard of
	ended        bool // it was taken over
}

// anchor is a division of which the tree knows where it lies: this one, else what
// it stands below.
func (l standing) anchor(code string) string {
	if l.tree {
		return code
	}
	return l.parent
}

func (s *service) lastOf(ctx context.Context, code string) (last standing, known bool, err error) {
	if d, ok := s.tree.Get(area.Code(code)); ok {
		last, known = standing{name: d.Name, parent: string(d.Parent), from: d.ValidFrom, tree: true, ended: !s.tree.Active(area.Code(code))}, true
	}
	all := store.Query{Index: "code", Eq: store.Key{code}}
	err = s.divisions.Each(store.System(ctx), all, func(d division) error { // codes and names are public
		if known && d.From.Before(last.from) {
			return nil
		}
		last.name, last.from, known, last.ended = d.Name, d.From, true, d.Into != ""
		if d.Parent != "" {
			last.parent = d.Parent
		}
		return nil
	})
	return last, known, err
}

func dayOf(at time.Time) string { return at.In(calendar.Zone).Format(time.DateOnly) }

func badRow(column, zh, en string, args ...any) error {
	return fault.Invalid("division."+column, "请核对区划", "Check the division").At(column, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

// renames fails where the change is no new name of the division.
func (s *service) renames(last standing, c identity.DivisionChange, within string) error {
	switch {
	case !s.tree.IsAncestorOrSelf(area.Code(within), area.Code(last.anchor(c.Code))):
		return badRow("code", "代码 %[1]s 已属于选定区划以外的“%[2]s”，请核对代码", "Code %[1]s belongs to %[2]s, outside the division chosen; check it", c.Code, last.name)
	case c.Name == last.name:
		return badRow("name", "该区划已是这个名称，无需导入", "The division has this name already; leave the row out")
	case !c.From.After(last.from):
		return badRow("from", "生效日期须晚于上一次变更（%[1]s）", "It must count from a day after the change before (%[1]s)", dayOf(last.from))
	}
	return nil
}

// founds gives what the division is administered by. It fails where one of this
// code cannot stand below that parent.
func (s *service) founds(ctx context.Context, c identity.DivisionChange, within string) (anchor string, err error) {
	level := area.Code(c.Code).Level()
	if level != area.LevelTownship && level != area.LevelVillage {
		return "", badRow("code", "只能新增乡级（9 位）和村级（12 位）区划，请核对代码", "Only townships (9 digits) and villages (12 digits) can be added; check the code")
	}
	if c.Parent == "" || len(c.Parent) >= len(c.Code) {
		return "", badRow("parent", "请填写上级区划的代码，位数须少于本区划", "Give the code of the division above; it has fewer digits")
	}
	above, known, err := s.lastOf(ctx, c.Parent)
	if err != nil {
		return "", err
	}
	switch {
	case !known || above.ended:
		return "", badRow("parent", "没有上级区划 %[1]s，请先把它放在前面的行里新增，或改正代码", "There is no division %[1]s; add it in a row before this one, or correct the code", c.Parent)
	case !s.tree.IsAncestorOrSelf(area.Code(within), area.Code(above.anchor(c.Parent))):
		return "", badRow("parent", "上级区划 %[1]s 不在选定的区划以内", "Division %[1]s lies outside the one chosen", c.Parent)
	case c.From.Before(above.from):
		return "", badRow("from", "生效日期不能早于上级区划的设立日期（%[1]s）", "It cannot count from before its parent was founded (%[1]s)", dayOf(above.from))
	}
	return above.anchor(c.Parent), s.freeOf(ctx, c)
}

// freeOf refuses a name that another division of the same parent has.
func (s *service) freeOf(ctx context.Context, c identity.DivisionChange) error {
	for _, d := range s.tree.Children(area.Code(c.Parent)) {
		if d.Name == c.Name {
			return badRow("name", "上级区划下已有“%[1]s”（%[2]s）", "There is a %[1]s below the same division already (%[2]s)", c.Name, d.Code)
		}
	}
	d, taken, err := s.divisions.First(store.System(ctx), store.Query{Index: "parent", Eq: store.Key{c.Parent, c.Name}})
	if err == nil && taken {
		return badRow("name", "上级区划下已有“%[1]s”（%[2]s）", "There is a %[1]s below the same division already (%[2]s)", c.Name, d.Code)
	}
	return err
}

var errDivisionUsed = fault.Conflict("division.in_use", "该区划已有下级区划、账号、站点、单位或人员，没有撤销", "Divisions, accounts, stations, units or people belong to this division; it was left alone")

// revert takes a change back where nothing stands on it. It fails with conflict
// where something does.
func (s *service) revert(ctx context.Context, id string) error {
	d, err := s.divisions.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.fits(ctx, func(other division) bool { return other.ID != id }); err != nil {
		return errDivisionUsed.Because(err)
	}
	if d.Parent != "" && len(s.tree.History(area.Code(d.Code))) < 2 { // it was founded by this
		used, err := s.standsOn(store.System(ctx), d.Code)
		if err != nil {
			return err
		}
		if used {
			return errDivisionUsed
		}
	}
	return s.divisions.Delete(ctx, id, identity.DivisionReverted.New(d.DivisionChange))
}

// standsOn reports whether anything belongs to the division.
func (s *service) standsOn(ctx context.Context, code string) (bool, error) {
	if len(s.tree.Children(area.Code(code))) > 0 {
		return true, nil
	}
	if _, used, err := s.places.First(ctx, store.Query{Index: "area", Eq: store.Key{code}}); err != nil || used {
		return used, err
	}
	here := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(code)}})
	_, used, err := s.accounts.First(here, store.Query{Index: "login"})
	return used, err
}
