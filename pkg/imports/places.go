package imports

import (
	"iter"
	"strings"

	"lianluo/pkg/area"
	"lianluo/pkg/fault"
)

// AreaColumn says in which division the thing of a row lies.
var AreaColumn = Column{Name: "area", Heading: fault.Text{ZH: "所在区划", EN: "Division"}, Example: "辰阳镇",
	Hint: fault.Text{ZH: "乡镇、街道或县的名称或代码；不填即为导入时选定的区划", EN: "Name or code of a division; the one chosen for the import where empty"}}

// Places finds the divisions of an import by their names and codes.
type Places struct {
	whole string
	codes map[string]string
}

// several marks a name that more than one division has.
const several = "several"

// PlacesOf are a division and all below it, villages apart.
func PlacesOf(tree *area.Tree, code string) Places {
	p := Places{whole: code, codes: map[string]string{}}
	for d := range tree.Walk(area.Code(code)) {
		if d.Level == area.LevelVillage {
			continue
		}
		p.codes[string(d.Code)] = string(d.Code)
		if _, taken := p.codes[d.Name]; taken {
			p.codes[d.Name] = several
			continue
		}
		p.codes[d.Name] = string(d.Code)
	}
	return p
}

// Whole is the division of the import.
func (p Places) Whole() string { return p.whole }

// All are the codes of the division and of all below it, villages apart.
func (p Places) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, code := range p.codes {
			if name == code && !yield(code) {
				return
			}
		}
	}
}

// Find is the division that a cell of AreaColumn means, the whole where it is
// empty. It fails with invalid at that column.
func (p Places) Find(text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return p.whole, nil
	}
	if code := p.codes[text]; code != "" && code != several {
		return code, nil
	}
	return "", fault.Invalid("import.area", "请核对区划", "Check the division").At(AreaColumn.Name,
		"没有找到（或有不止一个）“"+text+"”：请写选定区划以内的名称全称或代码", "No division, or several, called “"+text+"” within the one chosen; write its whole name or code")
}
