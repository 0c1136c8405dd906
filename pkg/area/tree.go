package area

import (
	"slices"
	"strings"
	"time"
)

// Tree answers questions about divisions as of one moment. It is immutable, so
// any number of goroutines may use it; With, LoadVillages and At give new trees
// that share what did not change. A tree made by Live is the exception: it goes
// over to another state as a whole when it learns of changes.
//
// A tree that was not given a moment answers with all changes applied, those of
// the future included. Ask At(now) where that matters.
type Tree struct {
	table *table
	at    time.Time
	live  *live // nil for a tree that never changes
}

// At is the same tree as of a moment.
func (t *Tree) At(moment time.Time) *Tree { return &Tree{table: t.now().table, at: moment} }

// Get finds a division. An abolished one is found in its last state (ValidTo set,
// and SupersededBy if it has a successor); false means unknown or not yet founded.
func (t *Tree) Get(code Code) (Division, bool) {
	t = t.now()
	i, ok := t.table.find(code)
	if !ok {
		return Division{}, false
	}
	return t.state(i)
}

// Active reports whether the division exists and is not abolished.
func (t *Tree) Active(code Code) bool {
	t = t.now()
	d, ok := t.Get(code)
	return ok && !t.ended(d)
}

// History is every known state of a division, oldest first; nil when unknown.
func (t *Tree) History(code Code) []Division {
	t = t.now()
	i, ok := t.table.find(code)
	if !ok {
		return nil
	}
	return slices.Clone(t.table.states(i))
}

// state is the last one that has begun by the tree's moment.
func (t *Tree) state(i int32) (Division, bool) {
	if !t.table.nodes[i].dated {
		return t.table.plain(i), true
	}
	for _, d := range slices.Backward(t.table.states(i)) {
		if t.at.IsZero() || !d.ValidFrom.After(t.at) {
			return d, true
		}
	}
	return Division{}, false
}

func (t *Tree) ended(d Division) bool {
	return !d.ValidTo.IsZero() && (t.at.IsZero() || !d.ValidTo.After(t.at))
}

// up is the next node towards the root, false at the root. An abolished division
// goes on below its successor, so that who is responsible there now reaches what
// was filed under the old code.
func (t *Tree) up(i int32) (int32, bool) {
	n := &t.table.nodes[i]
	if n.code == Country {
		return 0, false
	}
	if !n.dated {
		return n.parent, true
	}
	d, ok := t.state(i)
	if !ok {
		return 0, false
	}
	if t.ended(d) && d.SupersededBy != "" {
		return t.table.find(d.SupersededBy)
	}
	return t.table.find(d.Parent)
}

// known is find for divisions that exist, or have existed, at the tree's moment.
func (t *Tree) known(code Code) (int32, bool) {
	i, ok := t.table.find(code)
	if ok && t.table.nodes[i].dated {
		_, ok = t.state(i)
	}
	return i, ok
}

// Ancestors are the codes from the province down to the division itself. For the
// country it is the country alone, for an unknown code nil.
func (t *Tree) Ancestors(code Code) []Code {
	t = t.now()
	i, ok := t.known(code)
	if !ok {
		return nil
	}
	codes := []Code{code}
	for i, ok = t.up(i); ok && i != 0; i, ok = t.up(i) {
		codes = append(codes, t.table.nodes[i].code)
	}
	slices.Reverse(codes)
	return codes
}

// Line is Ancestors as plain codes.
func (t *Tree) Line(code string) []string {
	var out []string
	for _, c := range t.Ancestors(Code(code)) {
		out = append(out, string(c))
	}
	return out
}

// IsAncestorOrSelf reports whether a stands above b or is b: the test behind
// every permission. Unknown codes stand nowhere. It allocates nothing.
func (t *Tree) IsAncestorOrSelf(a, b Code) bool {
	t = t.now()
	i, ok := t.known(b)
	for ok {
		if t.table.nodes[i].code == a {
			return true
		}
		i, ok = t.up(i)
	}
	return false
}

// Path is the full name for people, "湖南省怀化市辰溪县孝坪镇": without the country and
// without placeholders. An abolished division keeps the place it last had;
// one that was taken over is called after its successor, "辰溪县新桥镇（原孝坪镇）".
// Unknown codes give "".
func (t *Tree) Path(code Code) string {
	t = t.now()
	d, ok := t.Get(code)
	if !ok || code == Country {
		return d.Name
	}
	if now := t.Today(code); now != code {
		return t.Path(now) + "（原" + d.Name + "）"
	}
	var names []string
	for ; ok && d.Code != Country; d, ok = t.Get(d.Parent) {
		if d.Kind != KindPlaceholder || d.Code == code {
			names = append(names, d.Name)
		}
	}
	slices.Reverse(names)
	return strings.Join(names, "")
}

// HasCongress reports whether the division elects a people's congress of its
// own. Streets, zones, merged units, prefectures (地区, 盟), placeholders, villages
// and abolished or unknown divisions do not.
func (t *Tree) HasCongress(code Code) bool {
	t = t.now()
	d, ok := t.Get(code)
	return ok && !t.ended(d) && d.Kind.hasCongress()
}
