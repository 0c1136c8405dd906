package ballot

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var update = flag.Bool("update", false, "write testdata/counting.json anew")

// adoption is a text of rules and whether so many candidates may be voted on under it.
type adoption struct {
	Why        string `json:"why"`
	Text       string `json:"text"`
	Candidates int    `json:"candidates"`
	Runoff     bool   `json:"runoff"`
	Holds      bool   `json:"holds"`
}

// counted is a tally and what the rules make of it.
type counted struct {
	Rules      Rules    `json:"rules"`
	Candidates []string `json:"candidates"`
	Counts     [][]int  `json:"counts"`
	Valid      int      `json:"valid"`
	Outcome
}

// counting is the file that other implementations are tested with, too.
type counting struct {
	Rules  []adoption `json:"rules"`
	Counts []counted  `json:"counts"`
}

func adoptions(t *testing.T) (out []adoption) {
	add := func(why, text string, candidates int, runoff bool) {
		r, err := Parse(text)
		out = append(out, adoption{why, text, candidates, runoff, err == nil && r.Validate(candidates, runoff) == nil})
	}
	of := func(why string, candidates int, runoff bool, changes ...func(*Rules)) {
		r := adopted(ApprovalCapped, 45, 10, 12)
		for _, change := range changes {
			change(&r)
		}
		text, err := r.Text()
		if err != nil {
			t.Fatal(err)
		}
		add(why, text, candidates, runoff)
	}
	equal, second := func(r *Rules) { r.EqualNumber = true }, func(r *Rules) { r.Pass = RunoffPass }
	for m := 8; m <= 13; m++ {
		of("candidates", m, false)
		of("equal number", m, false, equal)
		of("run-off", m, true, second)
		of("run-off, equal number", m, true, second, equal)
	}
	of("mark of a run-off", 12, false, second)
	of("mark of a first ballot in a run-off", 12, true)
	for _, method := range append(Methods(), "lottery") {
		for _, m := range []int{1, 2, 12} {
			for _, places := range []int{0, 1, 10} {
				of("method", m, false, func(r *Rules) {
					r.Method, r.Places, r.EqualNumber, r.Limit = method, places, m == 1, method.limit(places, m)
				})
			}
		}
	}
	for n := 1; n < 12; n++ {
		for _, d := range []int{-1, 0, 1} {
			of("quorum", 12, false, func(r *Rules) { r.Roll, r.Quorum, r.Pass = n, Quorum(n)+d, Pass(n) })
			of("pass", 12, false, func(r *Rules) { r.Roll, r.Quorum, r.Pass = n, Quorum(n), Pass(n)+d })
			of("limit", 12, false, func(r *Rules) { r.Limit += d })
		}
	}
	of("suspended seats do not count", 12, false, func(r *Rules) { r.SuspendedCount = false })
	of("no choice", 12, false, func(r *Rules) { r.Choices = []string{} })
	of("two columns", 12, false, func(r *Rules) { r.Choices = []string{Approve, Oppose} })
	of("turned", 12, false, func(r *Rules) { r.Choices = []string{Oppose, Approve} })
	of("a column of its own", 12, false, func(r *Rules) { r.Choices = []string{Approve, "perhaps"} })
	of("nobody", 12, false, func(r *Rules) { r.Roll, r.Quorum, r.Pass = 0, 0, 1 })
	add("of the protocol", ofTheProtocol, 12, false)
	for _, swap := range [][3]string{
		{"negative", `:3}`, `:-3}`}, {"minus nothing", `:3}`, `:-0}`}, {"power", `:10,`, `:1e1,`}, {"fraction", `:10,`, `:10.0,`}, {"text", `:10,`, `:"10",`},
		{"null", `false`, `null`}, {"number for truth", `false`, `0`}, {"unknown", `{`, `{"x":1,`}, {"twice", `{`, `{"places":10,`},
		{"missing", `,"paper_floor":3`, ``}, {"other case", `"tie"`, `"Tie"`}, {"list", `{`, `[{`}, {"behind", `:3}`, `:3}}`},
		{"no such tie", `"tie":"runoff"`, `"tie":"dice"`}, {"no such short", `"short":"empty"`, `"short":"full"`}, {"lone surrogate", `default`, `\ud800`},
		{"exact no more", `:3}`, `:9007199254740992}`}, {"as much as is exact", `:3}`, `:9007199254740991}`}, {"empty version", `default`, ``},
	} {
		add(swap[0], strings.Replace(ofTheProtocol, swap[1], swap[2], 1), 12, false)
	}
	return out
}

// tallies are the first made ballots, and as many of the later ones with a tie.
func tallies() (out []counted) {
	const first, tied = 100, 60
	for seed := uint64(0); len(out) < first+tied; seed++ {
		s := made(seed)
		t := s.tally()
		if seed%10 == 9 { // what no ballots give
			t.Valid = max(0, t.Valid-3-int(seed%7))
		}
		c := counted{Rules: s.rules, Counts: t.Counts, Valid: t.Valid, Outcome: Count(s.rules, s.candidates, t)}
		for _, one := range s.candidates {
			c.Candidates = append(c.Candidates, one.ID)
		}
		if seed < first || len(c.Tied) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// The file says what this implementation does; the other two are tested with it.
func TestTheSharedVectorsAreWhatIsCountedHere(t *testing.T) {
	const path = "testdata/counting.json"
	text, err := json.Marshal(counting{adoptions(t), tallies()}, jsontext.SpaceAfterComma(false))
	if err != nil {
		t.Fatal(err)
	}
	text = append(bytes.ReplaceAll(text, []byte(`},{"`), []byte("},\n{\"")), '\n')
	if *update {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(stored, text) {
		t.Fatalf("testdata/counting.json is not what is counted here (go test -update): %v", err)
	}
	ends := map[Verdict]int{}
	for _, c := range tallies() {
		ends[c.Outcome.Outcome]++
	}
	for _, v := range []Verdict{Decided, TooFew, ToRunoff, ToPresidium, Void} {
		if ends[v] < 3 {
			t.Errorf("%d tallies end as %s", ends[v], v)
		}
	}
}
