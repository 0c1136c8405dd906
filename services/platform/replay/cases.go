package replay

import (
	"context"
	"fmt"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

func caseKey(n int) string { return fmt.Sprintf("case/%d", n) }

// known is what the diary has of a case.
type known struct{ id, number, code string }

func (p *player) known(n int) known {
	names := append(p.of(caseKey(n)), "", "", "")
	return known{names[0], names[1], names[2]}
}

// handler is the login of the unit that has a case in hand.
func (p *player) handler(n int) string {
	if names := p.of(caseKey(n) + "/unit"); names != nil {
		return names[0]
	}
	return ""
}

// actor is the login of who acts on a case.
func (p *player) actor(a script.Act) string {
	c := p.script.Cases[a.Of]
	switch a.By {
	case script.Head:
		return headOf(c.Station)
	case script.Handler:
		return p.handler(a.Of)
	case script.CountyOffice:
		return countyLogin
	case script.Supervisor:
		return supervisorLogin
	case script.Deputy:
		return deputyOf(c.Deputy)
	}
	return liaisonOf(c.Station)
}

// caseAct does one act on a case; of most acts the answer is of no use here.
func (p *player) caseAct(ctx context.Context, a script.Act) error {
	switch a.What {
	case script.Register:
		return p.register(ctx, a)
	case script.Submit:
		return p.submit(ctx, a)
	case script.Join:
		return p.join(ctx, a)
	case script.Assign:
		return p.assign(ctx, a)
	case script.Answer:
		return p.answer(ctx, a)
	case script.Rate, script.Withdraw:
		return p.byReceipt(ctx, a)
	}
	id := p.known(a.Of).id
	why := casework.Reasoned{ID: id, Reason: a.Words}
	switch a.What {
	case script.Triage:
		return step(ctx, p, a, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.Class(a.Class), Reason: a.Words,
			Category: p.script.Cases[a.Of].Category, PublicTitle: p.script.Cases[a.Of].Place + "有关问题", Reply: a.Reply})
	case script.Merge:
		return step(ctx, p, a, casework.MergeCases, casework.MergeRequest{ID: id, Into: p.known(a.Into).id, Reason: a.Words})
	case script.Accept:
		return step(ctx, p, a, casework.AcceptCase, casework.ByID{ID: id})
	case script.Return:
		return step(ctx, p, a, casework.ReturnCase, why)
	case script.Note:
		return step(ctx, p, a, casework.AddNote, casework.NoteRequest{ID: id, Text: a.Words, Contact: true})
	case script.Extend:
		return step(ctx, p, a, casework.AskExtension, why)
	case script.Decide:
		return step(ctx, p, a, casework.DecideExtension, casework.DecideRequest{ID: id, Grant: a.Grant, Reason: a.Words})
	case script.Urge:
		return step(ctx, p, a, casework.UrgeCase, why)
	case script.Supervise:
		return step(ctx, p, a, casework.SuperviseCase, why)
	case script.Reply:
		return step(ctx, p, a, casework.ReplyCase, casework.ReplyRequest{ID: id, Text: a.Words, Class: a.Class})
	case script.Try:
		return step(ctx, p, a, casework.RecordTry, casework.TryRequest{ID: id, Note: a.Words})
	}
	return fmt.Errorf("nobody knows how to %s", a.What)
}

// step is an act by whoever it is up to.
func step[Req, Res any](ctx context.Context, p *player, a script.Act, op rpc.Op[Req, Res], req Req) error {
	_, err := do(ctx, p, p.actor(a), op, req, a.Key())
	return err
}

func (p *player) keepCase(n int, r casework.Receipt) { p.keep(caseKey(n), r.Case, r.Number, r.Code) }

// register writes down what somebody said; at a reception, who heard it.
func (p *player) register(ctx context.Context, a script.Act) error {
	c := p.script.Cases[a.Of]
	req := casework.RegisterRequest{Station: p.of(stationKey(c.Station))[0], Channel: c.Channel, Who: c.Who, Text: c.Text,
		Category: c.Category, Place: casework.Place{Text: c.Place}}
	if c.Reception >= 0 {
		for _, s := range p.seats(c.Reception) {
			req.ReceptionDay = s.day
			if s.kind != p.script.Receptions[c.Reception].Missing {
				req.ReceivedBy = append(req.ReceivedBy, s.person)
			}
		}
	}
	receipt, err := do(ctx, p, p.actor(a), casework.RegisterCase, req, a.Key())
	if err == nil {
		p.keepCase(a.Of, receipt)
	}
	return err
}

func (p *player) submit(ctx context.Context, a script.Act) error {
	c := p.script.Cases[a.Of]
	req := casework.SubmitRequest{Station: p.of(stationKey(c.Station))[1], Text: c.Text, Who: c.Who, Place: casework.Place{Text: c.Place}}
	receipt, err := insist(ctx, p, p.public(), casework.SubmitCase, req, a.Key())
	if err == nil {
		p.keepCase(a.Of, receipt)
	}
	return err
}

// join adds a neighbour who says the same.
func (p *player) join(ctx context.Context, a script.Act) error {
	c := p.script.Cases[a.Of]
	return step(ctx, p, a, casework.RegisterCase, casework.RegisterRequest{
		Station: p.of(stationKey(c.Station))[0], Channel: casework.AtDesk, SameAs: p.known(a.Of).id, Text: "我们家也是一样的情况：" + c.Text,
		Who: casework.Who{Name: "邻居" + c.Who.Name, Phone: fmt.Sprintf("198%08d", 10_000_000+a.Of)},
	})
}

func (p *player) assign(ctx context.Context, a script.Act) error {
	station := p.script.Cases[a.Of].Station
	req := casework.AssignRequest{ID: p.known(a.Of).id, Unit: p.of(unitKey(station, a.Unit))[0], Reason: a.Words,
		Letter: "请核实情况，提出处理意见，并在规定期限内答复群众。"}
	if err := step(ctx, p, a, casework.AssignCase, req); err != nil {
		return err
	}
	p.keep(caseKey(a.Of)+"/unit", handlerOf(station, a.Unit))
	return nil
}

// byReceipt is what the person does on the page.
func (p *player) byReceipt(ctx context.Context, a script.Act) error {
	k := p.known(a.Of)
	var err error
	if a.What == script.Rate {
		_, err = insist(ctx, p, p.public(), casework.RateCase, casework.RateRequest{Number: k.number, Code: k.code, Answer: a.Answer, Words: a.Words}, a.Key())
	} else {
		_, err = insist(ctx, p, p.public(), casework.WithdrawCase, casework.WithdrawRequest{Number: k.number, Code: k.code, Reason: a.Words}, a.Key())
	}
	return err
}
