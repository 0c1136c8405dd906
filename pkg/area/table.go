package area

import (
	"cmp"
	"slices"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/words"
)

// node is a division without dates. Nearly all are; those with dated states
// keep them in table.history, and the node mirrors the last state.
type node struct {
	code   Code
	name   string
	parent int32
	kind   Kind
	dated  bool
}

// table is the immutable storage behind trees: flat slices ordered by code, no
// pointer per division. kids[first[i]:first[i+1]] are the nodes that have, or at
// some time had, node i as their parent.
type table struct {
	nodes   []node
	first   []int32
	kids    []int32
	history map[Code][]Division
}

// row is what a table is built from.
type row struct {
	code, parent Code
	name         string
}

// build makes a table of rows (any order; it sorts them in place) and of dated
// states. It fails with invalid on a code given twice or a parent that is not there.
func build(rows []row, history map[Code][]Division) (*table, error) {
	sorting.By(rows, func(a, b row) int { return cmp.Compare(a.code, b.code) })
	t := &table{nodes: make([]node, len(rows)), history: history}
	for i, r := range rows {
		t.nodes[i] = node{code: r.code, name: r.name}
		if i > 0 && rows[i-1].code == r.code {
			return nil, fault.Invalid("area.duplicate", "区划代码%s（%s）出现了两次，请删去一行。",
				"Code %s (%s) is given twice; remove one of the lines.", r.code, words.Clip(r.name))
		}
	}
	for i, r := range rows {
		parent, ok := t.find(r.parent)
		if !ok && r.code != Country {
			return nil, orphan(r.code, r.parent)
		}
		n := &t.nodes[i]
		n.parent, n.kind = parent, kindOf(n.code, n.name, t.nodes[parent].name)
		if states := history[n.code]; len(states) > 0 {
			n.dated, n.kind = true, states[len(states)-1].Kind
		}
	}
	t.index()
	return t, nil
}

func orphan(code, parent Code) error {
	return fault.Invalid("area.orphan", "区划%s的上级“%s”不存在，请先添加上级或改正代码。",
		"Division %s names %q as its parent, which does not exist; add that one first or correct the code.",
		words.Clip(string(code)), words.Clip(string(parent)))
}

// find gives the node's place. On failure the place is 0, the country.
func (t *table) find(code Code) (int32, bool) {
	i, ok := slices.BinarySearchFunc(t.nodes, code, func(n node, c Code) int { return cmp.Compare(n.code, c) })
	if !ok {
		return 0, false
	}
	return int32(i), true
}

// parents are the places of all parents that node i has or had.
func (t *table) parents(i int32) []int32 {
	n := &t.nodes[i]
	if n.code == Country {
		return nil
	}
	all := []int32{n.parent}
	for _, state := range t.history[n.code] {
		if p, ok := t.find(state.Parent); ok && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// index fills first and kids by counting.
func (t *table) index() {
	t.first = make([]int32, len(t.nodes)+1)
	t.each(func(_, parent int32) { t.first[parent+1]++ })
	for i := range t.nodes {
		t.first[i+1] += t.first[i]
	}
	t.kids = make([]int32, t.first[len(t.nodes)])
	next := slices.Clone(t.first)
	t.each(func(child, parent int32) {
		t.kids[next[parent]] = child
		next[parent]++
	})
}

func (t *table) each(visit func(child, parent int32)) {
	for i := range t.nodes {
		n := &t.nodes[i]
		if !n.dated && n.code != Country { // the usual case, without garbage
			visit(int32(i), n.parent)
			continue
		}
		for _, p := range t.parents(int32(i)) {
			visit(int32(i), p)
		}
	}
}

func (t *table) under(i int32) []int32 { return t.kids[t.first[i]:t.first[i+1]] }

// rows gives back what the table was built from, with room for more.
func (t *table) rows(more int) []row {
	rows := make([]row, len(t.nodes), len(t.nodes)+more)
	for i, n := range t.nodes {
		rows[i] = row{code: n.code, name: n.name}
		if n.code != Country {
			rows[i].parent = t.nodes[n.parent].code
		}
	}
	return rows
}

// states are the dated states of node i, oldest first; one without dates if
// nothing is known to have changed.
func (t *table) states(i int32) []Division {
	n := &t.nodes[i]
	if n.dated {
		return t.history[n.code]
	}
	return []Division{t.plain(i)}
}

func (t *table) plain(i int32) Division {
	n := &t.nodes[i]
	d := Division{Code: n.code, Name: n.name, Level: n.code.Level(), Kind: n.kind}
	if n.code != Country {
		d.Parent = t.nodes[n.parent].code
	}
	return d
}
