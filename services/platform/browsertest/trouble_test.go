package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/voting"
	"lianluo/services/platform/platformtest"
	"lianluo/services/portal/portaltest/chromium"
)

// trouble is a congress at whose ballot everything goes wrong that may.
type trouble struct {
	congress
	counting []*person // the tellers
}

// TestBallotInTrouble: a ballot becomes void and a new one is held; a phone is lost,
// the machines fail while the urn is open and the rest votes on paper, the tellers
// slip, a scrutineer's phone is gone before the opening. Half of the people read English.
func TestBallotInTrouble(t *testing.T) {
	t.Parallel()
	s := platformtest.One(t)
	c := &trouble{congress: congress{world: world{s, t}, now: t, tellers: true}}
	c.gather(6, 6)
	for i := range 2 {
		login := fmt.Sprintf("teller%d", i+1)
		s.Join(t.Context(), login, "", platformtest.CongressTown, identity.Grant{Role: "township_admin", Area: platformtest.CongressTown})
		p := sit(t, s, login, desktop)
		p.signIn(s, login, "/desk")
		c.counting = append(c.counting, p)
	}
	for _, p := range []*person{c.deputies[1], c.deputies[4], c.counting[1]} {
		p.lang = "en"
		p.open("/prefs?lang=en&back=/")
	}
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"it becomes void, and a new one is prepared", c.again}, {"the scrutineers make the key", c.ceremony}, {"a phone is lost before the vote", c.arrive},
		{"the machines fail", c.fail}, {"the tellers enter the papers", c.enter}, {"a scrutineer's phone is gone", c.openWithout}, {"it holds", c.holds},
	} {
		if !t.Run(step.name, func(t *testing.T) {
			for _, p := range append(append(c.deputies, c.chair), c.counting...) {
				p.t = t
			}
			c.t, c.now = t, t
			step.do()
		}) {
			t.FailNow()
		}
	}
}

// troubles has the chair do what a trouble needs, with a reason.
func (c *trouble) troubles(kind, state string) {
	p := c.chair
	p.open("/county/ballots/" + c.id)
	p.click("details.ballot-trouble:has(#do-" + kind + ") summary")
	p.write("#f-do-"+kind+"-reason", "会场设备故障")
	p.click("#do-" + kind + " .btn")
	p.sees("document.readyState === 'complete' && document.querySelector('[data-ballot-state=\"" + state + "\"]') && !document.querySelector('[aria-busy]')")
}

// again: the first ballot is void as soon as it was signed; another is made of the same
// projects, which are deliberated still.
func (c *trouble) again() {
	c.prepare()
	c.troubles("void", "void")
	c.fine(c.chair, "trouble-void")
	p := c.chair
	p.open("/county/ballots/new?area=" + platformtest.CongressTown)
	if term := p.textOf("document.querySelector('#f-term').value"); term != fmt.Sprint(platformtest.CongressTerm) {
		c.t.Errorf("the session has to be typed again: term %q", term)
	}
	c.fine(p, "trouble-again")
	p.click("form:has(#f-title) .btn-primary")
	p.sees("document.readyState === 'complete' && document.querySelector('#rules')")
	old := c.id
	c.id = p.textOf("location.pathname.split('/').at(-1)")
	if c.id == old {
		c.t.Fatal("there is no other ballot")
	}
	c.prepare()
}

// seat has the chair do something about a deputy at their line.
func (c *trouble) seat(n int, kind, reason string) {
	p := c.chair
	p.open("/county/ballots/" + c.id)
	before := p.textOf("document.querySelector('.ballot-roll li:nth-child(" + fmt.Sprint(n) + ")').innerText")
	p.sees(fmt.Sprintf("(document.querySelector('#f-seat-seat').selectedIndex = %d) === %d", n-1, n-1))
	p.sees("(document.querySelector('#f-seat-kind').value = '" + kind + "') === document.querySelector('#f-seat-kind').value")
	p.write("#f-seat-reason", reason)
	p.click("#seat .btn")
	p.sees("document.readyState === 'complete' && document.querySelector('.ballot-roll li:nth-child(" + fmt.Sprint(n) + ")').innerText !== `" + before + "`")
}

// arrive: five check in; the fifth loses the phone and gets paper, as the sixth wanted.
func (c *trouble) arrive() {
	for _, p := range c.deputies[:5] {
		p.reaches("/d/ballots/" + c.id)
		p.click(`[data-press="check-in"]`)
		p.sees("document.querySelector('[data-ballot-my-key]')?.innerText.length > 0")
	}
	c.seat(6, "paper_issue", "")
	c.seat(5, "to_paper", "手机遗失")
	c.fine(c.chair, "trouble-seat")
	lost := c.deputies[4]
	lost.reaches("/d/ballots/" + c.id)
	lost.reads("paper")
	c.fine(lost, "trouble-paper")
	c.leads("freeze", "frozen")
	c.leads("open", "open")
}

// fail: three have cast when the machines fail; the fourth gets paper.
func (c *trouble) fail() {
	for _, p := range c.deputies[:3] {
		p.reaches("/d/ballots/" + c.id)
		c.seals(p, 0)
		p.click(`[data-press="cast"]`)
		p.sees("!document.querySelector('[data-ballot-kept]')?.hidden && document.querySelector('[data-ballot-found]')?.innerText.length > 0")
		c.receipts = append(c.receipts, p.text("[data-ballot-receipt]"))
	}
	c.fine(c.deputies[1], "trouble-cast")
	c.troubles("paper_only", "open")
	c.seat(4, "to_paper", "改用纸质票")
	c.fine(c.chair, "trouble-paper-only")
}

// enter: the second teller slips at the second paper, sees it, and puts it right.
func (c *trouble) enter() {
	one, two := c.counting[0], c.counting[1]
	for _, p := range c.counting {
		p.open("/ballots/" + c.id + "/papers")
		p.click(`[data-press="join"]`)
		p.sees("!document.querySelector('[data-ballot-share]').hidden")
	}
	c.fine(one, "trouble-share")
	c.fine(two, "trouble-share")
	two.write("[data-ballot-shared]", "0000"+one.text("[data-ballot-shared-typed]")[4:])
	two.click(`[data-press="typed"]`)
	two.sees("!document.querySelector('[data-ballot-error]').hidden")
	two.retype("[data-ballot-shared]", strings.ToUpper(one.text("[data-ballot-shared-typed]")))
	two.click(`[data-press="typed"]`)
	for n, p := range c.counting {
		for i := range 3 {
			c.paper(p, i+1, approves(n, i))
		}
		c.fine(p, "trouble-entered")
	}
	one.click(`[data-press="compare"]`)
	two.click(`[data-press="compare"]`)
	two.sees("document.querySelector('[data-ballot-differ]').innerText.includes('2') && document.querySelector('[data-ballot-number]').innerText === '2'")
	c.fine(two, "trouble-differ")
	c.paper(two, 2, 1)
	for _, p := range []*person{two, one} {
		p.click(`[data-press="compare"]`)
		p.sees("!document.querySelector('[data-ballot-finish]').hidden")
	}
	for _, p := range c.counting {
		p.click(`[data-press="finish"]`)
		p.sees("!document.querySelector('[data-press=finish][aria-busy]') && document.querySelector('[data-ballot-differ]').innerText.length > 3")
	}
	c.fine(two, "trouble-posted")
}

// paper enters one paper: for the first candidate, or for none.
func (c *trouble) paper(p *person, n, approved int) {
	p.sees(fmt.Sprintf("document.querySelector('[data-ballot-number]').innerText === '%d' && !document.querySelector('[data-ballot-enter]').hidden", n))
	if approved == 1 {
		p.click("#c0-0")
	}
	entered := p.text("[data-ballot-entered]")
	p.click(`[data-press="put"]`)
	p.sees("!document.querySelector('[data-press=put][aria-busy]') && (document.querySelector('[data-ballot-entered]').innerText !== '" + entered + "' || document.querySelector('[data-ballot-number]').innerText !== '" + fmt.Sprint(n) + "')")
}

// openWithout: two of three open, since the third's phone was reported lost.
func (c *trouble) openWithout() {
	c.leads("close", "closed")
	p := c.chair
	p.open("/county/ballots/" + c.id)
	p.click("details.ballot-trouble:has(#do-trustee_lost) summary")
	p.sees("(document.querySelector('#f-do-trustee_lost-index').selectedIndex = 2) === 2")
	p.write("#f-do-trustee_lost-reason", "手机遗失")
	p.click("#do-trustee_lost .btn")
	p.sees("document.readyState === 'complete' && document.querySelector('.ballot-trustees .tone-stopped')")
	for i, d := range c.deputies[:2] {
		c.key(d)
		if i == 1 {
			c.wrong(d)
			c.fine(d, "trouble-compare")
		}
		c.compares(d, "open")
		d.sees("!document.querySelector('[data-step=wait]').hidden")
	}
	c.key(c.deputies[2])
	c.deputies[2].sees("!document.querySelector('[data-step=lost]').hidden")
	c.fine(c.deputies[2], "trouble-lost")
	c.leads("result", "counted")
	for _, d := range c.deputies[:2] {
		d.sees("document.querySelector('#result') && !document.querySelector('[data-step=sign]').hidden")
		d.click(`[data-press="sign"]`)
		d.sees("document.querySelector('[data-step=sign]').hidden")
	}
	c.leads("declare", "declared")
}

// wrong types another code than the phones show, which is no code of this board.
func (c *trouble) wrong(p *person) {
	p.sees("!document.querySelector('[data-ballot-compare]').hidden")
	p.write(`[data-other="1"] input`, strings.Repeat("abcd ", 5))
	p.click(`[data-other="1"] [data-press="typed"]`)
	p.sees("document.querySelector('[data-ballot-error]').innerText.includes('Stop')")
	p.click(`[data-press="open"]`)
	p.sees("!document.querySelector('[data-ballot-error]').hidden && !document.querySelector('[data-step=open]').hidden")
}

// holds: both ways of voting are one sum, and what is downloaded verifies.
func (c *trouble) holds() {
	b := ask(c.world, "chair", voting.GetBallot, voting.BallotID{ID: c.id})
	if b.Result.Valid != 6 || b.Result.Counts[0][0] != 4 || b.Turnout.Cast != 3 || b.Turnout.Entered != 3 || b.Turnout.Present != 6 {
		c.t.Errorf("the result is %+v of %+v", b.Result, b.Turnout)
	}
	public := sit(c.now, c.System, "public", desktop)
	public.open("/ballots/" + c.id)
	c.verified(chromium.Eval[string](c.now, public.ctx, "fetch(document.querySelector('a[href$=\"/bundle\"]').href).then((file) => file.text())"))
}

// approves is what a teller reads on a paper: approval on the second alone, which the
// second teller overlooks.
func approves(teller, paper int) int {
	if paper == 1 && teller == 0 {
		return 1
	}
	return 0
}
