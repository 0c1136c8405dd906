package area

import (
	"time"
	"unicode/utf8"

	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

// longestName in runes; the longest in the data has 31.
const longestName = 60

// check looks at every dated division and at those below it: what a change can
// have put out of order. Together these rules keep every walk to the root finite:
// a parent's code is shorter, and a successor outlives what it takes over.
func (t *table) check() error {
	for code := range t.history {
		i, _ := t.find(code)
		for _, at := range append([]int32{i}, t.under(i)...) {
			for _, d := range t.states(at) {
				if err := t.checkState(d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (t *table) checkState(d Division) error {
	if d.Name == "" || !utf8.ValidString(d.Name) || utf8.RuneCountInString(d.Name) > longestName {
		return badName(d.Code)
	}
	parent, ok := t.find(d.Parent)
	if !ok || len(d.Parent) >= len(d.Code) {
		return orphan(d.Code, d.Parent)
	}
	if !covers(t.states(parent), d.ValidFrom, d.ValidTo) {
		return fault.Invalid("area.parent_ended", "区划%s的上级%s在其有效期内已撤销，请同时登记下级区划的变更。",
			"Division %s stands below %s at a time when that one is abolished; record what becomes of it as well.", d.Code, d.Parent)
	}
	if d.SupersededBy == "" {
		return nil
	}
	next, ok := t.find(d.SupersededBy)
	if !ok || d.SupersededBy == d.Code || len(d.SupersededBy) > len(d.Code) || !anyInForce(t.states(next), d.ValidTo) {
		return fault.Invalid("area.successor", "区划%s的承继区划“%s”当时并不存在，请核对代码和日期。",
			"Division %s is to be taken over by %q, which is not in force at that time; check the code and the dates.",
			d.Code, words.Clip(string(d.SupersededBy)))
	}
	return nil
}

func badName(code Code) error {
	return fault.Invalid("area.name", "区划%s的名称为空、过长或不是UTF-8文字，请改正（文件请另存为UTF-8格式）。",
		"The name of division %s is empty, too long or not UTF-8 text; correct it (save the file as UTF-8).", code)
}

func anyInForce(states []Division, at time.Time) bool {
	for _, d := range states {
		if d.InForce(at) {
			return true
		}
	}
	return false
}

// covers reports whether states, oldest first, hold without a gap from one moment
// to the other. Zero is the end of time for to; for from it is "nobody knows since
// when", which asks nothing of the time before the first state.
func covers(states []Division, from, to time.Time) bool {
	if from.IsZero() {
		from = states[0].ValidFrom
	}
	for _, d := range states {
		if !d.InForce(from) {
			continue
		}
		if d.ValidTo.IsZero() || !to.IsZero() && !d.ValidTo.Before(to) {
			return true
		}
		from = d.ValidTo
	}
	return false
}
