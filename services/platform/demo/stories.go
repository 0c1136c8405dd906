package demo

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

// beat is what happens in a story so many working days after its begin. What
// would lie ahead of today has not happened yet: the case waits for it.
type beat struct {
	after int
	hour  time.Duration
	do    func(p *player)
}

// Words of people, as officers write them down.
const (
	pleased = "问题解决了，谢谢你们。"
	fair    = "基本解决了，希望以后有人常管。"
	angry   = "只修了一小段，后面还是老样子。"
)

// stories are the ways that cases of the past went.
var stories = [][]beat{
	ending(casework.OutcomeSatisfied, pleased),
	ending(casework.OutcomeBasically, fair),
	append(ending(casework.OutcomeSatisfied, pleased), beat{18, morning, (*player).file}),
	append(begun(), beat{4, morning, replies(1)}, beat{5, morning, hears(1, casework.OutcomeDissatisfied, angry)}, beat{9, morning, replies(2)},
		beat{10, morning, hears(2, casework.OutcomeSatisfied, pleased)}, beat{20, afternoon, hears(3, casework.OutcomeSatisfied, pleased)}),
	append(begun(), beat{4, morning, replies(1)}, beat{6, morning, tries(1)}, beat{10, morning, tries(2)}),
	append(begun(), beat{4, morning, replies(1)}, beat{5, morning, hears(1, casework.OutcomeDissatisfied, angry)}, beat{7, morning, replies(2)},
		beat{8, morning, hears(2, casework.OutcomeDissatisfied, angry)}, beat{10, morning, replies(3)}, beat{11, morning, hears(3, casework.OutcomeDissatisfied, angry)},
		beat{12, morning, (*player).countyTakes}, beat{15, morning, replies(4)}, beat{16, morning, hears(4, casework.OutcomeDissatisfied, angry)}),
	append(begun(), beat{10, morning, (*player).asksTime}, beat{11, morning, (*player).grantsTime}),
	append(begun(), beat{8, morning, (*player).asksTime}),
	append(begun(), beat{13, morning, urges("群众多次来电询问进展")}, beat{17, morning, raises(1)}),
	append(begun(), beat{17, morning, urges("已经超期，请说明原因")}, beat{18, morning, raises(1)}, beat{19, morning, raises(2)}),
	append(begun(), beat{17, morning, raises(1)}, beat{18, morning, raises(2)}, beat{19, morning, raises(3)}, beat{20, morning, raises(4)}),
	append(begun(), beat{17, morning, raises(1)}, beat{18, morning, raises(2)}, beat{19, afternoon, raises(3)}),
	begun(),
}

// begun is what all have in common: written down, classed, handed to a unit that
// accepts it.
func begun() []beat {
	return []beat{{0, morning, (*player).register}, {0, afternoon, (*player).triage}, {1, morning, (*player).assign}, {2, morning, (*player).accept}}
}

// ending is a case that is replied to and whose people say the same twice.
func ending(o casework.Outcome, words string) []beat {
	return append(begun(), beat{5, morning, replies(1)}, beat{6, morning, hears(1, o, words)}, beat{16, afternoon, hears(2, o, words)})
}

func replies(n int) func(*player) {
	return func(p *player) {
		step(p, p.handler, casework.ReplyCase, casework.ReplyRequest{ID: p.id, Text: p.c.said.reply, Class: "A"}, fmt.Sprintf("reply-%d", n))
	}
}

func hears(n int, o casework.Outcome, words string) func(*player) {
	return func(p *player) { p.hear(o, words, fmt.Sprintf("answer-%d", n)) }
}

func tries(n int) func(*player) {
	return func(p *player) {
		step(p, p.desk, casework.RecordTry, casework.TryRequest{ID: p.id, Note: "电话无人接听"}, fmt.Sprintf("try-%d", n))
	}
}

func urges(why string) func(*player) {
	return func(p *player) {
		step(p, p.desk, casework.UrgeCase, casework.Reasoned{ID: p.id, Reason: why}, "urge")
		step(p, p.desk, casework.IssuePaper, casework.IssuePaperRequest{PaperAbout: casework.PaperAbout{Kind: "urging", Case: p.id}}, "urging-letter")
	}
}

func raises(rung int) func(*player) {
	return func(p *player) {
		step(p, "supervisor", casework.SuperviseCase, casework.Reasoned{ID: p.id, Reason: "超期未答复，列入督办"}, fmt.Sprintf("supervise-%d", rung))
	}
}

func (p *player) file() { step(p, p.desk, casework.ArchiveCase, casework.ByID{ID: p.id}, "archive") }

func (p *player) asksTime() {
	step(p, p.handler, casework.AskExtension, casework.Reasoned{ID: p.id, Reason: "连续降雨，无法施工，申请延期"}, "extend")
}

func (p *player) grantsTime() {
	step(p, "county", casework.DecideExtension, casework.DecideRequest{ID: p.id, Grant: true, Reason: "情况属实，同意延期"}, "grant")
}

// countyTakes is what follows where people stayed dissatisfied: the county hands
// the case to its own unit.
func (p *player) countyTakes() {
	p.handler = "bureau"
	step(p, "county", casework.AssignCase, casework.AssignRequest{ID: p.id, Unit: p.l.unitFor(County, "01").ID, Reason: "群众两次不满意，由县级办理"}, "assign-county")
	step(p, p.handler, casework.AcceptCase, casework.ByID{ID: p.id}, "accept-county")
}

// storyDays are how many working days ago those stories began that were told at
// the desk; stories say how each went.
var storyDays = []int{32, 31, 29, 27, 26, 24, 21, 21, 20, 19, 18, 14, 13, 12}

// storyActs spread stories over the weeks and the stations: some were told at the
// desk, others at the receptions.
func (l *Loader) storyActs(days []calendar.Date) []act {
	var out []act
	n := int(paths) * perPath
	tell := func(township, how int, days []calendar.Date) {
		out = append(out, l.tell(n, township, stories[how%len(stories)], days)...)
		n++
	}
	for i, ago := range storyDays {
		if ago <= len(days) {
			tell(i*3, i, days[len(days)-ago:])
			tell(i*3+7, i+6, days[len(days)-ago:])
		}
	}
	for at, d := range days {
		if d == receptionOf(d) {
			for i := range stories {
				tell(i*2, i, days[at:])
			}
		}
	}
	return out
}

// tell is one story at a township's station, as far as it went until today.
func (l *Loader) tell(n, township int, story []beat, days []calendar.Date) []act {
	t := l.townships[township%len(l.townships)]
	c := demoCase{n: n, path: handling, said: sayings[n%len(sayings)], s: l.stations[string(t.Code)], code: string(t.Code)}
	p := &player{l: l, c: c, desk: l.officer(c.s)}
	var out []act
	for _, b := range story {
		if b.after < len(days) {
			out = append(out, act{days[b.after].Start().Add(b.hour), func(ctx context.Context) error {
				p.ctx = ctx
				b.do(p)
				return p.err
			}})
		}
	}
	return out
}

// recentDays are how many working days ago the cases in every step came in that
// are not of today.
var recentDays = []int{9, 5, 2}

// recentActs play them; what nobody took up since is overdue by now.
func (l *Loader) recentActs(days []calendar.Date) []act {
	var out []act
	for i, ago := range recentDays {
		for _, c := range l.everyStep(i + 1) {
			out = append(out, act{days[len(days)-ago].Start().Add(morning), func(ctx context.Context) error { return l.play(ctx, c) }})
		}
	}
	return out
}
