package placing

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/fault"
)

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// moved is a tree in which 431223200 was merged into 431223100, and 431222102
// went from one county to the other.
func moved(t *testing.T) *area.Tree {
	t.Helper()
	tree, err := area.Default().With(
		area.Division{Code: "431223200", ValidTo: day, SupersededBy: "431223100"},
		area.Division{Code: "431222102", Parent: "431223", ValidFrom: day})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

var shifts = []Shift{
	{Code: "431223200", Past: []string{"43", "4312", "431223", "431223200"}, To: []string{"43", "4312", "431223", "431223100", "431223200"}},
	{Code: "431222102", Past: []string{"43", "4312", "431222", "431222102"}, To: []string{"43", "4312", "431223", "431222102"}},
}

func TestLinesFollowTheTree(t *testing.T) {
	tree := moved(t)
	for name, c := range map[string][2]string{
		"codes":                  {`{"area":"431223200","line":["43","4312","431223","431223200"]}`, `{"area":"431223200","line":["43","4312","431223","431223100","431223200"]}`},
		"tokens":                 {`{"t":["s:1","a:43","a:4312","a:431222","a:431222102"]}`, `{"t":["a:43","a:4312","a:431223","a:431222102","s:1"]}`},
		"a village below":        {`{"line":["43","4312","431222","431222102","431222102001"]}`, `{"line":["43","4312","431223","431222102","431222102001"]}`},
		"in an object in a list": {`{"x":[{"t":["a:43","a:4312","a:431223","a:431223200"]}]}`, `{"x":[{"t":["a:43","a:4312","a:431223","a:431223100","a:431223200"]}]}`},
		"also of the old county": {`{"mandates":[{"area":"431222"}],"t":["a:43","a:4312","a:431222","a:431222102"]}`, `{"mandates":[{"area":"431222"}],"t":["a:43","a:4312","a:431223","a:431222102","a:431222"]}`},
		"large numbers stay":     {`{"n":12345678901234567890,"t":["a:43","a:431222","a:431222102"]}`, `{"n":12345678901234567890,"t":["a:43","a:4312","a:431223","a:431222102"]}`},
		"a choice of divisions":  {`{"only":["431223200","431223"]}`, ""},
		"elsewhere":              {`{"t":["a:43","a:4312","a:431223","a:431223101"]}`, ""},
		"said, not placed":       {`{"text":"431223200","line":["43","4312","431223"]}`, ""},
		"done already":           {`{"line":["43","4312","431223","431223100","431223200"]}`, ""},
		"done, in another order": {`{"t":["a:431222102","a:431223","a:4312","a:43"]}`, ""},
		"of somebody in both":    {`{"area":"431223200","also":{"area":"431222102"},"t":["a:43","a:4312","a:431222","a:431222102","a:431223","a:431223200"]}`, `{"area":"431223200","also":{"area":"431222102"},"t":["a:43","a:4312","a:431223","a:431222102","a:431223100","a:431223200"]}`},
	} {
		out, err := Apply(tree, shifts, []byte(c[0]))
		if err != nil || !same(t, string(out), c[1]) {
			t.Errorf("%s: %s, want %s (%v)", name, out, c[1], err)
		}
		if c[1] == "" {
			continue
		}
		if again, err := Apply(tree, shifts, out); err != nil || again != nil {
			t.Errorf("%s: a second time gives %s (%v)", name, again, err)
		}
	}
}

func same(t *testing.T, a, b string) bool {
	t.Helper()
	if a == "" || b == "" {
		return a == b
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		t.Fatal(a, b)
	}
	sortTokens(x)
	sortTokens(y)
	return reflect.DeepEqual(x, y)
}

func TestBrokenDocumentsAreNotTouched(t *testing.T) {
	if _, err := Apply(moved(t), shifts, []byte(`{"431223200"`)); !fault.Is(err, fault.KindInternal) {
		t.Errorf("%v", err)
	}
}

// FuzzApply: whatever is stored, it ends, and doing it twice is doing it once.
func FuzzApply(f *testing.F) {
	for _, seed := range []string{`{"t":["a:43","a:431222102"]}`, `["43","431223200",["43","431223200"]]`, `{"area":"431222102","t":["43","431222102",1,null]}`, `{`} {
		f.Add([]byte(seed))
	}
	tree, err := area.Default().With(area.Division{Code: "431222102", Parent: "431223", ValidFrom: day})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		once, err := Apply(tree, shifts[1:], doc)
		if err != nil || once == nil {
			return
		}
		if twice, err := Apply(tree, shifts[1:], once); err != nil || twice != nil {
			t.Fatalf("%s then %s (%v)", once, twice, err)
		}
	})
}
