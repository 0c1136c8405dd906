package ballot

import (
	"reflect"
	"testing"
)

func TestReadingPapers(t *testing.T) {
	capped, both := adopted(ApprovalCapped, 45, 2, 4), adopted(ApprovalCapped, 45, 2, 4)
	both.Choices = []string{Approve, Oppose}
	const a, o, n, u = MarkApprove, MarkOppose, MarkNone, MarkUnreadable
	for name, c := range map[string]struct {
		rules Rules
		marks []Mark
		valid bool
		rows  [][]int
	}{
		"as many as places":       {capped, []Mark{a, n, n, a}, true, [][]int{{1}, {0}, {0}, {1}}},
		"fewer":                   {capped, []Mark{n, a, n, n}, true, [][]int{{0}, {1}, {0}, {0}}},
		"blank abstains":          {capped, []Mark{n, n, n, n}, true, [][]int{{0}, {0}, {0}, {0}}},
		"over-voted":              {capped, []Mark{a, a, a, n}, false, nil},
		"one cannot be read":      {capped, []Mark{a, u, n, a}, true, [][]int{{1}, {0}, {0}, {1}}},
		"unreadable is no vote":   {capped, []Mark{a, a, u, u}, true, [][]int{{1}, {1}, {0}, {0}}},
		"nothing can be read":     {capped, []Mark{u, u, u, u}, false, nil},
		"oppose without a column": {capped, []Mark{o, o, o, o}, true, [][]int{{0}, {0}, {0}, {0}}},
		"oppose with a column":    {both, []Mark{a, o, n, o}, true, [][]int{{1, 0}, {0, 1}, {0, 0}, {0, 1}}},
	} {
		rows, valid := c.rules.ReadPaper(c.marks)
		if valid != c.valid || valid && !reflect.DeepEqual(rows, c.rows) {
			t.Errorf("%s: %v, %v", name, rows, valid)
		}
	}
}

func TestNoPaperOfAnItemBallotIsOverVoted(t *testing.T) {
	r := adopted(ApprovalPerItem, 45, 2, 4)
	if _, valid := r.ReadPaper([]Mark{MarkApprove, MarkApprove, MarkApprove, MarkApprove}); !valid {
		t.Fatal("each item is voted on by itself")
	}
}

func TestCountingIntoAnEmptyTally(t *testing.T) {
	var tally Tally
	tally.Count([][]int{{1, 0}, {0, 1}}, true)
	tally.Count([][]int{{1, 0}, {1, 0}}, false)
	tally.Count([][]int{{1, 0}, {0, 0}}, true)
	if want := (Tally{Counts: [][]int{{2, 0}, {0, 1}}, Valid: 2, Invalid: 1}); !reflect.DeepEqual(tally, want) {
		t.Fatalf("%+v", tally)
	}
}
