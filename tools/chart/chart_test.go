package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func made(t *testing.T, values string) (schema map[string]any, readme string, err error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"values.yaml": values, "README.head.md": "# Head\n\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := generate(dir); err != nil {
		return nil, "", err
	}
	raw, err := os.ReadFile(filepath.Join(dir, "values.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "README.md"))
	return schema, string(text), err
}

const sample = `# About the file.

# How much.
# @min 2
much: 3

# Which.
# @enum "" one two
which: ""

# A group.
group:
  # Its list.
  # @items string
  list: [a, b]
  # Anything by name.
  # @map any
  open: {x: {y: 1}}
  # Another group.
  # @like group
  other: {list: [c]}
`

func TestSchemaIsStrictAndNarrow(t *testing.T) {
	schema, _, err := made(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	if schema["additionalProperties"] != false {
		t.Error("what values.yaml does not name is not refused")
	}
	top := schema["properties"].(map[string]any)
	much := top["much"].(map[string]any)
	if much["type"] != "integer" || much["minimum"] != 2.0 || much["description"] != "How much." {
		t.Errorf("much is %v", much)
	}
	if got := top["which"].(map[string]any)["enum"].([]any); len(got) != 3 || got[0] != "" {
		t.Errorf("which may be %v", got)
	}
	group := top["group"].(map[string]any)
	inner := group["properties"].(map[string]any)
	if group["additionalProperties"] != false || inner["list"].(map[string]any)["items"].(map[string]any)["type"] != "string" {
		t.Errorf("group is %v", group)
	}
	if other := inner["other"].(map[string]any); other["$ref"] != "#/properties/group" {
		t.Errorf("other is %v", other)
	}
	if _, fixed := inner["open"].(map[string]any)["properties"]; fixed {
		t.Error("the keys of open are fixed")
	}
}

func TestReadmeNamesEverySetting(t *testing.T) {
	_, readme, err := made(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# Head\n", "| `much` | How much. | `3` |", "**`group`**", "| `group.list` | Its list. | `[a, b]` |", "One of `\"\"`, `one`, `two`."} {
		if !strings.Contains(readme, want) {
			t.Errorf("no %q in\n%s", want, readme)
		}
	}
}

func TestAKeyWithoutACommentIsAnError(t *testing.T) {
	if _, _, err := made(t, "# One.\na: 1\nb: 2\n"); err == nil || !strings.Contains(err.Error(), "values.yaml:3: b has no comment") {
		t.Errorf("got %v", err)
	}
}
