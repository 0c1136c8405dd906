package session

import (
	"slices"

	"lianluo/pkg/area"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/ui"
)

// Divisions are those to choose from: from one's own down to the chosen one, and
// what lies right below it.
func (p *Portal) Divisions(own, chosen string) []ui.Option {
	tree, mine := p.cfg.Tree, area.Code(own)
	var line []area.Division
	for _, code := range tree.Ancestors(area.Code(chosen)) {
		if d, ok := tree.Get(code); ok && tree.IsAncestorOrSelf(mine, code) {
			line = append(line, d)
		}
	}
	sorting.By(line, func(a, b area.Division) int { return int(a.Level) - int(b.Level) })
	below := tree.Children(area.Code(chosen))
	if len(below) == 0 && chosen != string(mine) && len(line) > 1 {
		below = tree.Children(line[len(line)-2].Code) // the neighbours of a leaf
	}
	var all []ui.Option
	for _, d := range append(line, below...) {
		one := ui.Option{Value: string(d.Code), Label: d.Name}
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// TwoLevelsDown are the division and all down to two levels below it, a province's
// counties, by their whole names: for a form, which cannot be narrowed step by step.
func (p *Portal) TwoLevelsDown(own string) []ui.Option {
	var all []ui.Option
	for d := range p.cfg.Tree.Walk(area.Code(own)) {
		if d.Level <= area.Code(own).Level()+2 {
			all = append(all, ui.Option{Value: string(d.Code), Label: p.cfg.Tree.Path(d.Code)})
		}
	}
	return all
}
