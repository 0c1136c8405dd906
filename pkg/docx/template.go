package docx

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"lianluo/pkg/fault"
)

// Fields says which placeholders a template may have: {{name}} for a text,
// {{#name}} … {{/name}} for a list, whose own fields stand between. A nil value
// is a text. A text between its own marks stays only where it is not empty.
type Fields map[string]Fields

// Values are what a template is filled with.
type Values struct {
	Texts map[string]string   `json:"texts"`
	Lists map[string][]Values `json:"lists,omitempty"`
}

// Template is a vetted file with placeholders.
type Template struct {
	parts []part
}

// mark is a placeholder: name, or # and / before the name of a list.
var mark = regexp.MustCompile(`\{\{\s*([#/]?)\s*([^{}#/\s][^{}]{0,40}?)\s*\}\}`)

// Parse vets a file and checks its placeholders. It fails with invalid for what
// is no Word file, acts, or reaches outside, with invalid (docx.unknown) naming
// placeholders that are not among fields, with invalid (docx.marks) where the
// marks of a list do not match, and with too_large beyond the limits.
func Parse(data []byte, fields Fields) (*Template, error) {
	parts, err := open(data)
	if err != nil {
		return nil, err
	}
	docs, err := vet(parts)
	if err != nil {
		return nil, err
	}
	unknown := map[string]bool{}
	for _, p := range parts {
		if !filled(p.name) {
			continue
		}
		if err := check(docs[p.name].Root(), fields, unknown); err != nil {
			return nil, err
		}
	}
	if len(unknown) > 0 {
		names := strings.Join(slices.Sorted(maps.Keys(unknown)), "、")
		return nil, fault.Invalid("docx.unknown", "模板中有系统不认识的占位符：%[1]s。请对照占位符清单改正，再上传。",
			"The template has placeholders that are not known: %[1]s. Mend them by the list of placeholders and send it again.", names)
	}
	return &Template{parts}, nil
}

// filled are the parts that placeholders are looked for in.
func filled(name string) bool {
	ok, _ := path.Match("word/header*.xml", name)
	foot, _ := path.Match("word/footer*.xml", name)
	return ok || foot || name == "word/document.xml"
}

// check collects unknown names and refuses marks that do not match.
func check(root *etree.Element, fields Fields, unknown map[string]bool) error {
	if root == nil {
		return errFormat
	}
	var open []string
	scope := []Fields{fields}
	var failed error
	paragraphs(root, func(p *etree.Element) {
		for _, m := range mark.FindAllStringSubmatch(textOf(p), -1) {
			kind, name := m[1], m[2]
			inner, known := find(scope, name)
			switch {
			case kind == "/" && (len(open) == 0 || open[len(open)-1] != name):
				failed = errMarks(name)
			case kind == "/":
				open, scope = open[:len(open)-1], scope[:len(scope)-1]
			case kind == "#" && slices.Contains(open, name): // would multiply without end
				failed = errMarks(name)
			case !known || kind == "" && inner != nil:
				unknown[fmt.Sprintf("{{%s%s}}", kind, name)] = true
			}
			if kind == "#" {
				open, scope = append(open, name), append(scope, inner)
			}
		}
	})
	if failed == nil && len(open) > 0 {
		failed = errMarks(open[len(open)-1])
	}
	if failed != nil || len(unknown) > 0 {
		return failed
	}
	return tryFill(root, fields)
}

// tryFill finds marks that stand where they cannot be filled: across cells, or
// beside other words.
func tryFill(root *etree.Element, fields Fields) error {
	twin := root.Copy()
	f := filler{left: maxElements}
	f.fill(twin, frame{values: sampleOf(fields)})
	return f.failed
}

// sampleOf fills every field with something.
func sampleOf(fields Fields) Values {
	v := Values{Texts: map[string]string{}, Lists: map[string][]Values{}}
	for name, inner := range fields {
		if inner == nil {
			v.Texts[name] = "x"
		} else {
			v.Lists[name] = []Values{sampleOf(inner)}
		}
	}
	return v
}

func find(scope []Fields, name string) (Fields, bool) {
	for i := len(scope) - 1; i >= 0; i-- {
		if inner, ok := scope[i][name]; ok {
			return inner, true
		}
	}
	return nil, false
}

func errMarks(name string) error {
	return fault.Invalid("docx.marks", "“%[1]s”的列表标记不成对或位置不对。{{#%[1]s}} 和 {{/%[1]s}} 请各占一段，或放在表格的同一行里。",
		"The marks of the list “%[1]s” do not match or stand in the wrong place: {{#%[1]s}} and {{/%[1]s}} each on a paragraph of its own, or within one row of a table", name)
}

// paragraphs calls fn for every paragraph, in their order.
func paragraphs(e *etree.Element, fn func(*etree.Element)) {
	each(e, func(e *etree.Element) {
		if e.Tag == "p" && e.Space != "a" {
			fn(e)
		}
	})
}

// texts are the pieces that a paragraph's text is split into, without those of
// paragraphs within it (text boxes).
func texts(p *etree.Element) []*etree.Element {
	var out []*etree.Element
	for _, c := range p.ChildElements() {
		switch c.Tag {
		case "t":
			out = append(out, c)
		case "p", "txbxContent":
		default:
			out = append(out, texts(c)...)
		}
	}
	return out
}

func textOf(p *etree.Element) string {
	var b strings.Builder
	for _, t := range texts(p) {
		b.WriteString(t.Text())
	}
	return b.String()
}
