package main

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// value is one setting of values.yaml.
type value struct {
	name, text string
	hints      map[string]string
	node       *yaml.Node
	parts      []*value // of a mapping with fixed keys
}

// read reads a mapping; it fails for a key without a comment.
func read(node *yaml.Node) (*value, error) {
	v := &value{node: node}
	for i := 0; i < len(node.Content); i += 2 {
		part, err := readPart(node.Content[i], node.Content[i+1])
		if err != nil {
			return nil, err
		}
		v.parts = append(v.parts, part)
	}
	return v, nil
}

func readPart(key, node *yaml.Node) (*value, error) {
	text, hints := comment(key.HeadComment)
	if text == "" {
		return nil, fmt.Errorf("values.yaml:%d: %s has no comment", key.Line, key.Value)
	}
	v := &value{name: key.Value, text: text, hints: hints, node: node}
	if node.Kind != yaml.MappingNode || v.free() {
		return v, nil
	}
	inner, err := read(node)
	if err != nil {
		return nil, err
	}
	v.parts = inner.parts
	return v, nil
}

// free: what stands in it is not fixed by values.yaml.
func (v *value) free() bool {
	return has(v.hints, "any") || has(v.hints, "map") || has(v.hints, "like")
}

// comment is the last paragraph of a head comment: its sentences and its hints.
func comment(head string) (text string, hints map[string]string) {
	paragraphs := strings.Split(head, "\n\n")
	hints = map[string]string{}
	var words []string
	for _, line := range strings.Split(paragraphs[len(paragraphs)-1], "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "#"))
		if hint, ok := strings.CutPrefix(line, "@"); ok {
			name, rest, _ := strings.Cut(hint, " ")
			hints[name] = rest
			continue
		}
		words = append(words, line)
	}
	return strings.TrimSpace(strings.Join(words, " ")), hints
}

var kinds = map[string]string{"!!str": "string", "!!int": "integer", "!!float": "number", "!!bool": "boolean"}

func kind(name string) map[string]any {
	if name == "any" {
		return map[string]any{}
	}
	return map[string]any{"type": name}
}

// schema is the value's JSON schema.
func (v *value) schema() map[string]any {
	s := map[string]any{}
	switch {
	case has(v.hints, "any"):
	case has(v.hints, "like"): // some of another setting's keys
		s["$ref"] = "#/properties/" + v.hints["like"]
	case has(v.hints, "map"):
		s["type"], s["additionalProperties"] = "object", kind(v.hints["map"])
	case v.node.Kind == yaml.SequenceNode:
		s["type"], s["items"] = "array", kind(v.hints["items"])
	case v.node.Kind == yaml.MappingNode:
		properties := map[string]any{}
		for _, p := range v.parts {
			properties[p.name] = p.schema()
		}
		s["type"], s["properties"], s["additionalProperties"] = "object", properties, false
	case v.node.Tag == "!!float": // 1 is one, too
		s["type"] = "number"
	default:
		s["type"] = kinds[v.node.Tag]
	}
	v.narrow(s)
	return s
}

func (v *value) narrow(s map[string]any) {
	if v.text != "" {
		s["description"] = v.text
	}
	if list, ok := v.hints["enum"]; ok {
		var all []string
		for _, one := range strings.Fields(list) {
			all = append(all, strings.Trim(one, `"`))
		}
		s["enum"] = all
	}
	if pattern, ok := v.hints["pattern"]; ok {
		s["pattern"] = pattern
	}
	if least, ok := v.hints["min"]; ok {
		if n, err := strconv.Atoi(least); err == nil {
			s["minimum"] = n
		}
	}
}

func has(hints map[string]string, name string) bool {
	_, ok := hints[name]
	return ok
}
