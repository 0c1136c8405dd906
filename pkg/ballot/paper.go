package ballot

import "slices"

// Mark is what a teller reads beside one candidate on a paper ballot.
type Mark string

// What can be read. Two crosses beside one candidate, or a sign that nobody can
// tell, is Unreadable; the scrutineers decide in doubt.
const (
	MarkNone       Mark = ""
	MarkApprove    Mark = Approve
	MarkOppose     Mark = Oppose
	MarkUnreadable Mark = "unreadable"
)

// ReadPaper turns the marks of one paper ballot, in the order of the candidates,
// into choices as a screen casts them: a row per candidate, a 1 in the column
// chosen. valid is false for a paper that does not count at all: one that approves
// more than the limit, or on which nothing can be read. A single mark that cannot
// be read voids that item only and becomes a row of zeros; a blank paper is valid
// and abstains from everything.
func (r Rules) ReadPaper(marks []Mark) (choices [][]int, valid bool) {
	approved, unreadable := 0, 0
	for _, mark := range marks {
		row := make([]int, len(r.Choices))
		if c := slices.Index(r.Choices, string(mark)); c >= 0 {
			row[c] = 1
		}
		if mark == MarkUnreadable {
			unreadable++
		}
		approved += row[0]
		choices = append(choices, row)
	}
	return choices, approved <= r.Limit && (len(marks) == 0 || unreadable < len(marks))
}

// Count adds single ballots up, as choices per candidate and column; what is not
// valid is counted and not read.
func (t *Tally) Count(choices [][]int, valid bool) {
	if !valid {
		t.Invalid++
		return
	}
	if t.Counts == nil {
		t.Counts = make([][]int, len(choices))
	}
	for i, row := range choices {
		if t.Counts[i] == nil {
			t.Counts[i] = make([]int, len(row))
		}
		for c, v := range row {
			t.Counts[i][c] += v
		}
	}
	t.Valid++
}
