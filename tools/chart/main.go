// Command chart makes a Helm chart's values.schema.json and README.md from the
// comments of its values.yaml: every key has a comment; a line "@enum a b",
// "@pattern re", "@min n", "@items kind", "@map kind", "@like setting" or "@any"
// in it says more than the default value can. The schema is strict: what values.yaml does not
// name is refused, so that a misspelt setting never passes silently.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: chart DIRECTORY")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func generate(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return err
	}
	root, err := read(doc.Content[0])
	if err != nil {
		return err
	}
	schema, err := root.json()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "values.schema.json"), schema, 0o644); err != nil {
		return err
	}
	head, err := os.ReadFile(filepath.Join(dir, "README.head.md"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), append(head, root.table()...), 0o644)
}

// json is the whole schema.
func (v *value) json() ([]byte, error) {
	schema := v.schema()
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	global := map[string]any{"type": "object", "description": "What parent charts hand down; not used here."}
	schema["properties"].(map[string]any)["global"] = global
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(schema)
	return out.Bytes(), err
}
