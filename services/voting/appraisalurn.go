package voting

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// urn is what was said in an appraisal: sums, and nothing from which a single sheet,
// its author, its time or its place in a row could be told.
type urn struct {
	ID     string                 `json:"id"`
	Closed bool                   `json:"closed"`
	Heads  []int                  `json:"heads"` // who rated: on the roll, then by group of slips
	Sums   [][]evaluation.Ratings `json:"sums"`  // alike; of each every aspect of every subject
}

var (
	errOver  = fault.FailedPrecondition("appraisal.over", "这次评议现在不在评议期内，不能提交；请留意公布的结果", "This appraisal takes no ratings now. Its result will be published")
	errTwo   = fault.Invalid("appraisal.given_twice", "同一对象填写了两次，请刷新页面后重新填写", "A subject was rated twice; reload the page and fill it in again")
	errWhich = fault.Invalid("appraisal.subject", "评议表里没有这个对象，请刷新页面后重新填写", "The sheet has no such subject; reload the page and fill it in again")
)

func declareUrns(db *store.DB) *store.Collection[urn] {
	return store.NewCollection(db, "urn", store.Def[urn]{ID: func(u *urn) string { return u.ID }, Missing: errNoAppraisal, Busy: true})
}

// heads is how many rated, with or without a seat.
func (u *urn) heads() (n int) {
	for _, h := range u.Heads {
		n += h
	}
	return n
}

// of are the ratings that a group gave to an aspect of a subject.
func (u *urn) of(group, cell int) evaluation.Ratings {
	if group >= len(u.Sums) || cell >= len(u.Sums[group]) {
		return evaluation.Ratings{}
	}
	return u.Sums[group][cell]
}

func (u *urn) headsOf(group int) int {
	if group >= len(u.Heads) {
		return 0
	}
	return u.Heads[group]
}

// cell is where an aspect of a subject stands in the sums.
func (a *Appraisal) cell(subject, aspect int) int { return subject*len(a.Aspects) + aspect }

// add puts one rater's sheets among the sums of a group. It fails as Check of a sheet
// does, with appraisal.over once the urn is closed.
func (u *urn) add(a *Appraisal, group int, given []voting.Given) error {
	if u.Closed {
		return errOver
	}
	sheets, err := a.sheets(given)
	if err != nil {
		return err
	}
	u.Sums, u.Heads = slices.Clone(u.Sums), slices.Clone(u.Heads)
	for len(u.Sums) <= group {
		u.Sums = append(u.Sums, make([]evaluation.Ratings, len(a.Subjects)*len(a.Aspects)))
		u.Heads = append(u.Heads, 0)
	}
	u.Heads[group]++
	row := slices.Clone(u.Sums[group])
	for i, sheet := range sheets {
		sums := evaluation.Sum(a.items(i), []evaluation.Sheet{sheet})
		for j, aspect := range a.Aspects {
			if r, asked := sums[aspect.Code]; asked {
				row[a.cell(i, j)] = row[a.cell(i, j)].Plus(r)
			}
		}
	}
	u.Sums[group] = row
	return nil
}

// sheets are one of each subject; who left one out abstained on all of it.
func (a *Appraisal) sheets(given []voting.Given) ([]evaluation.Sheet, error) {
	out := make([]evaluation.Sheet, len(a.Subjects))
	var seen []int
	for _, g := range given {
		switch {
		case g.Subject < 0 || g.Subject >= len(out):
			return nil, errWhich
		case slices.Contains(seen, g.Subject):
			return nil, errTwo
		}
		seen = append(seen, g.Subject)
		sheet := evaluation.Sheet{Been: g.Been, Marks: map[string]evaluation.Verdict{}}
		for code, mark := range g.Marks {
			sheet.Marks[code] = evaluation.Verdict(mark)
		}
		if err := sheet.Check(a.items(g.Subject)); err != nil {
			return nil, err
		}
		out[g.Subject] = sheet
	}
	return out, nil
}

// items are what is asked about a subject: of its unit only where it has one.
func (a *Appraisal) items(subject int) []evaluation.Item {
	var out []evaluation.Item
	for _, aspect := range a.Aspects {
		if !aspect.Unit || a.Subjects[subject].UnitName != "" {
			out = append(out, evaluation.Item{Code: aspect.Code, OnSite: aspect.OnSite})
		}
	}
	return out
}
