// Package placing keeps what documents say of where they lie in step with the
// tree of divisions: when a division is merged, upgraded or moved to another
// county, whoever answers for it now reaches what was stored under it, and nobody
// else does. Documents keep the code that they were made under.
package placing

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

// Shift is a division that lies elsewhere than documents say.
type Shift struct {
	Code string   `json:"code"`
	Past []string `json:"past"` // all that ever stood above it, itself included
	To   []string `json:"to"`   // what stands above it now, itself included
}

// Apply gives the stored form of a document with the shifts done; nil where
// nothing is different. Lines of divisions are found wherever they are: an array
// of codes or of their tokens that holds the division and its province. What
// stood above the division goes, unless something else of the document lies
// there. Doing it twice does no harm.
func Apply(tree *area.Tree, shifts []Shift, doc []byte) ([]byte, error) {
	if !slices.ContainsFunc(shifts, func(s Shift) bool { return bytes.Contains(doc, []byte(s.Code+`"`)) }) {
		return nil, nil
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, fault.Internal(err)
	}
	w := work{tree: tree, shifts: shifts, held: map[string]bool{}}
	w.hold(value)
	if value = w.walk(value); !w.changed {
		return nil, nil
	}
	out, err := json.Marshal(value)
	if err != nil {
		return nil, fault.Internal(err)
	}
	return out, nil
}

// work is one document.
type work struct {
	tree    *area.Tree
	shifts  []Shift
	held    map[string]bool // divisions above what the document lies in by itself
	changed bool
}

// hold notes what stands above each "area" that the document names.
func (w *work) hold(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if code, ok := member.(string); ok && name == "area" {
				for _, above := range w.tree.Line(code) {
					w.held[above] = true
				}
			}
			w.hold(member)
		}
	case []any:
		for _, one := range v {
			w.hold(one)
		}
	}
}

func (w *work) walk(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = w.walk(member)
		}
	case []any:
		for i, one := range v {
			v[i] = w.walk(one)
		}
		for _, s := range w.shifts {
			for _, prefix := range []string{"", authz.AreaToken("")} {
				v = w.shift(v, prefix, s)
			}
		}
		return v
	}
	return value
}

// shift puts a line of divisions in order: above all what stands above the
// division now, then the rest as it was.
func (w *work) shift(all []any, prefix string, s Shift) []any {
	if len(s.To) == 0 || !slices.Contains(all, any(prefix+s.Code)) || !slices.Contains(all, any(prefix+s.To[0])) {
		return all
	}
	out := make([]any, 0, len(all)+1)
	for _, code := range s.To {
		out = append(out, prefix+code)
	}
	for _, one := range all {
		text, _ := one.(string)
		code := strings.TrimPrefix(text, prefix)
		if slices.Contains(out, one) || prefix+code == text && slices.Contains(s.Past, code) && !w.held[code] {
			continue
		}
		out = append(out, one)
	}
	if len(out) == len(all) && !slices.ContainsFunc(out, func(one any) bool { return !slices.Contains(all, one) }) {
		return all
	}
	w.changed = true
	return out
}
