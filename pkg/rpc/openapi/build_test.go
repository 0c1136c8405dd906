package openapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"

	"lianluo/pkg/rpc"
	"lianluo/pkg/rpc/openapi"
)

var update = flag.Bool("update", false, "write testdata/openapi.json anew")

const golden = "testdata/openapi.json"

func sources(t testing.TB) openapi.Sources {
	t.Helper()
	text, err := os.ReadFile("contract_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return openapi.Sources{"lianluo/pkg/rpc/openapi_test": fstest.MapFS{"contract.go": {Data: text}}, "lianluo/pkg/rpc": os.DirFS("..")}
}

func build(t testing.TB, ops []rpc.Any) []byte {
	t.Helper()
	spec, err := openapi.Build(ops, sources(t), openapi.Info{Title: "Lianluo", Version: "1", Description: "For tests.", ChineseDescription: "供测试使用。"})
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func load(t testing.TB, spec []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(spec)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheDocumentIsValidOpenAPI31(t *testing.T) {
	doc := load(t, build(t, ops()))
	if !doc.IsOpenAPI31OrLater() {
		t.Fatalf("is %s", doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
}

func TestTheDocumentIsTheOneReviewed(t *testing.T) {
	spec := build(t, ops())
	if *update {
		if err := os.WriteFile(golden, spec, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(spec, want) {
		t.Fatal("the document changed: look at what `go test ./rpc/openapi -update` changes in " + golden)
	}
	reversed := ops()
	slices.Reverse(reversed)
	if !bytes.Equal(build(t, reversed), want) {
		t.Fatal("the order of operations must not matter")
	}
}

// accepts reports whether the component takes the JSON.
func accepts(t *testing.T, doc *openapi3.T, component, raw string) bool {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas[component]
	if schema == nil {
		t.Fatalf("no component %s in %v", component, doc.Components.Schemas)
	}
	return schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()) == nil
}

const inner = `{"kind":"red","size":1,"part":1.5,"tags":["ab"],"day":"2026-03-05","code":"12345678"}`

func with(member, value string) string {
	var m map[string]json.RawMessage
	_ = json.Unmarshal([]byte(inner), &m)
	m[member] = json.RawMessage(value)
	if value == "" {
		delete(m, member)
	}
	raw, _ := json.Marshal(m)
	return string(raw)
}

// The schema and the chain's validation are driven by the same tags: what one
// takes, the other takes.
func TestSchemasSayWhatValidationDoes(t *testing.T) {
	doc := load(t, build(t, ops()))
	cases := map[string]string{"as it is": inner}
	for member, values := range map[string][]string{
		"kind": {"", `"deep blue"`, `"blue"`, `""`, `7`},
		"mail": {`""`, `"a@b.cn"`},
		"sort": {`""`, `"up"`, `"left"`},
		"size": {"", `0`, `8`, `9`, `-1`, `"1"`},
		"part": {"", `0.5`, `0.6`, `2`, `2.1`},
		"tags": {"", `[]`, `["a"]`, `["ab","ab"]`, `["ab","cd","ef","gh"]`, `["123456789"]`, `"ab"`},
		"code": {"", `"1234567"`, `"联络联络联络联络"`},
		"more": {`1`},
	} {
		for _, v := range values {
			cases[member+" "+v] = with(member, v)
		}
	}
	for name, raw := range cases {
		var req Inner
		dec := json.NewDecoder(strings.NewReader(raw))
		dec.DisallowUnknownFields()
		valid := dec.Decode(&req) == nil && rpc.Validate(req) == nil
		if got := accepts(t, doc, "openapi_test.Inner", raw); got != valid {
			t.Errorf("%s: the schema takes it: %v, validation: %v", name, got, valid)
		}
	}
}

func TestAnswersFitTheirSchemas(t *testing.T) {
	doc := load(t, build(t, ops()))
	for raw, want := range map[string]bool{
		`{"id":"1","step":"registered","who":null,"notes":[],"count":{},"any":1,"mark":"x","score":0}`:                                       true,
		`{"id":"1","step":"registered","who":{"name":"张"},"notes":[{"text":"t"}],"count":{"a":1},"any":[],"mark":"","score":1,"newer":true}`: true,
		`{"id":"1","step":"lost","who":null,"notes":[],"count":{},"any":1,"mark":"x","score":0}`:                                             false,
		`{"step":"registered","who":null,"notes":[],"count":{},"any":1,"mark":"x","score":0}`:                                                false,
	} {
		if got := accepts(t, doc, "openapi_test.Case", raw); got != want {
			t.Errorf("%s: got %v", raw, got)
		}
	}
}

func TestWhatIsLeftOutAndWhatFails(t *testing.T) {
	spec := string(build(t, ops()))
	if strings.Contains(spec, "casework.Peek") {
		t.Error("internal operations are nobody's business outside")
	}
	if _, err := openapi.Build([]rpc.Any{undocumented}, sources(t), openapi.Info{}); err == nil || !strings.Contains(err.Error(), "area.Quiet") {
		t.Errorf("an operation without a comment: %v", err)
	}
	broken := openapi.Sources{"x": fstest.MapFS{"a.go": {Data: []byte("package")}}}
	if _, err := openapi.Build(nil, broken, openapi.Info{}); err == nil {
		t.Error("broken source must fail")
	}
	type Case struct{ Other int }
	twin := rpc.Get[rpc.None, Case]("casework.ListCases", "/api/casework/v1/twin", rpc.Public())
	if _, err := openapi.Build([]rpc.Any{ListCases, twin}, sources(t), openapi.Info{}); err == nil || !strings.Contains(err.Error(), "two types") {
		t.Errorf("two types of one name: %v", err)
	}
}
