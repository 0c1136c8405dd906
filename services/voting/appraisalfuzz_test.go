package voting

import (
	"encoding/json"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/evaluation"
)

// FuzzSheets: whatever is handed in, it is refused or adds one head and, to each
// aspect of each subject, at most one mark.
func FuzzSheets(f *testing.F) {
	for _, seed := range []string{`[{"subject":0,"been":true,"marks":{"a1":"satisfied","a2":"dissatisfied"}}]`, `[{"subject":1,"marks":{"a2":"satisfied"}}]`,
		`[{"subject":-1}]`, `[{"subject":0},{"subject":0}]`, `[{"subject":0,"marks":{"a1":"splendid"}}]`, `[]`} {
		f.Add([]byte(seed))
	}
	a := &Appraisal{Appraisal: voting.Appraisal{Subjects: []voting.Subject{{UnitName: "镇农办"}, {}},
		Aspects: []voting.Aspect{{Code: "a1"}, {Code: "a2", OnSite: true}, {Code: "a3", Unit: true}}}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var given []voting.Given
		if json.Unmarshal(raw, &given) != nil {
			return
		}
		u := &urn{}
		if err := u.add(a, 1, given); err != nil {
			if u.heads() != 0 || len(u.Sums) != 0 {
				t.Fatalf("refused with %v, and the urn holds %+v", err, u)
			}
			return
		}
		if u.headsOf(1) != 1 || u.heads() != 1 {
			t.Fatalf("one sheet, %d heads", u.heads())
		}
		for cell := range len(a.Subjects) * len(a.Aspects) {
			if n := u.of(1, cell).Cast(); n > 1 || u.of(0, cell) != (evaluation.Ratings{}) {
				t.Fatalf("one sheet, %d marks in cell %d", n, cell)
			}
		}
		if u.of(1, 5).Cast() != 0 {
			t.Fatal("a unit that there is not was judged")
		}
	})
}
