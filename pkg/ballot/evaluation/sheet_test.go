package evaluation

import (
	"reflect"
	"testing"

	"lianluo/pkg/fault"
)

var asked = []Item{{Code: "quality", OnSite: true}, {Code: "openness"}}

func TestWhoHasNotBeenThereDoesNotRateTheSite(t *testing.T) {
	away := Sheet{Marks: map[string]Verdict{"quality": Satisfied}}
	if err := away.Check(asked); !fault.HasCode(err, "evaluation.been") {
		t.Fatalf("%v", err)
	}
	away.Marks = map[string]Verdict{"quality": "", "openness": Basically}
	if err := away.Check(asked); err != nil {
		t.Fatal(err)
	}
	there := Sheet{Been: true, Marks: map[string]Verdict{"quality": Satisfied}}
	if err := there.Check(asked); err != nil {
		t.Fatal(err)
	}
	// One who slipped through is not counted either, and one away does not abstain.
	slipped := Sheet{Marks: map[string]Verdict{"quality": Dissatisfied}}
	got := Sum(asked, []Sheet{away, there, slipped, {Been: true}})
	want := map[string]Ratings{
		"quality":  {Satisfied: 1, Abstained: 1},
		"openness": {Basically: 1, Abstained: 3},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v", got)
	}
}

func TestSheetsThatAreNotTaken(t *testing.T) {
	for code, marks := range map[string]map[string]Verdict{
		"evaluation.item": {"beauty": Satisfied},
		"evaluation.mark": {"openness": "splendid"},
	} {
		if err := (Sheet{Been: true, Marks: marks}).Check(asked); !fault.HasCode(err, code) {
			t.Errorf("%v: %v", marks, err)
		}
	}
}

func TestSumOfNothing(t *testing.T) {
	if got := Sum(asked, nil); len(got) != 2 || got["quality"].Cast() != 0 {
		t.Fatalf("%+v", got)
	}
}
