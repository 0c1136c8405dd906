package open311

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
)

// Every example of the specification is read as XML and written again, in both
// forms, as the specification shows them.
func TestTheSpecificationsExamples(t *testing.T) {
	for name, doc := range map[string]document{
		"discovery": &discovery{}, "services": &services{}, "definition": &definition{}, "requests": &requests{},
		"request": &requests{}, "received": &received{}, "token": &resolved{}, "errors": &problems{},
	} {
		t.Run(name, func(t *testing.T) {
			raw := example(t, name+".xml")
			if err := xml.Unmarshal(raw, doc); err != nil {
				t.Fatal(err)
			}
			if got, want := tree(t, shown(t, "/x.xml", doc)), tree(t, raw); !reflect.DeepEqual(got, want) {
				t.Errorf("XML:\n%v\nwant\n%v", got, want)
			}
			if got, want := valueOf(t, shown(t, "/x.json", doc)), valueOf(t, example(t, name+".json")); !reflect.DeepEqual(got, want) {
				t.Errorf("JSON:\n%v\nwant\n%v", got, want)
			}
		})
	}
}

func example(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// shown is the document as an answer to the path.
func shown(t *testing.T, path string, doc document) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	write(w, httptest.NewRequest(http.MethodGet, path, nil), http.StatusOK, doc)
	want := "text/xml; charset=utf-8"
	if strings.HasSuffix(path, asJSON) {
		want = "application/json; charset=utf-8"
	}
	if got := w.Header().Get("Content-Type"); got != want {
		t.Errorf("%s is %s", path, got)
	}
	return w.Body.Bytes()
}

// node is an element without its place among its different siblings.
type node struct {
	Name, Text string
	Children   map[string][]node
}

func tree(t *testing.T, raw []byte) node {
	t.Helper()
	if !strings.HasPrefix(strings.ToLower(string(raw)), `<?xml version="1.0" encoding="utf-8"?>`) {
		t.Errorf("no declaration: %.60s", raw)
	}
	var read element
	if err := xml.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	return read.node()
}

type element struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []element `xml:",any"`
}

func (e element) node() node {
	out := node{Name: e.XMLName.Local, Text: strings.TrimSpace(e.Text), Children: map[string][]node{}}
	for _, c := range e.Children {
		out.Children[c.XMLName.Local] = append(out.Children[c.XMLName.Local], c.node())
	}
	return out
}

func valueOf(t *testing.T, raw []byte) any {
	t.Helper()
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return out
}
