package script

import (
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

// Working days of casework's rules that the county keeps to.
const (
	answerDays = 10 // in which people answer
	resultDays = 10 // after which the result is asked about
)

// handle goes on from the unit's acceptance: reply and question, again for as
// often as the people are dissatisfied.
func (l *life) handle(grudge int) {
	switch {
	case l.brisk, l.Joined:
		grudge = 0
	case l.unit.County:
		grudge = min(grudge, 2) // there is no higher office in the county
	}
	l.respond(l.work())
	switch {
	case l.Who.Anonymous:
		l.closed, l.byItself = after(l.r, l.now, answerDays+1), true
		return
	case grudge == 0 && !l.Joined && l.trouble(3):
		l.silence(2)
		return
	}
	for round := 1; round <= grudge; round++ {
		l.answer(casework.OutcomeDissatisfied, pick(l.r, cross), l.slowly(0, 4))
		switch round {
		case 4: // even the county could not content them
			l.closed = l.now
			return
		case 3:
			l.unit = countyUnit(l.Category)
			l.assign("群众两次重办后仍不满意，提级办理", 1)
			l.do(Act{What: Accept, By: Handler}, 1)
		}
		l.respond(l.slowly(4, 10))
	}
	l.hear()
}

// slowly is a number of working days that grows with the pace.
func (l *life) slowly(least, most int) int {
	return int(l.pace*(float64(least)+l.r.Float64()*float64(most-least)) + 0.5)
}

// work is what happens while the unit has the case in hand; it returns the days
// that it then takes to reply.
func (l *life) work() int {
	if l.trouble(15) {
		l.do(Act{What: Note, By: Handler, Words: pick(l.r, notes)}, l.r.IntN(3))
	}
	switch {
	case l.trouble(9):
		return l.moreTime()
	case l.trouble(9):
		l.urged()
		return l.slowly(2, 6)
	}
	return min(l.slowly(3, 12), l.left())
}

// replyDays are the working days that a unit has from the assignment to its reply.
const replyDays = 15

// left is how many of them are left, one at least.
func (l *life) left() int {
	assigned := l.now
	for _, a := range l.acts {
		if a.What == Assign {
			assigned = a.At
		}
	}
	return max(1, replyDays-1-calendar.Default().WorkdaysBetween(assigned, l.now))
}

// moreTime: the unit asks for a later deadline, before the first is over.
func (l *life) moreTime() int {
	l.do(Act{What: Extend, By: Handler, Words: pick(l.r, extensions)}, 3+l.r.IntN(5))
	granted := often(l.r, 85)
	l.do(Act{What: Decide, By: Head, Grant: granted, Words: map[bool]string{true: "情况属实，同意延期", false: "具备办理条件，请按期答复"}[granted]}, l.r.IntN(2))
	if !granted {
		return l.slowly(2, 5)
	}
	return l.slowly(7, 16)
}

// urged: the deadline comes near and nothing is heard.
func (l *life) urged() {
	l.do(Act{What: Urge, Words: "临近办理期限，请抓紧办理并答复群众"}, l.slowly(6, 9))
	switch kind := l.r.IntN(10); {
	case kind < 3:
		l.do(Act{What: Supervise, By: Head, Words: "催办后仍无进展，发督办函"}, 3)
	case kind == 3:
		l.do(Act{What: Supervise, By: Supervisor, Words: "群众多次反映，列入县级督办"}, 4)
	case kind == 4:
		l.do(Act{What: Urge, Words: "已超过办理期限，请说明原因"}, 4)
	}
}

func (l *life) respond(days int) {
	class := []string{"A", "B", "C", "D"}[share(l.r, []float64{66, 17, 9, 8})]
	words := l.reply
	if l.replies++; l.replies > 1 {
		words = "经再次现场核实并与您面谈：" + words
	}
	l.do(Act{What: Reply, By: Handler, Class: class, Words: words}, days)
}

// content is an answer of somebody who is content.
func (l *life) content() casework.Outcome {
	if often(l.r, 72) {
		return casework.OutcomeSatisfied
	}
	return casework.OutcomeBasically
}

// answer takes an answer on the telephone, or from the person on the page.
func (l *life) answer(o casework.Outcome, words string, days int) {
	onPage := l.Channel == casework.OnPage && often(l.r, 60) || often(l.r, 6)
	if !onPage || l.Joined {
		l.do(Act{What: Answer, Answer: o, Words: words}, days)
		return
	}
	day := dateOf(after(l.r, l.now, max(1, days)))
	l.at(Act{What: Rate, By: Constituent, Answer: o, Words: words}, clock(day, pick(l.r, evenings)))
}

// hear takes the answer about the reply, and later about the result.
func (l *life) hear() {
	l.answer(l.content(), pick(l.r, glad), l.slowly(0, 8))
	l.pass(resultDays + 1)
	if !l.Joined && l.trouble(3) {
		l.silence(0)
		return
	}
	l.answer(l.content(), pick(l.r, later), l.slowly(0, 8))
	l.closed = l.now
}

// pass lets working days pass.
func (l *life) pass(days int) { l.now = after(l.r, l.now, days) }

// silence: nobody answers the telephone, twice, until the time is over.
func (l *life) silence(days int) {
	l.do(Act{What: Try, Words: "电话无人接听"}, days)
	l.do(Act{What: Try, Words: "再次拨打仍无人接听，委托村干部转告"}, answerDays+1)
	l.closed = l.now
}

var (
	notes      = strings.Split("已电话联系群众，约定明日上门查看。|已到现场查看，情况属实。|已与村委会对接，正在协调施工队。|需要会同相关股室研究，已报分管领导。", "|")
	extensions = strings.Split("连续降雨，无法施工，申请延期|需走招标程序，申请延期|涉及多户协商，需要更多时间|等待专项资金下达，申请延期", "|")
	glad       = strings.Split("答复很清楚，谢谢。|知道了，希望尽快落实。|说得明白，满意。|干部上门来了，态度好。|可以的。", "|")
	later      = strings.Split("问题解决了，谢谢你们。|已经弄好了。|比以前好多了。|按说的做到了。|修好了，用得上。", "|")
	cross      = strings.Split("只修了一小段，后面还是老样子。|说是解决了，其实没人来过。|还是老问题，等于没办。|答复太笼统，没有时间。", "|")
)
