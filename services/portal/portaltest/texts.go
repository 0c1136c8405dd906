package portaltest

import (
	"embed"
	"encoding/json"
)

//go:embed testdata/*.json
var data embed.FS

// load reads an embedded file; the package's own tests see to it that it is right.
func load[T any](name string) T {
	var v T
	raw, err := data.ReadFile("testdata/" + name)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		panic(err)
	}
	return v
}

var texts = load[map[string]string]("texts.json")
