package replay

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

func dayKey(n int) string { return fmt.Sprintf("day/%d", n) }

// keepDay remembers a reception day with its seats: id, then shift, kind and
// person of each.
func (p *player) keepDay(n int, d roster.ReceptionDay) {
	names := []string{d.ID}
	for _, sh := range d.Shifts {
		names = append(names, sh.ID, sh.Kind, sh.Person)
	}
	p.keep(dayKey(n), names...)
}

// seat is a place on a reception day, as the diary has it.
type seat struct {
	day, shift, kind, person string
	// number of the person in the script; account: signs in.
	number  int
	account bool
}

func (p *player) seats(n int) []seat {
	names := p.of(dayKey(n))
	var out []seat
	for i := 1; i+2 < len(names); i += 3 {
		s := seat{day: names[0], shift: names[i], kind: names[i+1], person: names[i+2], number: -1}
		if number, ok := p.onDuty.Load(s.person); ok {
			s.number = number.(int)
			s.account = p.script.People[s.number].Account
		}
		out = append(out, s)
	}
	return out
}

func (p *player) planAct(ctx context.Context, a script.Act) error {
	switch a.What {
	case script.Plan:
		return p.plan(ctx, a)
	case script.Publish:
		return p.publish(ctx, a)
	}
	leave := p.script.Leaves[a.Of]
	station := p.script.People[leave.Person].Station
	_, err := do(ctx, p, liaisonOf(station), roster.TakeLeave, roster.LeaveRequest{ID: p.of(personKey(leave.Person))[0],
		From: leave.From.String(), To: leave.To.String(), Reason: leave.Reason}, a.Key())
	return err
}

// plan has a station's month planned for the days of the script.
func (p *player) plan(ctx context.Context, a script.Act) error {
	m := p.script.Plans[a.Of]
	req := roster.PlanRequest{Station: p.of(stationKey(m.Station))[0], Month: m.Month.Start().Format("2006-01")}
	for _, n := range m.Receptions {
		x := p.script.Receptions[n]
		req.Days = append(req.Days, roster.PlanDay{Date: x.Date.String(), From: script.From, To: script.To, Topic: x.Topic})
	}
	made, err := do(ctx, p, liaisonOf(m.Station), roster.PlanMonth, req, a.Key())
	if err != nil {
		return err
	}
	if len(made.Shortages) > 0 {
		return fmt.Errorf("the planner lacks deputies: %v", made.Shortages)
	}
	for _, n := range m.Receptions {
		for _, d := range made.Days {
			if calendar.DateOf(d.Start) == p.script.Receptions[n].Date {
				p.keepDay(n, d)
			}
		}
	}
	return nil
}

func (p *player) publish(ctx context.Context, a script.Act) error {
	m := p.script.Plans[a.Of]
	req := roster.PublishRequest{Station: p.of(stationKey(m.Station))[0], Month: m.Month.Start().Format("2006-01")}
	_, err := do(ctx, p, headOf(m.Station), roster.PublishMonth, req, a.Key())
	return err
}

func (p *player) dayAct(ctx context.Context, a script.Act) error {
	switch a.What {
	case script.Invite:
		return p.inviteGuest(ctx, a)
	case script.Ask:
		return p.askSwap(ctx, a)
	case script.Swap:
		return p.answerSwap(ctx, a)
	case script.Cancel:
		req := roster.Reasoned{ID: p.of(dayKey(a.Of))[0], Reason: a.Words}
		_, err := do(ctx, p, headOf(p.script.Receptions[a.Of].Station), roster.CancelDay, req, a.Key())
		return err
	}
	for _, s := range p.seats(a.Of) {
		if err := p.seatAct(ctx, a, s); err != nil {
			return err
		}
	}
	return nil
}

// seatAct does what each deputy of a day does, or staff for them.
func (p *player) seatAct(ctx context.Context, a script.Act, s seat) error {
	x := p.script.Receptions[a.Of]
	staff, missing := liaisonOf(x.Station), s.kind == x.Missing
	key, shift := a.Key()+"/"+s.shift, roster.ShiftRequest{ID: s.day, Shift: s.shift}
	var err error
	switch {
	case a.What == script.Confirm && s.account:
		_, err = do(ctx, p, deputyOf(s.number), roster.ConfirmShift, shift, key)
	case a.What == script.Come && !missing:
		if s.account {
			staff = deputyOf(s.number)
		}
		_, err = do(ctx, p, staff, roster.CheckIn, roster.CheckRequest{ID: s.day, Shift: s.shift}, key)
	case a.What == script.Missing && missing:
		_, err = do(ctx, p, staff, roster.MarkAbsent, roster.MarkAbsentRequest{ID: s.day, Shift: s.shift, Reason: a.Words}, key)
	case a.What == script.Go && !missing:
		_, err = do(ctx, p, staff, roster.CheckOut, roster.CheckRequest{ID: s.day, Shift: s.shift}, key)
	}
	return err
}

// inviteGuest posts a leader or section head to the station for the day, who
// then takes the office-holder's seat.
func (p *player) inviteGuest(ctx context.Context, a script.Act) error {
	x := p.script.Receptions[a.Of]
	guest := p.of(personKey(x.Guest))[0]
	post := roster.PostRequest{ID: guest, Station: p.of(stationKey(x.Station))[0], From: x.Date.Start(), Until: x.Date.Start().Add(24 * time.Hour)}
	if _, err := do(ctx, p, countyLogin, roster.PostPerson, post, a.Key()+"/posting"); err != nil {
		return err
	}
	for _, s := range p.seats(a.Of) {
		if s.kind != "official" {
			continue
		}
		d, err := do(ctx, p, countyLogin, roster.ChangeShift, roster.ChangeShiftRequest{ID: s.day, Shift: s.shift, Person: guest, Reason: "领导干部带班接待"}, a.Key())
		if err != nil {
			return err
		}
		p.keepDay(a.Of, d)
	}
	return nil
}

// askSwap: a deputy asks one with the lightest year, who signs in, to take over.
func (p *player) askSwap(ctx context.Context, a script.Act) error {
	for _, s := range p.seats(a.Of) {
		if !s.account {
			continue
		}
		login := deputyOf(s.number)
		page, err := do(ctx, p, login, roster.SwapCandidates, roster.ShiftRequest{ID: s.day, Shift: s.shift}, a.Key())
		if err != nil {
			return err
		}
		with, number := p.candidate(page)
		if with == "" {
			continue
		}
		req := roster.AskSwapRequest{ID: s.day, Shift: s.shift, With: with, Note: a.Words}
		if _, err := do(ctx, p, login, roster.AskSwap, req, a.Key()); err != nil {
			return err
		}
		p.keep(fmt.Sprintf("swap/%d", a.Of), s.day, s.shift, deputyOf(number))
		return nil
	}
	return nil
}

func (p *player) candidate(page rpc.Page[roster.Load]) (id string, number int) {
	for _, c := range page.Items {
		if n, ok := p.onDuty.Load(c.Person); ok && p.script.People[n.(int)].Account {
			return c.Person, n.(int)
		}
	}
	return "", 0
}

func (p *player) answerSwap(ctx context.Context, a script.Act) error {
	asked := p.of(fmt.Sprintf("swap/%d", a.Of))
	if asked == nil {
		return nil
	}
	d, err := do(ctx, p, asked[2], roster.AnswerSwap, roster.AnswerSwapRequest{ID: asked[0], Shift: asked[1], Accept: true}, a.Key())
	if err == nil {
		p.keepDay(a.Of, d)
	}
	return err
}
