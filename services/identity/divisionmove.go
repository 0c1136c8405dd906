package identity

import (
	"context"
	"fmt"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// ends fails where the division cannot be taken over by that one: both must lie
// within what the caller answers for, be of one level and in force that day.
func (s *service) ends(ctx context.Context, last standing, c identity.DivisionChange, within string) error {
	if err := s.movable(last, c, within); err != nil {
		return err
	}
	into, known, err := s.lastOf(ctx, c.Into)
	switch {
	case err != nil:
		return err
	case !known || into.ended || c.Into == c.Code || len(c.Into) != len(c.Code):
		return badRow("into", "没有可以并入的同级区划 %[1]s；改为新代码的，请先在前面的行里新增它", "There is no division %[1]s of the same level to take it over; one that is new has to be added in a row before", c.Into)
	case !s.tree.IsAncestorOrSelf(area.Code(within), area.Code(into.anchor(c.Into))):
		return badRow("into", "接收的区划 %[1]s 不在选定的区划以内；跨县调整请由上一级导入", "Division %[1]s lies outside the one chosen; what concerns two counties is imported by who answers for both", c.Into)
	case c.Parent != "" && c.Parent != last.parent:
		return badRow("parent", "并入其他区划时，上级代码不用填写", "Leave the parent out where another division takes it over")
	case c.Name != last.name:
		return badRow("name", "代码 %[1]s 现在是“%[2]s”，与所填名称不符，请核对", "Code %[1]s is %[2]s now, which is not the name given; check it", c.Code, last.name)
	}
	return s.fits(ctx, nil, c)
}

// moves fails where the division cannot stand below that parent.
func (s *service) moves(ctx context.Context, last standing, c identity.DivisionChange, within string) error {
	if err := s.movable(last, c, within); err != nil {
		return err
	}
	above, known, err := s.lastOf(ctx, c.Parent)
	switch {
	case err != nil:
		return err
	case !known || above.ended || area.Code(c.Parent).Level() != area.Code(last.parent).Level():
		return badRow("parent", "没有与原上级同级的区划 %[1]s，请核对上级代码", "There is no division %[1]s of its present parent's level; check the code", c.Parent)
	case !s.tree.IsAncestorOrSelf(area.Code(within), area.Code(above.anchor(c.Parent))):
		return badRow("parent", "新的上级 %[1]s 不在选定的区划以内；跨县调整请由上一级导入", "Division %[1]s lies outside the one chosen; what concerns two counties is imported by who answers for both", c.Parent)
	}
	if err := s.freeOf(ctx, c); err != nil {
		return err
	}
	return s.fits(ctx, nil, c)
}

// movable fails for what nobody may move here.
func (s *service) movable(last standing, c identity.DivisionChange, within string) error {
	level := area.Code(c.Code).Level()
	switch {
	case !s.tree.IsAncestorOrSelf(area.Code(within), area.Code(last.anchor(c.Code))):
		return badRow("code", "代码 %[1]s 已属于选定区划以外的“%[2]s”，请核对代码", "Code %[1]s belongs to %[2]s, outside the division chosen; check it", c.Code, last.name)
	case level != area.LevelTownship && level != area.LevelVillage:
		return badRow("code", "只能合并乡级和村级区划、改代码或调整隶属，请核对代码", "Only townships and villages can be merged and moved; check the code")
	case !c.From.After(last.from):
		return badRow("from", "生效日期须晚于上一次变更（%[1]s）", "It must count from a day after the change before (%[1]s)", dayOf(last.from))
	}
	return nil
}

// fits fails where the tree could not be built with all changes that are stored
// (those that keep holds for; nil: all) and some more: services could not learn
// it then, nor anything after it.
func (s *service) fits(ctx context.Context, keep func(division) bool, more ...identity.DivisionChange) error {
	var all []area.Division
	err := s.divisions.Each(store.System(ctx), store.Query{Index: "code"}, func(d division) error { // codes and names are public
		if keep == nil || keep(d) {
			all = append(all, d.Division())
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range more {
		all = append(all, c.Division())
	}
	err = s.tree.Try(all)
	if e := fault.Of(err); fault.Is(err, fault.KindInvalid) {
		return badRow("code", "%[1]s", "%[2]s", e.Text.ZH, e.Text.EN)
	}
	return err
}

// inherited has whoever held a role in a division hold it in its heir.
func (s *service) inherited(all []identity.Assignment) []identity.Assignment {
	all = slices.Clone(all)
	for i := range all {
		all[i].Area = string(s.tree.Heir(area.Code(all[i].Area)))
	}
	return all
}

// saysDivision says in words what a row would do, and to how much.
func (s *service) saysDivision(ctx context.Context, c identity.DivisionChange) (fault.Text, error) {
	last, known, err := s.lastOf(ctx, c.Code)
	if err != nil || !known {
		return says("新增“%[1]s”（%[2]s），上级是%[3]s", "Founds %[1]s (%[2]s) below %[3]s", c.Name, c.Code, s.called(ctx, c.Parent)), err
	}
	places, accounts, err := s.countIn(ctx, c.Code)
	switch {
	case c.Into != "":
		return says("“%[1]s”（%[2]s）自 %[3]s 起并入%[4]s：原来登记在它名下的 %[5]s、%[6]s，连同案件和名册，都由接收它的区划负责，编号和历史不变",
			"%[1]s (%[2]s) is taken over by %[4]s on %[3]s: %[7]s and %[8]s, with cases and rosters, are its successor's to answer for; numbers and history stay",
			c.Name, c.Code, dayOf(c.From), s.called(ctx, c.Into), many(places, " 个站点、单位和人员"), many(accounts, " 个账号"), many(places, " stations, units and people"), many(accounts, " accounts")), err
	case c.Parent != "" && c.Parent != last.parent:
		return says("“%[1]s”（%[2]s）自 %[3]s 起改由%[4]s管辖：名下的 %[5]s、%[6]s，连同案件和名册，原上级不再看到",
			"%[1]s (%[2]s) belongs to %[4]s from %[3]s: the %[7]s and %[8]s in it, with cases and rosters, are out of the old parent's sight",
			c.Name, c.Code, dayOf(c.From), s.called(ctx, c.Parent), many(places, " 个站点、单位和人员"), many(accounts, " 个账号"), many(places, " stations, units and people"), many(accounts, " accounts")), err
	}
	return says("“%[1]s”（%[2]s）自 %[3]s 起改称“%[4]s”", "%[1]s (%[2]s) is called %[4]s from %[3]s", last.name, c.Code, dayOf(c.From), c.Name), err
}

func says(zh, en string, args ...any) fault.Text {
	return fault.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// mostCounted is where counting ends: the words say "or more" then.
const mostCounted = 500

func many(n int, of string) string {
	if n >= mostCounted {
		return fmt.Sprintf("%d+%s", mostCounted, of)
	}
	return fmt.Sprintf("%d%s", n, of)
}

// countIn counts what lies in a division, up to mostCounted.
func (s *service) countIn(ctx context.Context, code string) (places, accounts int, err error) {
	found, err := s.places.List(store.System(ctx), store.Query{Index: "area", Eq: store.Key{code}, Limit: mostCounted})
	if err != nil {
		return 0, 0, err
	}
	here := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(code)}})
	staff, err := s.accounts.List(here, store.Query{Index: "login", Limit: mostCounted})
	return len(found.Items), len(staff.Items), err
}

// called is a division's name with its code, as of the stored changes.
func (s *service) called(ctx context.Context, code string) string {
	last, known, err := s.lastOf(ctx, code)
	if err != nil || !known {
		return code
	}
	return fmt.Sprintf("“%s”（%s）", last.name, code)
}
