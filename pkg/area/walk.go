package area

import (
	"iter"
	"strings"
)

// Children are the divisions right below, ordered by code, without abolished
// ones. An unknown code has none.
func (t *Tree) Children(code Code) []Division {
	t = t.now()
	i, ok := t.known(code)
	if !ok {
		return nil
	}
	var all []Division
	for _, kid := range t.table.under(i) {
		if d, ok := t.child(kid, code); ok {
			all = append(all, d)
		}
	}
	return all
}

// child is the node's state if it is in force and stands below parent.
func (t *Tree) child(i int32, parent Code) (Division, bool) {
	d, ok := t.state(i)
	return d, ok && d.Parent == parent && !t.ended(d)
}

// Walk goes through a division and all below it, level by level, without
// abolished ones. An unknown code gives nothing.
func (t *Tree) Walk(code Code) iter.Seq[Division] {
	t = t.now()
	return func(yield func(Division) bool) {
		i, ok := t.known(code)
		if !ok {
			return
		}
		d, _ := t.state(i)
		if t.ended(d) || !yield(d) {
			return
		}
		for queue := []int32{i}; len(queue) > 0; queue = queue[1:] {
			for _, kid := range t.table.under(queue[0]) {
				d, ok := t.child(kid, t.table.nodes[queue[0]].code)
				if !ok {
					continue
				}
				if !yield(d) {
					return
				}
				queue = append(queue, kid)
			}
		}
	}
}

// Search finds divisions within an area whose name contains the text, higher
// levels first, at most limit of them. Placeholders are not found. Text without
// anything but blanks finds nothing.
func (t *Tree) Search(within Code, text string, limit int) []Division {
	t = t.now()
	text = strings.TrimSpace(text)
	var found []Division
	if text == "" || limit <= 0 {
		return found
	}
	for d := range t.Walk(within) {
		if d.Kind == KindPlaceholder || !strings.Contains(d.Name, text) {
			continue
		}
		if found = append(found, d); len(found) == limit {
			break
		}
	}
	return found
}
