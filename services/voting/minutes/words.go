package minutes

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/ballot"
	"lianluo/pkg/calendar"
)

var methods = map[ballot.Method]string{
	ballot.ApprovalCapped:  "无记名差额票决，每张票赞成不超过应选名额",
	ballot.ApprovalPerItem: "无记名逐项表决",
	ballot.Package:         "无记名整体表决",
	ballot.Recommendation:  "无记名票选推荐，结果不具有决定效力",
}

// digits of Chinese numerals below 100, as 届 and 次 are counted.
var digits = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// ordinal is 第…: 1 to 99 in Chinese numerals, others in figures.
func ordinal(n int) string {
	switch {
	case n < 1 || n > 99:
		return "第" + strconv.Itoa(n)
	case n < 10:
		return "第" + digits[n]
	case n < 20:
		return "第十" + digits[n%10]
	}
	return "第" + digits[n/10] + "十" + digits[n%10]
}

// groups puts a blank after every four characters, so that people can compare them.
func groups(text string) string {
	var parts []string
	for part := range slices.Chunk([]byte(text), 4) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, " ")
}

func moment(t time.Time) string { return t.In(calendar.Zone).Format("2006年1月2日15时04分") }

func date(t time.Time) string { return t.In(calendar.Zone).Format("2006年1月2日") }

// chosen is what it is called to be selected.
func (f Facts) chosen() string {
	switch f.Rules.Method {
	case ballot.Recommendation:
		return "推荐"
	case ballot.Package:
		return "通过"
	}
	return "当选"
}

// sideBySide: a recommendation has no presidium that would decide among the tied.
func (f Facts) sideBySide() bool {
	return f.Rules.Method == ballot.Recommendation && f.Outcome.Outcome == ballot.ToPresidium
}

// standing is what became of one candidate.
func (f Facts) standing(i int) string {
	id, o := f.Candidates[i].ID, f.Outcome
	switch {
	case slices.Contains(o.Selected, id):
		return f.chosen()
	case slices.Contains(o.Tied, id) && f.sideBySide():
		return "票数相等，并列供上级参考"
	case slices.Contains(o.Tied, id) && o.Outcome == ballot.ToPresidium:
		return "票数相等，由主席团决定"
	case slices.Contains(o.Tied, id):
		return "票数相等，再次投票"
	case f.RunoffOf != "":
		return "未入选"
	case f.Tally.Counts[i][0] >= f.Rules.Pass:
		return "过半数，未入选"
	}
	return "未过半数"
}

// conclusion is the sentence that is read out.
func (f Facts) conclusion() string {
	r, o := f.Rules, f.Outcome
	n := strconv.Itoa(len(o.Selected))
	switch {
	case o.Outcome == ballot.ToRunoff:
		return f.chosen() + n + "项；余下" + strconv.Itoa(r.Left(o)) + "个名额票数相等，在票数相等的" + strconv.Itoa(len(o.Tied)) + "项中再次投票。"
	case f.sideBySide():
		return f.chosen() + n + "项；余下" + strconv.Itoa(r.Left(o)) + "个名额票数相等的" + strconv.Itoa(len(o.Tied)) + "项并列供上级参考。"
	case o.Outcome == ballot.ToPresidium:
		return f.chosen() + n + "项；余下" + strconv.Itoa(r.Left(o)) + "个名额票数相等，由主席团在" + strconv.Itoa(len(o.Tied)) + "项中决定。"
	case o.Outcome == ballot.TooFew && r.Method == ballot.Package:
		return "赞成未过全体代表的半数，未通过。"
	case o.Outcome == ballot.TooFew && r.Short == ballot.ShortSecondVote:
		return f.chosen() + n + "项；余下" + strconv.Itoa(r.Left(o)) + "个名额因过半数的不足而空缺，是否再次票决由主席团决定。"
	case o.Outcome == ballot.TooFew:
		return f.chosen() + n + "项；余下" + strconv.Itoa(r.Left(o)) + "个名额因过半数的不足而空缺。"
	case len(o.Tied) > 0:
		return f.chosen() + n + "项；最后名额票数相等，按规则全部" + f.chosen() + "。"
	case r.Method == ballot.Package:
		return "赞成超过全体代表的半数，通过。"
	}
	return f.chosen() + n + "项。"
}
