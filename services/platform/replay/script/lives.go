package script

import (
	"math/rand/v2"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

// life is what becomes of one case.
type life struct {
	*Case
	n    int
	r    *rand.Rand
	pace float64 // how slowly units and people answer
	acts []Act
	now  time.Time
	unit Unit
	// closed is when it is closed, zero while it is not; byItself: by time.
	closed   time.Time
	byItself bool
	replies  int
}

func (w *writer) live(n int, pace float64) *life {
	l := &life{Case: &w.Cases[n], n: n, r: w.dice(forLives, uint64(n)), pace: pace}
	l.now = l.At
	l.arrive()
	switch l.fate {
	case fresh:
	case merged:
		l.do(Act{What: Merge, Into: l.into, Words: "与先前登记的事项为同一件事"}, l.r.IntN(2))
	case withdrawn:
		l.do(Act{What: Withdraw, By: Constituent, Words: pick(l.r, takenBack)}, 0)
	case rejected:
		l.do(Act{What: Triage, Class: string(casework.NotAccepted), Words: "已进入诉讼或仲裁程序，不属联络站受理范围",
			Reply: "您反映的事项正在依法审理或仲裁，联络站不能受理，请向受理机关的诉讼服务窗口了解进展。"}, l.r.IntN(2))
	case explained:
		l.do(Act{What: Triage, Class: string(casework.ExplainedAtOnce), Words: "政策咨询，当场可以说明", Reply: l.reply}, l.r.IntN(2))
		l.hear()
	default:
		l.route()
		l.handle(pick(l.r, grudges))
	}
	return l
}

// grudges are how often people are dissatisfied before they are content; those
// with 4 never are.
var grudges = func() []int {
	out := make([]int, 200)
	for i := range 8 {
		out[i] = 1
	}
	out[8], out[9] = 2, 4
	return out
}()

var takenBack = []string{"已经自己解决了", "跟邻居商量好了", "登记错了站点"}

// do adds an act some working days later, in office hours.
func (l *life) do(a Act, days int) { l.at(a, after(l.r, l.now, days)) }

// at adds an act at a moment.
func (l *life) at(a Act, t time.Time) {
	a.At, a.Of = t, l.n
	for _, b := range l.acts {
		if b.What == a.What {
			a.N++
		}
	}
	l.acts = append(l.acts, a)
	l.now = t
}

func (l *life) arrive() {
	a := Act{What: Register}
	switch l.Channel {
	case casework.OnPage:
		a = Act{What: Submit, By: Constituent}
	case casework.OnPhone:
		a.By = Deputy
	}
	l.at(a, l.At)
}

// hurry: so near the end what is handed over is handed over at once.
func (l *life) hurry(days int) int {
	if Until.Sub(l.At) < 12*24*time.Hour {
		return 0
	}
	return days
}

// route classes the case and hands it to a unit, sometimes again.
func (l *life) route() {
	class, reason := casework.TownshipOrdinary, "属乡镇职责，事实清楚"
	l.unit = townshipUnit(l.Category)
	switch kind := l.r.IntN(100); {
	case kind < 10:
		class, reason, l.unit = casework.CountyAndAbove, "涉及县级职责，需县直部门办理", countyUnit(l.Category)
	case kind < 18:
		class, reason = casework.TownshipWide, "多个村组反映，属普遍性问题"
	case kind == 18:
		class, reason, l.unit = casework.SupervisionTopic, "涉及全县，列为监督议题", countyUnit(l.Category)
	}
	l.soon(Act{What: Triage, Class: string(class), Words: reason}, l.hurry(l.delay(60, 1, 4)))
	l.assign("", l.hurry(l.delay(70, 1, 2)))
	if l.acts[0].What == Register && l.Joined && l.hurry(1) > 0 {
		l.do(Act{What: Join}, 1)
	}
	if l.trouble(4) && l.hurry(1) > 0 {
		l.giveBack()
	}
	l.do(Act{What: Accept, By: Handler}, l.delay(60, 1, 2))
}

// soon is do, at the next moment of the day where it is a matter of hours.
func (l *life) soon(a Act, days int) {
	if days > 0 {
		l.do(a, days)
		return
	}
	l.at(a, next(l.now))
}

func (l *life) assign(reason string, days int) {
	a := Act{What: Assign, Unit: l.unit, Words: reason}
	if l.unit.County {
		a.By = CountyOffice
	}
	l.soon(a, days)
}

// giveBack: the unit says that it is not its business; the second time the
// county decides.
func (l *life) giveBack() {
	l.do(Act{What: Return, By: Handler, Words: "经核实不属本单位职责范围"}, l.r.IntN(3))
	again := often(l.r, 15) && !l.unit.County
	if !l.unit.County {
		l.unit.N = (l.unit.N + 1) % len(TownshipOffices)
	}
	l.assign("请按属地职责先行处置", l.r.IntN(2))
	if again {
		l.do(Act{What: Return, By: Handler, Words: "本级没有资金和权限，请上级研究"}, l.r.IntN(2))
		l.unit = countyUnit(l.Category)
		l.assign("两次退回，由县级指定办理", l.r.IntN(3))
	}
}

// delay is 0 for so many in a hundred, else some days up to most.
func (l *life) delay(none float64, least, most int) int {
	if !l.trouble(100 - none) {
		return 0
	}
	return least + l.r.IntN(most-least+1)
}

// trouble comes to so many cases in a hundred.
func (l *life) trouble(n float64) bool { return often(l.r, n) && !l.brisk }

// next is the next moment of office hours.
func next(t time.Time) time.Time {
	for d := work(calendar.DateOf(t), 0); ; d = work(d+1, 0) {
		for _, m := range officeDay {
			if at := clock(d, m); at.After(t) {
				return at
			}
		}
	}
}
