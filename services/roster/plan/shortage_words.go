package plan

import (
	"fmt"
	"strings"
)

// shownShifts bounds how many shifts of a cut a sentence lists by name.
const shownShifts = 4

// Words says what is lacking where, why, and what would help.
func (s Shortage) Words() Words {
	zh := fmt.Sprintf("%s：缺少 %d 名%s；%s", s.Where.zh(), s.Missing, s.Kind.zh(), s.postedZH())
	en := fmt.Sprintf("%s: short of %s; %s", s.Where.en(), s.Kind.en(s.Missing), s.postedEN())
	cut := s.Cut.words()
	return Words{ZH: zh + cut.ZH + "。" + s.help().ZH, EN: en + cut.EN + ". " + s.help().EN}
}

func (s Shortage) postedZH() string {
	if s.Posted == 0 {
		return "没有驻站的" + s.Kind.zh()
	}
	return fmt.Sprintf("驻站 %d 人，其中 %s", s.Posted, s.parts("，", fmt.Sprintf("%d 人已排本场", s.seated()), Cause.zh))
}

func (s Shortage) postedEN() string {
	if s.Posted == 0 {
		return "none is posted there"
	}
	return fmt.Sprintf("%d posted: %s", s.Posted, s.parts(", ", fmt.Sprintf("%d on this shift", s.seated()), Cause.en))
}

// seated counts the posted deputies who are on the shift: those no cause names.
func (s Shortage) seated() int {
	n := s.Posted
	for _, c := range s.Causes {
		n -= len(c.Deputies)
	}
	return n
}

// parts joins what the posted deputies do instead.
func (s Shortage) parts(sep, seated string, part func(Cause) string) string {
	var all []string
	if s.seated() > 0 {
		all = append(all, seated)
	}
	for _, c := range s.Causes {
		if len(c.Deputies) > 0 {
			all = append(all, part(c))
		}
	}
	return strings.Join(all, sep)
}

func (c Cause) zh() string {
	n := len(c.Deputies)
	switch c.Code {
	case CauseLeave:
		return fmt.Sprintf("%d 人请假", n)
	case CauseSameDay:
		return fmt.Sprintf("%d 人同日已在 %s", n, c.Where.Name)
	default:
		return fmt.Sprintf("%d 人已达每月上限", n)
	}
}

func (c Cause) en() string {
	n := len(c.Deputies)
	switch c.Code {
	case CauseLeave:
		return fmt.Sprintf("%d on leave", n)
	case CauseSameDay:
		return fmt.Sprintf("%d that day already at %s", n, c.Where.Name)
	default:
		return fmt.Sprintf("%d at the monthly limit", n)
	}
}

// words is empty for a cut of one shift: its causes say it all.
func (c Cut) words() Words {
	n := len(c.Shifts)
	if n < 2 {
		return Words{}
	}
	var zh, en []string
	for _, p := range c.Shifts[:min(n, shownShifts)] {
		zh, en = append(zh, p.zh()), append(en, p.en())
	}
	more := Words{}
	if n > shownShifts {
		more = Words{"等", " and others"}
	}
	return Words{
		ZH: fmt.Sprintf("；%s%s %d 场共需 %d 人次，最多可派 %d 人次", strings.Join(zh, "、"), more.ZH, n, c.Needed, c.Supply),
		EN: fmt.Sprintf("; %d shifts (%s%s) need %d together and can get %d at most", n, strings.Join(en, ", "), more.EN, c.Needed, c.Supply),
	}
}

// help proposes what removes each kind of cause.
func (s Shortage) help() Words {
	zh, en := []string{"增派驻站代表"}, []string{"post more deputies there"}
	seen := map[CauseCode]bool{}
	for _, c := range s.Causes {
		if w, ok := helps[c.Code]; ok && !seen[c.Code] {
			seen[c.Code], zh, en = true, append(zh, w.ZH), append(en, w.EN)
		}
	}
	return Words{ZH: "可" + strings.Join(zh, "，或") + "。", EN: "You can " + strings.Join(en, ", or ") + "."}
}

var helps = map[CauseCode]Words{
	CauseLeave:      {"调整请假或改期", "change a leave or the date"},
	CauseSameDay:    {"与同日的站错开日期", "move the shift to another day"},
	CauseMonthlyMax: {"提高每月上限", "raise the monthly limit"},
}
