package province

import (
	"fmt"
	"math/rand/v2"
	"time"

	"lianluo/api/casework"
	stationapi "lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/number"
	service "lianluo/services/casework"
	"lianluo/services/platform/replay/script"
)

// fate decides what is done about one case: by which step it stands at, with
// chances of its own.
type fate struct {
	r        *rand.Rand
	category string
	reply    string
	name     string
	officer  string
	handler  string
	pace     float64
	stuck    bool // nobody does anything any more
	noted    bool
	township [2]service.Unit // of the category, and another
	county   service.Unit
	upward   bool // it is for the county
}

// begun is a case and all that comes of it.
func (p *plan) begun(n int) service.PastCase {
	f := p.filings[n]
	t := p.towns[f.town]
	r := p.dice(forLives, uint64(n))
	category, place, text, reply := script.Heard(r, f.at.Month(), t.firstOne+f.desk)
	next := &fate{r: r, category: category, reply: reply, name: place + "有关问题", officer: "officer-" + p.stationID(t, f.desk), pace: 0.4 + r.ExpFloat64()}
	next.offices(p, t)
	out := service.PastCase{
		ID: p.caseID(n), Voice: p.id(f.at, "voice", n), Number: number.Format(f.series, f.serial), Station: p.known(t, f.desk),
		Text: text, Category: category, Place: casework.Place{Text: place}, Channel: casework.AtDesk, At: f.at,
		Registrar: next.officer, Officer: "联络员", Who: who(r, n), Next: next.next, NewID: newID(p.dice(forLives, uint64(n), 1)),
	}
	if f.month >= 0 {
		out.Channel, out.ReceptionDay = casework.AtReception, p.dayID(t, f.desk, f.month)
		for _, n := range p.sitting(t, f.desk, f.month) {
			out.ReceivedBy = append(out.ReceivedBy, p.personID(t, n))
		}
	}
	return out
}

func (p *plan) known(t town, desk int) service.Station {
	return service.Station{Changed: stationapi.Changed{Station: p.stationID(t, desk), Name: t.stationName(desk), Area: string(t.Code)}}
}

// who came: one in fifteen gives no name, every third no phone.
func who(r *rand.Rand, n int) casework.Who {
	if r.IntN(15) == 0 {
		return casework.Who{Anonymous: true}
	}
	w := casework.Who{Name: script.Name(r), Address: "本村"}
	if r.IntN(3) > 0 {
		w.Phone = fmt.Sprintf("13%09d", n*7919%1_000_000_000)
	}
	return w
}

// offices are the units that can have the case.
func (f *fate) offices(p *plan, t town) {
	unit := func(code string, offices []script.Office, n int) service.Unit {
		return service.Unit{ID: p.unitID(code, n), Name: offices[n].Name, Area: code}
	}
	own := script.Answering(script.TownshipOffices, f.category)
	f.township[0] = unit(string(t.Code), script.TownshipOffices, own)
	f.township[1] = unit(string(t.Code), script.TownshipOffices, (own+1)%len(script.TownshipOffices))
	f.county = unit(p.county(t), script.CountyOffices, script.Answering(script.CountyOffices, f.category))
}

// next is what comes after what was done.
func (f *fate) next(c *service.Case) (service.PastAct, bool) {
	if !f.stuck {
		f.stuck = f.r.IntN(60) == 0
	}
	if f.stuck {
		return service.PastAct{}, false
	}
	switch c.Step {
	case casework.Registered:
		return f.after(c, f.officer, 1, f.triage), true
	case casework.Triaged, casework.Returned:
		return f.after(c, f.officer, 1, f.assign), true
	case casework.Assigned:
		return f.after(c, f.handler, 1, f.accept), true
	case casework.Handling:
		return f.after(c, f.handler, 8, f.handle), true
	case casework.Replied:
		return f.after(c, "public", 3, f.answer), true
	case casework.Awaiting:
		return f.result(c), true
	case casework.Closed, casework.Rejected:
		return f.after(c, f.officer, 20, (*service.Case).Archive), f.r.IntN(3) == 0
	}
	return service.PastAct{}, false
}

// result waits for the question, and answers it.
func (f *fate) result(c *service.Case) service.PastAct {
	if c.Clock.What == "wait" {
		return service.PastAct{At: c.Clock.Due.Add(time.Hour)} // time comes before
	}
	return f.after(c, "public", 3, f.answer)
}

// after is an act some days after the last, in office hours.
func (f *fate) after(c *service.Case, by string, days float64, do func(*service.Case, service.Act) ([]event.Event, error)) service.PastAct {
	wait := time.Duration(f.pace * days * (0.2 + f.r.Float64()) * float64(24*time.Hour))
	name := "联络员"
	if by == f.handler {
		name = "经办人"
	}
	return service.PastAct{At: c.Updated.Add(max(wait, 10*time.Minute)), By: by, Name: name, Do: do}
}

func (f *fate) triage(c *service.Case, a service.Act) ([]event.Event, error) {
	req := casework.TriageRequest{Class: casework.TownshipOrdinary, Category: f.category, PublicTitle: f.name, Reason: "属乡镇职责范围"}
	switch n := f.r.IntN(100); {
	case n < 24:
		req.Class, req.Reason, req.Reply = casework.ExplainedAtOnce, "政策问题，当场解释", "您反映的情况政策已有规定，现向您说明：符合条件的由村里代为申请，无需跑腿。"
	case n < 28:
		req.Class, req.Reason, req.Reply = casework.NotAccepted, "已进入诉讼程序", "您反映的事项法院正在审理，请按法律程序办理。"
	case n < 42:
		req.Class, req.Reason, f.upward = casework.CountyAndAbove, "涉及县直部门职责", true
	}
	return c.Triage(a, req)
}

func (f *fate) assign(c *service.Case, a service.Act) ([]event.Event, error) {
	u, reason := f.township[0], "属该单位职责"
	switch {
	case f.upward:
		u = f.county
	case c.Returns > 0:
		u = f.township[1]
	}
	f.handler = "unit-" + u.ID
	return c.Assign(a, u, reason, "请核实情况，提出处理意见，并在规定期限内答复群众。")
}

func (f *fate) accept(c *service.Case, a service.Act) ([]event.Event, error) {
	if c.Returns == 0 && !f.upward && f.r.IntN(16) == 0 {
		return c.Return(a, "不属本单位职责")
	}
	return c.Accept(a)
}

// handle is the reply, now and then something before it.
func (f *fate) handle(c *service.Case, a service.Act) ([]event.Event, error) {
	late := c.Clock.Light == "red"
	switch n := f.r.IntN(20); {
	case f.noted:
	case n < 3:
		f.noted = true
		return c.Note(a, "已到现场查看，正在联系施工队。", true)
	case n == 3 && !late && c.Extension == nil:
		f.noted = true
		return c.AskMoreTime(a, "需要列入下月工程计划")
	case n == 4 && late:
		f.noted = true
		return c.Urge(a, "期限已过，请尽快答复")
	}
	return c.Reply(a, f.reply, []string{"A", "A", "B", "C"}[f.r.IntN(4)], nil)
}

// answer is what the person says, or that they could not be reached.
func (f *fate) answer(c *service.Case, a service.Act) ([]event.Event, error) {
	voice := c.Voices[0]
	switch n := f.r.IntN(100); {
	case !voice.Reachable:
		f.stuck = true
		return nil, nil
	case n < 12:
		return c.Try(a, voice.ID, "无人接听")
	case n < 16:
		return c.Answer(a, voice.ID, casework.OutcomeDissatisfied, "问题没有真正解决", "public")
	case n < 40:
		return c.Answer(a, voice.ID, casework.OutcomeBasically, "基本解决", "public")
	}
	return c.Answer(a, voice.ID, casework.OutcomeSatisfied, "解决得很好", "public")
}
