package main

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// table is the settings as Markdown, in the order of values.yaml.
func (v *value) table() []byte {
	var out strings.Builder
	out.WriteString("| setting | what it is | default |\n| --- | --- | --- |\n")
	v.rows(&out, "")
	return []byte(out.String())
}

func (v *value) rows(out *strings.Builder, prefix string) {
	for _, p := range v.parts {
		name := prefix + p.name
		if len(p.parts) > 0 {
			fmt.Fprintf(out, "| **`%s`** | %s | |\n", name, cell(p.text))
			p.rows(out, name+".")
			continue
		}
		fmt.Fprintf(out, "| `%s` | %s | `%s` |\n", name, cell(p.text+choices(p.hints["enum"])), cell(p.given()))
	}
}

func choices(enum string) string {
	if enum == "" {
		return ""
	}
	return " One of `" + strings.Join(strings.Fields(enum), "`, `") + "`."
}

// given is the default in one line.
func (v *value) given() string {
	node := *v.node
	bare(&node)
	raw, err := yaml.Marshal(&node)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// bare puts a node into one line, without comments.
func bare(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	n.Style |= yaml.FlowStyle
	for i, inner := range n.Content {
		c := *inner
		bare(&c)
		n.Content[i] = &c
	}
}

func cell(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", "\\|") }
