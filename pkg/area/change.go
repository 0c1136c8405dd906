package area

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
)

// With gives a tree with dated changes applied, in order of their dates. A change
// is a Division of which only what is new needs to be filled in:
//
//   - founded: Code, Name, Parent, ValidFrom;
//   - renamed or moved: Code, ValidFrom and the new Name or Parent;
//   - abolished: Code and ValidTo; merged: also SupersededBy, the code that takes
//     it over. What was filed under the old code stays reachable below the new one.
//
// It fails with invalid, and changes nothing, when a code or date does not fit:
// ill-formed codes, a change of the past order, a parent or successor that is
// unknown or not in force at the time, or divisions left below an abolished one.
func (t *Tree) With(changes ...Division) (*Tree, error) {
	t = t.now()
	history := maps.Clone(t.table.history)
	if history == nil {
		history = map[Code][]Division{}
	}
	ordered := slices.Clone(changes)
	sorting.Stably(ordered, func(a, b Division) int { return effective(a).Compare(effective(b)) })
	for _, change := range ordered {
		states := history[change.Code]
		if i, ok := t.table.find(change.Code); ok && len(states) == 0 {
			states = t.table.states(i)
		}
		next, err := apply(states, change)
		if err != nil {
			return nil, err
		}
		history[change.Code] = next
	}
	return t.rebuild(history)
}

func effective(change Division) time.Time {
	if change.ValidFrom.IsZero() {
		return change.ValidTo
	}
	return change.ValidFrom
}

// apply adds a change to the states of its division. It never alters states in
// place: other trees share them.
func apply(states []Division, change Division) ([]Division, error) {
	if change.Code.Level() <= LevelCountry {
		return nil, badCode(string(change.Code))
	}
	if !change.ValidTo.IsZero() && !change.ValidFrom.Before(change.ValidTo) || change.SupersededBy != "" && change.ValidTo.IsZero() {
		return nil, badDates(change.Code)
	}
	if len(states) == 0 {
		return []Division{change}, nil
	}
	last := states[len(states)-1]
	before := slices.Clone(states[:len(states)-1])
	if change.ValidFrom.IsZero() {
		return closed(before, last, change)
	}
	return followed(before, last, change)
}

// closed ends the last state.
func closed(before []Division, last, change Division) ([]Division, error) {
	if change.ValidTo.IsZero() || !last.ValidTo.IsZero() || !last.ValidFrom.Before(change.ValidTo) {
		return nil, badDates(change.Code)
	}
	last.ValidTo, last.SupersededBy = change.ValidTo, change.SupersededBy
	return append(before, last), nil
}

// followed ends the last state where the next one begins; a code that had been
// given up may be used again later.
func followed(before []Division, last, next Division) ([]Division, error) {
	if !last.ValidFrom.Before(next.ValidFrom) || last.ValidTo.After(next.ValidFrom) {
		return nil, badDates(next.Code)
	}
	if last.ValidTo.IsZero() {
		last.ValidTo = next.ValidFrom
	}
	if next.Kind == KindUnknown && next.Name == "" {
		next.Kind = last.Kind
	}
	next.Name = cmp.Or(next.Name, last.Name)
	next.Parent = cmp.Or(next.Parent, last.Parent)
	return append(before, last, next), nil
}

func badDates(code Code) error {
	return fault.Invalid("area.dates", "区划%s的变更日期不对：每次变更须有生效日期，且晚于上一次变更，请核对后重新导入。",
		"The dates of the change to division %s do not fit: each change needs a date after the one before; correct it and import again.", code)
}

// rebuild makes the tree for a new history and checks what the history touches.
func (t *Tree) rebuild(history map[Code][]Division) (*Tree, error) {
	rows := t.table.rows(len(history))
	for code, states := range history {
		last := states[len(states)-1]
		if i, ok := t.table.find(code); ok {
			rows[i].name, rows[i].parent = last.Name, last.Parent
		} else {
			rows = append(rows, row{code: code, parent: last.Parent, name: last.Name})
		}
	}
	table, err := build(rows, complete(history, rows))
	if err != nil {
		return nil, err
	}
	if err := table.check(); err != nil {
		return nil, err
	}
	return &Tree{table: table, at: t.at}, nil
}

// complete fills in what follows from the rest: levels and kinds.
func complete(history map[Code][]Division, rows []row) map[Code][]Division {
	names := make(map[Code]string, len(history))
	for _, states := range history {
		for _, d := range states {
			names[d.Parent] = ""
		}
	}
	for _, r := range rows {
		if _, wanted := names[r.code]; wanted {
			names[r.code] = r.name
		}
	}
	for code, states := range history {
		states = slices.Clone(states)
		for i := range states {
			d := &states[i]
			d.Level = code.Level()
			if d.Kind == KindUnknown {
				d.Kind = kindOf(code, d.Name, names[d.Parent])
			}
		}
		history[code] = states
	}
	return history
}
