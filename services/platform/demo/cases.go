package demo

import (
	"context"
	"fmt"
	"slices"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/rpc"
)

// path is how far a case of the demonstration goes.
type path int

// The paths; every step of the state machine is reached by one of them.
const (
	justSubmitted path = iota
	justRegistered
	explained
	rejected
	triaged
	assigned
	returned
	handling
	extending
	urged
	supervised
	escalated
	replied
	answered
	dissatisfied
	tried
	county
	merged
	paths
)

// perPath is how many cases go each way.
const perPath = 4

type demoCase struct {
	n    int
	path path
	said said
	s    station.Station
	code string // area of the station
}

// makeCases plays cases of every step today; where there is a past, some came in
// on earlier days.
func (l *Loader) makeCases(ctx context.Context) error {
	all := l.everyStep(0)
	for round := 1; round < perPath && l.Past == nil; round++ {
		all = append(all, l.everyStep(round)...)
	}
	return each(ctx, all, func(ctx context.Context, _ int, c demoCase) error { return l.play(ctx, c) })
}

// everyStep is one case of each path: first those of the desk that is ready, in
// other rounds all over the county.
func (l *Loader) everyStep(round int) []demoCase {
	var out []demoCase
	for way := range paths {
		n := round*int(paths) + int(way)
		t := l.townships[0]
		if round > 0 {
			t = l.townships[n%len(l.townships)]
		}
		out = append(out, demoCase{n: n, path: way, said: sayings[n%len(sayings)], s: l.stations[string(t.Code)], code: string(t.Code)})
	}
	return out
}

// player takes a case along its path; the first error ends it.
type player struct {
	l   *Loader
	ctx context.Context
	c   demoCase
	id  string
	err error
	// desk is the liaison officer of the station, whose work the case is.
	desk string
	// unit has the case in hand, and handler is the account that acts for it.
	unit, handler string
}

// step calls an operation in somebody's name.
func step[Req, Res any](p *player, login string, op rpc.Op[Req, Res], req Req, key string) Res {
	var res Res
	if p.err == nil {
		res, p.err = do(p.ctx, p.l.as(login, "casework"), op, req, "case/%d/%s", p.c.n, key)
	}
	return res
}

func (l *Loader) play(ctx context.Context, c demoCase) error {
	p := &player{l: l, ctx: ctx, c: c, desk: l.officer(c.s)}
	if c.path == justSubmitted {
		p.submit()
		return p.err
	}
	p.register()
	if c.path == justRegistered {
		return p.err
	}
	p.triage()
	if c.path == explained || c.path == rejected || c.path == triaged {
		return p.err
	}
	p.handle()
	return p.err
}

func (p *player) submit() {
	r := dice(3, uint64(p.c.n))
	public := p.l.client("casework", func(context.Context) string { return "" })
	if p.err == nil {
		var receipt casework.Receipt
		receipt, p.err = do(p.ctx, public, casework.SubmitCase, casework.SubmitRequest{Station: p.c.s.Code, Text: p.c.said.text,
			Who: casework.Who{Name: personName(r), Phone: p.phone()}, Place: casework.Place{Text: p.c.said.place}}, "case/%d/submit", p.c.n)
		p.takeBack(public, receipt)
	}
}

// takeBack withdraws the last of the cases said on the page.
func (p *player) takeBack(public *rpc.Client, receipt casework.Receipt) {
	if p.err == nil && p.c.n >= int(paths)*(perPath-1) {
		_, p.err = do(p.ctx, public, casework.WithdrawCase, casework.WithdrawRequest{Number: receipt.Number, Code: receipt.Code, Reason: "已经自己解决了"}, "case/%d/withdraw", p.c.n)
	}
}

func (p *player) phone() string { return fmt.Sprintf("1990001%04d", p.c.n) }

func (p *player) register() {
	r := dice(4, uint64(p.c.n))
	req := casework.RegisterRequest{Station: p.c.s.ID, Channel: casework.AtDesk, Text: p.c.said.text, Category: p.c.said.category,
		Place: casework.Place{Text: p.c.said.place}, Who: casework.Who{Name: personName(r), Phone: p.phone(), Address: p.c.said.place}}
	if p.c.path == explained {
		req.Who.Phone = "" // some have no phone: they are written to
	}
	p.heardBy(&req)
	p.id = step(p, p.desk, casework.RegisterCase, req, "register").Case
	if p.c.path == merged {
		req.Text, req.Who = "我也是来反映这件事的："+req.Text, casework.Who{Name: personName(r), Phone: fmt.Sprintf("1990002%04d", p.c.n)}
		second := step(p, p.desk, casework.RegisterCase, req, "register-again").Case
		step(p, p.desk, casework.MergeCases, casework.MergeRequest{ID: second, Into: p.id, Reason: "反映的是同一件事"}, "merge")
	}
}

// heardBy says who heard it: the deputies of the day's reception, or two of the
// station's, in turn; at the quiet one it was the desk.
func (p *player) heardBy(req *casework.RegisterRequest) {
	if p.l.quiet(p.c.s.ID) {
		return
	}
	persons := p.l.people[p.c.s.ID]
	if d, ok := p.l.receptionToday(p.c.s.ID); ok {
		persons, req.ReceptionDay = nil, d.ID
		for _, shift := range d.Shifts {
			if shift.Person != "" {
				persons = append(persons, shift.Person)
			}
		}
	}
	if len(persons) > 1 {
		at := 2 * p.c.n
		req.Channel, req.ReceivedBy = casework.AtReception, []string{persons[at%len(persons)], persons[(at+1)%len(persons)]}
		if ready := p.l.Deputy(); p.c.n%3 == 1 && slices.Contains(persons, ready) {
			req.ReceivedBy = []string{ready, persons[1+at%(len(persons)-1)]} // whose account is ready has some, too
		}
	}
}

func (p *player) triage() {
	req := casework.TriageRequest{ID: p.id, Class: casework.TownshipOrdinary, Reason: "属乡镇职责，事实清楚", Category: p.c.said.category,
		PublicTitle: p.c.said.place + "问题"}
	switch p.c.path {
	case explained:
		req.Class, req.Reason, req.Reply = casework.ExplainedAtOnce, "政策咨询，可当场说明", p.c.said.reply
	case rejected:
		req.Class, req.Reason = casework.NotAccepted, "已进入诉讼程序，不属联络站受理范围"
		req.Reply = "您反映的事项法院正在审理，联络站不能受理，请向受理法院的诉讼服务中心了解进展。"
	case county:
		req.Class, req.Reason = casework.CountyAndAbove, "涉及县级职责，需县直部门办理"
	case supervised:
		req.Class, req.Reason = casework.TownshipWide, "多个村组反映，属普遍性问题"
	}
	step(p, p.desk, casework.TriageCase, req, "triage")
	if p.c.path == rejected && p.c.n >= int(paths)*(perPath-1) {
		step(p, p.desk, casework.ArchiveCase, casework.ByID{ID: p.id}, "archive")
	}
}

// choose finds the unit that handles the case and the account that acts for it.
func (p *player) choose() {
	u := p.l.unitFor(p.c.code, p.c.said.category)
	if p.c.path == county {
		u = p.l.unitFor(County, "01")
	}
	p.unit, p.handler = u.ID, u.Login
}

func (p *player) assign() {
	p.choose()
	office := p.desk
	if p.c.path == county { // only its level hands it on
		office = "county"
	}
	step(p, office, casework.AssignCase, casework.AssignRequest{ID: p.id, Unit: p.unit, Letter: "请核实情况，提出处理意见并按期答复群众。"}, "assign")
}

func (p *player) accept() { step(p, p.handler, casework.AcceptCase, casework.ByID{ID: p.id}, "accept") }

// handle goes on from the assignment.
func (p *player) handle() {
	p.assign()
	switch p.c.path {
	case assigned:
		return
	case returned, escalated:
		p.giveBack(p.handler, p.unit)
		return
	}
	p.accept()
	p.underWay(p.handler)
	if p.c.path >= replied {
		p.answer(p.handler)
	}
}

func (p *player) giveBack(login, unit string) {
	step(p, login, casework.ReturnCase, casework.Reasoned{ID: p.id, Reason: "该路段由县级养护，不属本单位职责"}, "return")
	if p.c.path == escalated {
		step(p, p.desk, casework.AssignCase, casework.AssignRequest{ID: p.id, Unit: unit, Reason: "属地先行处置"}, "assign-again")
		step(p, login, casework.ReturnCase, casework.Reasoned{ID: p.id, Reason: "本级无养护资金，请上级研究"}, "return-again")
	}
}

func (p *player) underWay(login string) {
	switch p.c.path {
	case extending:
		step(p, login, casework.AskExtension, casework.Reasoned{ID: p.id, Reason: "连续降雨，无法施工，申请延期"}, "extend")
	case urged:
		step(p, p.desk, casework.UrgeCase, casework.Reasoned{ID: p.id, Reason: "群众多次来电询问进展"}, "urge")
	case supervised:
		step(p, "supervisor", casework.SuperviseCase, casework.Reasoned{ID: p.id, Reason: "涉及面广，列入督办"}, "supervise")
	case handling:
		step(p, login, casework.AddNote, casework.NoteRequest{ID: p.id, Text: "已电话联系群众，约定明日上门查看。", Contact: true}, "note")
	}
}

func (p *player) answer(login string) {
	step(p, login, casework.ReplyCase, casework.ReplyRequest{ID: p.id, Text: p.c.said.reply, Class: "A"}, "reply")
	switch p.c.path {
	case answered, merged, county:
		p.hear(casework.OutcomeSatisfied, pleased, "answer")
	case dissatisfied:
		p.hear(casework.OutcomeDissatisfied, angry, "answer")
	case tried:
		step(p, p.desk, casework.RecordTry, casework.TryRequest{ID: p.id, Note: "电话无人接听"}, "try")
	}
}

// hear asks everybody who said it, one by one.
func (p *player) hear(answer casework.Outcome, words, key string) {
	c := step(p, p.desk, casework.GetCase, casework.ByID{ID: p.id}, "get")
	for i, voice := range c.Voices {
		req := casework.AnswerRequest{ID: p.id, Voice: voice.ID, Answer: answer, Words: words}
		step(p, p.desk, casework.RecordAnswer, req, fmt.Sprintf("%s-%d", key, i))
	}
}
