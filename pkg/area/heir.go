package area

import "slices"

// Taken are the divisions that a division has taken over, those that they had
// taken over included, in the order of their codes.
func (t *Tree) Taken(code Code) []Code {
	t = t.now()
	var out []Code
	for old := range t.table.history {
		if old != code && !t.Active(old) && slices.Contains(t.Ancestors(old), code) && len(old) == len(code) {
			out = append(out, old)
		}
	}
	slices.Sort(out)
	return out
}

// Today is the division that answers now for what a code stood for: the code
// itself while it is in force, else who took it over last; an abolished one that
// nobody took over stays itself.
func (t *Tree) Today(code Code) Code {
	t = t.now()
	for range 100 { // check lets no circles be
		d, ok := t.Get(code)
		if !ok || !t.ended(d) || d.SupersededBy == "" {
			break
		}
		code = d.SupersededBy
	}
	return code
}

// Heir is the division that carries a code on alone: one that was founded the
// moment this one ended, to take over nothing but it (a township that became a
// town or a street). Any other division is its own heir, those merged that day
// too: who was responsible for one of several is not so for all of them. What the
// heir takes over later takes nothing from those who came with it.
func (t *Tree) Heir(code Code) Code {
	t = t.now()
	for range 100 {
		d, ok := t.Get(code)
		if !ok || !t.ended(d) || !t.carriesOn(d) {
			break
		}
		code = d.SupersededBy
	}
	return code
}

func (t *Tree) carriesOn(d Division) bool {
	if d.SupersededBy == "" {
		return false
	}
	states := t.History(d.SupersededBy)
	if len(states) == 0 || !states[0].ValidFrom.Equal(d.ValidTo) {
		return false
	}
	for old := range t.table.history {
		other, ok := t.Get(old)
		if ok && old != d.Code && other.SupersededBy == d.SupersededBy && other.ValidTo.Equal(d.ValidTo) {
			return false
		}
	}
	return true
}

// Replaced are the divisions that lie elsewhere than they did at first: moved to
// another parent or taken over, as of the tree's moment, in the order of their
// codes; each with all codes that ever stood above it.
func (t *Tree) Replaced() map[Code][]Code {
	t = t.now()
	out := map[Code][]Code{}
	for code, states := range t.table.history {
		var ever []Code
		for _, d := range states {
			first := Tree{table: t.table, at: d.ValidFrom}
			if d.ValidFrom.IsZero() {
				first.at = d.ValidTo.AddDate(0, 0, -1)
			}
			ever = append(ever, first.Ancestors(code)...)
		}
		slices.Sort(ever)
		ever = slices.Compact(ever)
		now := slices.Sorted(slices.Values(t.Ancestors(code)))
		if len(now) > 0 && !slices.Equal(ever, now) {
			out[code] = ever
		}
	}
	return out
}
