package rules

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// as is a person of an office.
func as(ctx context.Context, account, person, office string) context.Context {
	ctx = event.WithCause(ctx, event.Cause{Actor: account})
	ctx = authz.WithSubject(ctx, authz.Subject{ID: account, Kind: authz.Person, Person: person, Name: "管理员" + account})
	return store.WithScope(ctx, store.Scope{Tokens: []string{"a:" + office}})
}

func draft(code, values string) ProposeRequest {
	return ProposeRequest{Draft{Area: code, Values: json.RawMessage(values)}, "试点"}
}

func propose(ctx context.Context, t *testing.T, s *Set[notice], req ProposeRequest) Proposal {
	t.Helper()
	p, err := s.Propose(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func yes(id string) DecideRequest { return DecideRequest{ID: id, Approve: true, Reason: "同意"} }

func TestASecondPersonOfTheSameOrAHigherAreaDecides(t *testing.T) {
	s, ctx := open(t)
	proposer := as(ctx, "li", "p1", chenxi)
	p := propose(proposer, t, s, draft(chenxi, `{"days":7}`))
	for name, c := range map[string]struct {
		ctx  context.Context
		code string
	}{
		"oneself":               {proposer, "rules.own"},
		"oneself elsewhere":     {as(ctx, "li2", "p1", huaihua), "rules.own"},
		"a neighbour":           {as(ctx, "wu", "", yuanling), "rules.no_proposal"},
		"somebody below":        {as(ctx, "xu", "", township), "rules.no_proposal"},
		"what there is none of": {as(ctx, "he", "", hunan), "rules.no_proposal"},
	} {
		id := p.ID
		if name == "what there is none of" {
			id = "none"
		}
		if _, err := s.Decide(c.ctx, yes(id)); !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, _ := s.At(township, s.db.Clock().Now()); got.Days != 3 {
		t.Fatalf("what waits holds already: %+v", got)
	}
	done, err := s.Decide(as(ctx, "chen", "", huaihua), yes(p.ID))
	if err != nil || done.State != Approved || done.Override == "" || done.DecidedBy != "chen" {
		t.Fatalf("%+v, %v", done, err)
	}
	if got, version := s.At(township, s.db.Clock().Now()); got.Days != 7 || version != done.Override {
		t.Fatalf("%+v by %s", got, version)
	}
	shown, _ := s.Show(ctx, ShowRequest{Area: chenxi})
	if o := shown.History[0]; o.SetBy != "li" || o.Approved != "chen" || o.Reason != "试点" || string(shown.Values[0].Above) != "3" || shown.Values[1].Above != nil {
		t.Errorf("%+v %+v", o, shown.Values)
	}
	if _, err := s.Decide(as(ctx, "he", "", hunan), yes(p.ID)); !fault.HasCode(err, "rules.decided") {
		t.Errorf("decided twice: %v", err)
	}
}

// Two persons: neither a program with somebody's token, nor another system, nor a
// service's own account is one of them.
func TestAProgramIsNoSecondPerson(t *testing.T) {
	s, ctx := open(t)
	p := propose(as(ctx, "li", "p1", chenxi), t, s, draft(chenxi, `{"days":7}`))
	for name, who := range map[string]authz.Subject{
		"a personal token":         {ID: "chen", Kind: authz.Program, Token: "t1"},
		"the proposer's own token": {ID: "li", Kind: authz.Program, Token: "t2", Person: "p1"},
		"another system":           {ID: "chen", Kind: authz.Program, Client: "c1", Grant: "g1"},
		"a service's account":      {ID: "robot", Kind: authz.Program, Client: "c2"},
		"one of our own services":  {ID: "roster", Kind: authz.Service},
		"nobody":                   {},
	} {
		for _, approve := range []bool{true, false} {
			_, err := s.Decide(authz.WithSubject(as(ctx, who.ID, who.Person, huaihua), who), DecideRequest{ID: p.ID, Approve: approve, Reason: "同意"})
			if !fault.HasCode(err, "rules.program") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	other := authz.WithSubject(as(ctx, "robot", "", chenxi), authz.Subject{ID: "robot", Kind: authz.Program, Client: "c2"})
	if _, err := s.Propose(other, draft(chenxi, `{"days":8}`)); !fault.HasCode(err, "rules.program") {
		t.Errorf("another system proposes: %v", err)
	}
	if got, _ := s.At(township, s.db.Clock().Now()); got.Days != 3 {
		t.Errorf("it holds: %+v", got)
	}
}

// lent is a person of an office by somebody's delegation alone.
func lent(ctx context.Context, account, giver, office string) context.Context {
	ctx = as(ctx, account, "", office)
	return event.WithCause(ctx, event.Cause{Actor: account, OnBehalf: func(tokens []string) string {
		if slices.Contains(tokens, "a:"+office) {
			return giver
		}
		return ""
	}})
}

// Who has their right from the proposer is the proposer's other hand.
func TestADelegatedRightIsNoSecondPerson(t *testing.T) {
	s, ctx := open(t)
	own := propose(as(ctx, "li", "p1", chenxi), t, s, draft(chenxi, `{"days":7}`))
	forHim := propose(lent(ctx, "wu", "li", chenxi), t, s, draft(chenxi, `{"days":8}`))
	for name, c := range map[string]struct {
		ctx context.Context
		id  string
	}{
		"by the proposer's delegate":                       {lent(ctx, "wu", "li", chenxi), own.ID},
		"by whom it was proposed for":                      {as(ctx, "li", "p1", chenxi), forHim.ID},
		"by another delegate of whom it was proposed for":  {lent(ctx, "xu", "li", chenxi), forHim.ID},
		"by the proposer's delegate, of an area around it": {lent(ctx, "wu", "li", huaihua), own.ID},
	} {
		for _, approve := range []bool{true, false} {
			if _, err := s.Decide(c.ctx, DecideRequest{ID: c.id, Approve: approve, Reason: "同意"}); !fault.HasCode(err, "rules.one_right") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := s.Decide(lent(ctx, "wu", "chen", chenxi), yes(own.ID)); err != nil {
		t.Errorf("on behalf of somebody else: %v", err)
	}
	if _, err := s.Withdraw(lent(ctx, "wu", "li", chenxi), WithdrawRequest{ID: forHim.ID, Reason: "再商量"}); err != nil {
		t.Errorf("who proposed it takes it back: %v", err)
	}
}

func TestRefusalAndWithdrawal(t *testing.T) {
	s, ctx := open(t)
	li, chen := as(ctx, "li", "", chenxi), as(ctx, "chen", "", chenxi)
	p := propose(li, t, s, draft(chenxi, `{"days":7}`))
	if got, err := s.Decide(chen, DecideRequest{ID: p.ID, Reason: "期限过长"}); err != nil || got.State != Refused || got.Answer != "期限过长" {
		t.Fatalf("%+v, %v", got, err)
	}
	p = propose(li, t, s, draft(chenxi, `{"days":8}`))
	if _, err := s.Withdraw(chen, WithdrawRequest{ID: p.ID}); !fault.HasCode(err, "rules.others") {
		t.Errorf("%v", err)
	}
	if got, err := s.Withdraw(li, WithdrawRequest{ID: p.ID, Reason: "再商量"}); err != nil || got.State != Withdrawn {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := s.Decide(chen, yes(p.ID)); !fault.HasCode(err, "rules.decided") {
		t.Errorf("%v", err)
	}
	if _, err := s.Withdraw(li, WithdrawRequest{ID: p.ID}); !fault.HasCode(err, "rules.decided") {
		t.Errorf("%v", err)
	}
	if got, version := s.At(chenxi, s.db.Clock().Now()); got.Days != 3 || version != "default" {
		t.Errorf("%+v by %s", got, version)
	}
	page, err := s.ListProposals(chen, ListRequest{Area: chenxi, State: Refused})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
	if page, err := s.ListProposals(as(ctx, "wu", "", yuanling), ListRequest{}); err != nil || len(page.Items) != 0 {
		t.Errorf("a neighbour reads %+v, %v", page, err)
	}
}

// What is approved is what was looked at: rules that moved meanwhile, or a day that
// has passed, need a new proposal.
func TestWhatMovedIsNotApproved(t *testing.T) {
	s, ctx := open(t)
	li, chen := as(ctx, "li", "", chenxi), as(ctx, "chen", "", chenxi)
	first, second := propose(li, t, s, draft(chenxi, `{"days":7}`)), propose(li, t, s, draft(chenxi, `{"days":9}`))
	if _, err := s.Decide(chen, yes(first.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(chen, yes(second.ID)); !fault.HasCode(err, "rules.moved") {
		t.Fatalf("%v", err)
	}
	view, err := s.GetProposal(chen, ByID{ID: second.ID})
	if err != nil || !view.Moved || view.State != Waiting || string(view.Changes[0].Before) != "7" || string(view.Changes[0].After) != "9" {
		t.Fatalf("%+v, %v", view, err)
	}
	view, err = s.GetProposal(chen, ByID{ID: first.ID})
	if err != nil || view.Moved || string(view.Changes[0].After) != "7" {
		t.Fatalf("%+v, %v", view, err)
	}
}

func TestADayThatPassedWhileItWaited(t *testing.T) {
	clock := storetest.NewClock(day)
	s, ctx := openOn(t, storetest.DB(t, "rulestest", clock))
	p := propose(as(ctx, "li", "", chenxi), t, s, ProposeRequest{Draft{Area: chenxi, From: day.AddDate(0, 0, 1), Values: json.RawMessage(`{"days":7}`)}, "试点"})
	clock.Move(72 * time.Hour)
	if _, err := s.Decide(as(ctx, "chen", "", chenxi), yes(p.ID)); !fault.HasCode(err, "rules.late") {
		t.Fatalf("%v", err)
	}
	if got, err := s.Decide(as(ctx, "chen", "", chenxi), DecideRequest{ID: p.ID, Reason: "已过期"}); err != nil || got.State != Refused {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestOlderRulesComeBackAsANewProposal(t *testing.T) {
	clock := storetest.NewClock(day)
	s, ctx := openOn(t, storetest.DB(t, "rulestest", clock))
	li, chen := as(ctx, "li", "", chenxi), as(ctx, "chen", "", chenxi)
	change := func(req ProposeRequest) Override {
		t.Helper()
		clock.Move(time.Hour)
		p := propose(li, t, s, req)
		if _, err := s.Decide(chen, yes(p.ID)); err != nil {
			t.Fatal(err)
		}
		known := s.snapshot()
		return known[len(known)-1]
	}
	one := change(draft(chenxi, `{"days":7,"anonymous":false}`))
	change(draft(chenxi, `{"days":9}`))
	back := change(ProposeRequest{Draft{Area: chenxi, Restore: one.ID}, "恢复"})
	if got, _ := s.At(chenxi, clock.Now()); got != (notice{7, false}) || string(back.Values) != `{"days":7}` {
		t.Fatalf("%+v, %s", got, back.Values)
	}
	change(ProposeRequest{Draft{Area: chenxi, Restore: Inherited}, "恢复省里规则"})
	if got, _ := s.At(chenxi, clock.Now()); got != (notice{3, true}) {
		t.Fatalf("%+v", got)
	}
	for restore, want := range map[string]string{"none": "rules.no_version", Inherited: "rules.same"} {
		if _, err := s.Propose(li, ProposeRequest{Draft{Area: chenxi, Restore: restore}, "恢复"}); !fault.HasCode(err, want) {
			t.Errorf("%s: %v", restore, err)
		}
	}
}

func TestAPreviewSaysWhatWouldHappenAndChangesNothing(t *testing.T) {
	s, ctx := open(t)
	s.Foresee(func(_ context.Context, c Change[notice]) ([]Effect, error) {
		e := Effect{Text: fault.Text{ZH: "2 处", EN: "2 places"}, Grave: c.Running}
		for range Samples + c.After(township).Days - c.Before(township).Days {
			e.Add("id", "label")
		}
		return []Effect{e}, nil
	})
	li := as(ctx, "li", "", chenxi)
	got, err := s.Preview(li, PreviewRequest{Draft{Area: chenxi, Values: json.RawMessage(`{"days":7}`), Running: true}})
	if err != nil || len(got.Changes) != 1 || got.Changes[0].From != "default" || got.Effects[0].Count != Samples+4 || len(got.Effects[0].Items) != Samples || !got.Effects[0].Grave {
		t.Fatalf("%+v, %v", got, err)
	}
	if page, _ := s.ListProposals(li, ListRequest{}); len(page.Items) != 0 || len(s.snapshot()) != 0 {
		t.Error("it left traces")
	}
	for code, req := range map[string]Draft{
		"rules.same":        {Area: chenxi, Values: json.RawMessage(`{"days":3}`)},
		"rules.days":        {Area: chenxi, Values: json.RawMessage(`{"days":0}`)},
		"rules.no_proposal": {Area: yuanling, Values: json.RawMessage(`{"days":5}`)},
		"area.unknown":      {Area: "439999", Values: json.RawMessage(`{"days":5}`)},
	} {
		if _, err := s.Preview(li, PreviewRequest{req}); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// Two persons on two replicas approve at the same instant what does not fit
// together: one of them is told, whoever comes second.
func TestTwoReplicasAtTheSameInstantDoNotMissEachOther(t *testing.T) {
	storetest.EachDB(t, "rulestest", func(t *testing.T, db *store.DB) {
		a := Declare(db, slog.New(slog.DiscardHandler), area.Default(), seats{1, 1}, func(v seats) error {
			if v.Officials+v.Grassroots < 1 {
				return fault.Invalid("rules.seats", "至少要有一个席位。", "There has to be a seat.")
			}
			return nil
		})
		if err := db.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		b := &Set[seats]{service: a.service, defaults: a.defaults, check: a.check, tree: a.tree, db: a.db, log: a.log, stored: a.stored,
			proposals: a.proposals, turns: a.turns, told: map[string]bool{}}
		li, chen := as(t.Context(), "li", "", hunan), as(t.Context(), "chen", "", hunan)
		counties := []string{"431222", "431223", "431224", "431225", "431226", "431227"}
		for _, county := range counties {
			above, below := collide(t, a, b, [2]context.Context{li, chen}, county)
			if above == below {
				t.Errorf("%s: township %v, county %v", county, above, below)
			}
		}
	})
}

// collide has a county and a township of it give up the other seat at once, and
// says whether each was approved.
func collide(t *testing.T, a, b *Set[seats], people [2]context.Context, county string) (above, below bool) {
	t.Helper()
	li, chen := people[0], people[1]
	var ids []string
	for _, c := range []struct{ code, values string }{{county, noOfficials}, {string(area.Default().Children(area.Code(county))[0].Code), noGrassroots}} {
		p, err := a.Propose(li, draft(c.code, c.values))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	var both sync.WaitGroup
	errs := make([]error, 2)
	for i, s := range []*Set[seats]{a, b} {
		both.Go(func() { _, errs[i] = s.Decide(chen, yes(ids[i])) })
	}
	both.Wait()
	for _, err := range errs {
		if err != nil && !fault.HasCode(err, "rules.elsewhere") && !fault.HasCode(err, "rules.seats") && !fault.HasCode(err, "rules.moved") {
			t.Errorf("%s: %v", county, err)
		}
	}
	return errs[0] == nil, errs[1] == nil
}
