package plan

import (
	"fmt"
	"strings"
)

// Words says the load, its reasons and, if there is one, a fairer choice.
func (e Explanation) Words() Words {
	w := Words{
		ZH: fmt.Sprintf("%s 本月 %d 次（全年 %d 次）", e.Deputy.Name, e.Planned, e.Year),
		EN: fmt.Sprintf("%s: %d this month (%d this year)", e.Deputy.Name, e.Planned, e.Year),
	}
	joint := Words{"，因", ", because "}
	for _, r := range e.Reasons {
		part := r.words()
		w = Words{w.ZH + joint.ZH + part.ZH, w.EN + joint.EN + part.EN}
		joint = Words{"，", ", and "}
	}
	if len(e.Fairer) > 0 {
		w.ZH += "；可改由 " + names(e.Fairer, "、") + " 承担，更均衡"
		w.EN += "; " + names(e.Fairer, " or ") + " could take one, which is fairer"
	}
	return w
}

func (r Reason) words() Words {
	n, s := len(r.Deputies), len(r.Shifts)
	switch r.Code {
	case ReasonLeave:
		return Words{fmt.Sprintf("有 %d 人请假", n), counted(n, "other is", "others are") + " on leave"}
	case ReasonSameDay:
		return Words{fmt.Sprintf("有 %d 人同日另有接待", n), counted(n, "other serves", "others serve") + " elsewhere the same day"}
	case ReasonMonthlyMax:
		return Words{fmt.Sprintf("有 %d 人已达每月上限", n), counted(n, "other is", "others are") + " at the monthly limit"}
	case ReasonFixed:
		return Words{fmt.Sprintf("有 %d 场已固定", s), counted(s, "shift is", "shifts are") + " fixed"}
	case ReasonOwnLeave:
		return Words{fmt.Sprintf("本人请假，遇 %d 场", s), "on leave for " + counted(s, "shift", "shifts")}
	default:
		return plainReasons[r.Code]
	}
}

var plainReasons = map[ReasonCode]Words{
	ReasonEven:    {"其余代表全年次数相当", "the others' year is no lighter"},
	ReasonAlone:   {"本站没有其他同类代表", "nobody else of the kind is posted there"},
	ReasonNoShift: {"所驻站本月没有需要该类代表的接待", "the stations need nobody of the kind this month"},
}

// names lists up to three people.
func names(who []Person, sep string) string {
	var all []string
	for _, p := range who[:min(len(who), 3)] {
		all = append(all, p.Name)
	}
	return strings.Join(all, sep)
}
