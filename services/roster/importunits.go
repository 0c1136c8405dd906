package roster

import (
	"context"
	"strings"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func (s *Service) unitImports() imports.Kind {
	return imports.Kind{
		Name: api.ImportUnits, Needs: "unit.manage", Columns: unitColumns,
		Key:  func(c imports.Cells) string { return c["name"] + "\x00" + c["area"] },
		Open: s.openUnits,
		Mark: func(ctx context.Context, id string) (string, error) {
			u, err := s.units.Get(ctx, id)
			return imports.MarkOf(u.Unit), err
		},
		Unmake: s.removeUnit,
	}
}

var unitColumns = []imports.Column{
	{Name: "name", Heading: fault.Text{ZH: "单位名称", EN: "Name"}, Needed: true, Example: "县交通运输局"},
	imports.AreaColumn,
	{Name: "level", Heading: fault.Text{ZH: "层级", EN: "Level"}, Needed: true, Choices: []string{"乡镇", "县", "市", "省"}, Example: "县"},
	{Name: "phone", Heading: fault.Text{ZH: "办公电话", EN: "Phone"}, Example: "0745-5232200"},
	{Name: "duties", Heading: fault.Text{ZH: "职责", EN: "Duties"}, Example: "01 县道、乡道；0201",
		Hint: fault.Text{ZH: "意见分类代码，后面可用空格隔开写说明；多项用分号隔开", EN: "Codes of case categories, each with a note after a space; separated by semicolons"}},
}

func (s *Service) openUnits(_ context.Context, code string) (imports.Maker, error) {
	places := imports.PlacesOf(s.tree, code)
	return func(ctx context.Context, c imports.Cells) (string, error) {
		at, err := places.Find(c["area"])
		if err != nil {
			return "", err
		}
		duties, err := dutiesOf(c["duties"])
		if err != nil {
			return "", err
		}
		req := api.CreateUnitRequest{Area: at, UnitDraft: api.UnitDraft{Name: c["name"], Level: levels[c["level"]], Phone: c["phone"], Duties: duties}}
		if err := rpc.Validate(req); err != nil {
			return "", err
		}
		if err := s.freeName(ctx, req); err != nil {
			return "", err
		}
		u, err := s.CreateUnit(ctx, req)
		return u.ID, err
	}, nil
}

// dutiesOf reads "01 note; 0201". It fails with invalid at the column "duties".
func dutiesOf(text string) ([]api.Duty, error) {
	out := []api.Duty{}
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(";；\n", c) }) {
		code, note, _ := strings.Cut(strings.TrimSpace(one), " ")
		switch {
		case code == "":
		case strings.Trim(code, "0123456789") != "":
			return nil, fault.Invalid("import.duty", "请核对职责", "Check the duties").At("duties",
				"“"+code+"”不是意见分类代码，请写分类代码，例如 01", "“"+code+"” is no code of a category; write one such as 01")
		default:
			out = append(out, api.Duty{Category: code, Note: strings.TrimSpace(note)})
		}
	}
	return out, nil
}

// freeName refuses a name that a unit of the division has: the dry run must find
// what the unique index would find only at the end.
func (s *Service) freeName(ctx context.Context, req api.CreateUnitRequest) error {
	_, taken, err := s.units.First(authz.Within(ctx, s.tree, req.Area), store.Query{Index: "area", Eq: store.Key{req.Area, req.Name}})
	if err == nil && taken {
		return errUnitName
	}
	return err
}

// removeUnit takes a unit back; to all who follow it is retired. It fails in
// words where cases are or were in its hands.
func (s *Service) removeUnit(ctx context.Context, id string) error {
	t, err := s.ties.Get(store.System(ctx), unitTie(id))
	switch {
	case err != nil && !fault.Is(err, fault.KindNotFound):
		return err
	case t.Account:
		return errUnitAccount
	case t.Case:
		return errUnitBusy
	}
	u, err := s.units.Get(ctx, id)
	if err != nil {
		return err
	}
	a := s.act(ctx)
	u.Retired, u.RetireReason = a.At, "撤销导入"
	return s.units.Delete(ctx, id, api.UnitRetired.New(u.changed()))
}

var (
	errUnitBusy    = fault.Conflict("roster.unit_busy", "该单位已有交办的意见，没有撤销。如不再使用，请停用。", "Cases have been handed to this unit; it was left alone. Retire it if it is not needed")
	errUnitAccount = fault.Conflict("roster.unit_account", "该单位已有人开通账号，没有撤销。如不再使用，请停用。", "Somebody of this unit has an account; it was left alone. Retire it if it is not needed")
)
