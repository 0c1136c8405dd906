package identity

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/sheet"
)

// longestDivision is the longest name of a division, in characters.
const longestDivision = 60

func (s *service) divisionImports() imports.Kind {
	return imports.Kind{
		Name: identity.ImportDivisions, Needs: identity.ImportPermission, Columns: divisionColumns,
		Key:  func(c imports.Cells) string { return c["code"] },
		Open: s.openDivisions, Says: s.saysRow,
		Mark: func(ctx context.Context, id string) (string, error) {
			d, err := s.divisions.Get(ctx, id)
			return imports.MarkOf(d.DivisionChange), err
		},
		Unmake: s.revert,
	}
}

var divisionColumns = []imports.Column{
	{Name: "code", Heading: fault.Text{ZH: "区划代码", EN: "Code"}, Needed: true, Example: "431223100231",
		Hint: fault.Text{ZH: "9 位（乡级）或 12 位（村级），末尾不补零；已有的代码表示更名、调整隶属或并入", EN: "9 digits (township) or 12 (village), no padding; a known code means another name, parent or successor"}},
	{Name: "name", Heading: fault.Text{ZH: "名称", EN: "Name"}, Needed: true, Example: "幸福社区"},
	{Name: "parent", Heading: fault.Text{ZH: "上级代码", EN: "Parent"}, Example: "431223100", Hint: fault.Text{ZH: "新增时填写；调整隶属时填写新的上级", EN: "For one that is new, or moves: the new parent"}},
	{Name: "into", Heading: fault.Text{ZH: "并入代码", EN: "Into"}, Hint: fault.Text{ZH: "并入其他区划、或改为新代码时，填写接收的区划的代码；多个并入一个的，每个写一行", EN: "Where another division takes it over, or it gets another code: the successor's code, a row for each"}},
	{Name: "from", Heading: fault.Text{ZH: "生效日期", EN: "From"}, Needed: true, Example: "2026-11-01", Hint: fault.Text{ZH: "不能晚于今天", EN: "Today or before"}},
}

func (s *service) openDivisions(_ context.Context, within string) (imports.Maker, error) {
	return func(ctx context.Context, c imports.Cells) (string, error) {
		change, err := s.readDivision(c)
		if err != nil {
			return "", err
		}
		return s.change(ctx, within, change)
	}, nil
}

// saysRow says what a good row would do.
func (s *service) saysRow(ctx context.Context, c imports.Cells) (fault.Text, error) {
	change, err := s.readDivision(c)
	if err != nil {
		return fault.Text{}, err
	}
	return s.saysDivision(ctx, change)
}

func (s *service) readDivision(c imports.Cells) (identity.DivisionChange, error) {
	out := identity.DivisionChange{Code: c["code"], Name: strings.TrimSpace(c["name"]), Parent: c["parent"], Into: c["into"]}
	from, err := rowDay("from", c["from"])
	switch {
	case err != nil:
		return out, err
	case from.After(s.clock.Now()):
		return out, badRow("from", "生效日期还没有到，请到那天再导入", "The day has not come; import the row then")
	case utf8.RuneCountInString(out.Name) > longestDivision:
		return out, badRow("name", "名称超过 %[1]d 个字", "Longer than %[1]d characters", longestDivision)
	}
	out.From = from.UTC()
	return out, nil
}

// rowDay reads a day of a row.
func rowDay(column, text string) (time.Time, error) {
	day, ok := sheet.Date(text)
	if !ok {
		return day, badRow(column, "看不懂这个日期：请写成 2026-11-01", "No date; write it as 2026-11-01")
	}
	return day, nil
}
