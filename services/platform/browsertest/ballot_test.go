package browsertest

import (
	"fmt"
	"image"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"lianluo/api/voting"
	"lianluo/services/platform/hall"
	"lianluo/services/platform/platformtest"
	"lianluo/services/portal/portaltest/chromium"
)

// congress is a town's, with deputies who have accounts.
type congress struct {
	world
	now      *testing.T // whose step it is
	id       string
	seats    int
	crowd    *hall.Hall // those without browsers, if there are any
	tellers  bool       // two are chosen
	witness  string     // the head that a scrutineer wrote down when the key was made
	receipts []string   // that the deputies wrote down
	chair    *person
	deputies []*person
}

// TestWholeBallot holds a secret ballot as people do: every key is made in a browser,
// and what the server knows is what it was sent.
func TestWholeBallot(t *testing.T) {
	t.Parallel()
	s := platformtest.One(t)
	c := &congress{world: world{s, t}, now: t}
	c.gather(5, 5)
	c.hold(t)
}

// hold goes from the draft to what anybody can verify.
func (c *congress) hold(t *testing.T) {
	t.Helper()
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"the chair prepares and signs", c.prepare}, {"the scrutineers make the key", c.ceremony}, {"deputies check in", c.checkIn},
		{"deputies vote", c.vote}, {"the urn is opened and the result signed", c.open}, {"anybody sees and verifies", c.verify},
	} {
		if !t.Run(step.name, func(t *testing.T) {
			for _, p := range append(c.deputies, c.chair) {
				p.t = t
			}
			c.t, c.now = t, t
			step.do()
		}) {
			t.FailNow()
		}
	}
}

// gather: a chair, so many deputies, the first of them with phones, and two projects
// that are deliberated. It gives the others' mandates.
func (c *congress) gather(deputies, phones int) []string {
	c.t.Helper()
	made := c.Convene(c.t.Context(), deputies, "修通学路", "装太阳能路灯")
	c.id, c.seats = made.Ballot(c.t.Context(), 5), deputies
	for i := range made.Mandates[:phones] {
		login := fmt.Sprintf("deputy%d", i+1)
		d := sit(c.now, c.System, login, phone)
		d.signIn(c.System, login, "/d")
		c.deputies = append(c.deputies, d)
	}
	c.chair = sit(c.now, c.System, "chair", desktop)
	c.chair.signIn(c.System, "chair", "/desk")
	return made.Mandates[phones:]
}

// prepare: rules, scrutineers and roll, one primary action after another.
func (c *congress) prepare() {
	p := c.chair
	p.open("/county/ballots/" + c.id)
	c.fine(p, "ballot-draft")
	p.write("#f-rules-places", "1")
	p.click("#rules .btn-primary")
	p.sees(fmt.Sprintf("document.querySelectorAll('[name=mandates]').length === %d", c.seats))
	for i := range 3 {
		p.click(fmt.Sprintf("#f-scrutineers-mandates-%d", i))
	}
	c.fine(p, "ballot-scrutineers")
	if c.tellers {
		p.sees("[1, 2].every((n) => (document.querySelector('#f-scrutineers-teller' + n).selectedIndex = n) === n)")
	}
	p.click("#scrutineers .btn-primary")
	p.sees("document.querySelector('#next form[action$=\"/roll\"] .btn-primary')")
	p.click(`#next form[action$="/roll"] .btn-primary`)
	p.sees("document.readyState === 'complete' && document.querySelector('#do-definition')")
	c.leads("definition", "ceremony")
	c.fine(p, "ballot-signed")
}

// leads presses the chair's button for an entry, once the page shows all that others
// put on the board, and waits for the state after it.
func (c *congress) leads(kind, state string) {
	c.t.Helper()
	if kind == "close" {
		c.chair.open("/county/ballots/" + c.id) // while votes come in, the page stays
	}
	c.chair.sees(fmt.Sprintf("document.querySelector('[data-ballot-seq=\"%d\"]')", ask(c.world, "chair", voting.GetBallot, voting.BallotID{ID: c.id}).Head.Seq))
	c.chair.click("#do-" + kind + " .btn-primary")
	c.chair.sees("document.querySelector('[data-ballot-state=\"" + state + "\"]')")
}

func (c *congress) key(p *person) { p.reaches("/d/ballots/" + c.id + "/key") }

// compares types the code that the other scrutineers' phones show.
func (c *congress) compares(p *person, press string) {
	p.t.Helper()
	p.sees("!document.querySelector('[data-step=\"" + press + "\"]').hidden && !document.querySelector('[data-ballot-compare]').hidden")
	code := p.text("[data-ballot-head]")
	for _, line := range chromium.Eval[[]string](p.t, p.ctx, "[...document.querySelectorAll('[data-other]')].map((line) => line.dataset.other)") {
		at := `[data-other="` + line + `"] `
		if p.textOf("document.querySelector('.ballot-trustees li:nth-child("+line+") .tone-stopped') !== null") == "true" {
			continue // that phone is lost
		}
		if p.textOf("document.querySelector('"+at+"[data-other-ways]').hidden") == "true" {
			continue // it was read by the camera
		}
		p.retype(at+"input", strings.ToUpper(strings.ReplaceAll(code, "-", " ")))
		p.click(at + `[data-press="typed"]`)
		p.sees("document.querySelector('" + at + "[data-other-same]').innerText.length > 0")
	}
	p.click(`[data-press="` + press + `"]`)
}

// camera is the browser's one, which one test at a time looks through.
var camera sync.Mutex

// films reads the code on the phone of another scrutineer by the camera, once that of
// somebody whose board is another was refused.
func (c *congress) films(p *person, other int) {
	p.t.Helper()
	at := fmt.Sprintf(`[data-other="%d"] `, other+1)
	shows := c.deputies[other]
	shows.sees("document.querySelector('[data-ballot-head-code] svg')")
	camera.Lock()
	defer camera.Unlock()
	forked, err := qr.Encode(fmt.Sprintf("LLH:%s:1:%064d", c.id, 0), qr.M)
	if err != nil {
		p.t.Fatal(err)
	}
	chromium.Camera(p.t, p.ctx, forked.Image())
	p.click(at + `[data-press="camera"]`)
	p.sees("document.querySelector('[data-ballot-error]').innerText.includes(document.querySelector('" + at + "').dataset.name)")
	chromium.Camera(p.t, p.ctx, chromium.Picture(p.t, shows.ctx, "[data-ballot-head-code] svg"))
	p.click(at + `[data-press="camera"]`)
	p.sees("document.querySelector('" + at + "[data-other-same]').innerText.length > 0")
	chromium.Camera(p.t, p.ctx)
}

func (c *congress) ceremony() {
	trustees := c.deputies[:3]
	for _, p := range trustees {
		c.key(p)
		p.click(`[data-press="join"]`)
		p.sees("!document.querySelector('[data-step=join] [aria-busy]') && document.querySelector('[data-step=join]').hidden")
	}
	for i, p := range trustees {
		if c.key(p); i == 0 {
			p.sees("!document.querySelector('[data-ballot-compare]').hidden")
			c.fine(p, "ballot-compare")
			c.films(p, 1)
		}
		c.compares(p, "deal")
	}
	for _, p := range trustees { // without a hand: the page goes on with the board, and is loaded anew when the key is made
		p.sees("document.readyState === 'complete' && document.querySelector('[data-ballot-state=keyed]') && !document.querySelector('[data-step=keep]').hidden")
	}
	first := trustees[0]
	first.sees("document.querySelectorAll('.ballot-trustees .tone-good').length === 3")
	first.sees("document.querySelector('[data-ballot-witness]').innerText.includes(':')") // written with the board, after the list
	c.witness = first.text("[data-ballot-witness]")
	c.fine(first, "ballot-key")
}

func (c *congress) checkIn() {
	for i, p := range c.deputies {
		if p.reaches("/d/ballots/" + c.id); i == 4 {
			c.fine(p, "ballot-check-in")
		}
		p.click(`[data-press="check-in"]`)
		p.sees("document.querySelector('[data-ballot-my-key]')?.innerText.length > 0")
	}
	c.others(hall.Arrive)
	c.leads("freeze", "frozen")
	c.leads("open", "open")
	c.fine(c.chair, "ballot-open")
}

// vote: the last deputy checks what the phone made before casting another.
func (c *congress) vote() {
	for i, p := range c.deputies {
		p.reaches("/d/ballots/" + c.id)
		c.seals(p, i%4/2)
		if i == 4 {
			c.fine(p, "ballot-sealed")
			p.click("[data-ballot-sealed] details summary", `[data-press="challenge"]`)
			p.sees("document.querySelector('[data-ballot-reveal]').value.includes('\"choices\"')")
			c.fine(p, "ballot-revealed")
			c.carries(p)
			p.click(`[data-press="again"]`)
			c.seals(p, -1)
		}
		if i == 0 {
			c.loses(p)
		}
		p.click(`[data-press="cast"]`)
		p.sees("!document.querySelector('[data-ballot-kept]')?.hidden && document.querySelector('[data-ballot-found]')?.innerText.length > 0")
		c.receipts = append(c.receipts, p.text("[data-ballot-receipt]"))
	}
	c.fine(c.deputies[0], "ballot-receipt")
	c.others(hall.Vote)
	c.chair.sees(fmt.Sprintf("document.querySelectorAll('.ballot-roll .tone-good').length === %d", c.seats)) // without a hand
}

// others has those without browsers do their part.
func (c *congress) others(act string) {
	c.t.Helper()
	if c.crowd == nil {
		return
	}
	began := time.Now()
	if err := c.crowd.Do(c.now.Context(), act); err != nil {
		c.t.Fatal(err)
	}
	c.t.Logf("%d deputies without browsers: %s took %v", c.seats-len(c.deputies), act, time.Since(began).Round(time.Millisecond))
}

// carries: another device, which has the verify page of its own, reads the codes that
// what was sealed is opened with, one after another, by its camera.
func (c *congress) carries(p *person) {
	p.t.Helper()
	res, err := http.Get(c.URL + "/lianluo-verify.html")
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	path := filepath.Join(c.now.TempDir(), "verify.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.sees("document.querySelector('[data-ballot-codes] svg')") // all at once, after the text
	var codes []image.Image
	for i := range chromium.Eval[int](p.t, p.ctx, "document.querySelectorAll('[data-ballot-codes] svg').length") {
		codes = append(codes, chromium.Picture(p.t, p.ctx, fmt.Sprintf("[data-ballot-codes] svg:nth-child(%d)", i+1)))
	}
	camera.Lock()
	defer camera.Unlock()
	chromium.Camera(p.t, p.ctx, codes...)
	other := sit(p.t, c.System, "other-device", phone)
	other.do(chromedp.Navigate("file://" + path))
	other.click("#scan")
	other.sees("document.querySelector('#revealed').value.length > 0")
	if got, want := other.textOf("document.querySelector('#revealed').value"), p.textOf("document.querySelector('[data-ballot-reveal]').value"); got != want {
		p.t.Errorf("the camera read %.200q of %d codes, the phone shows %.200q", got, len(codes), want)
	}
	other.shoot("ballot-carried")
	chromium.Camera(p.t, p.ctx)
}

// loses: what was cast and got no answer is the ballot that the page keeps to.
func (c *congress) loses(p *person) {
	p.t.Helper()
	code := p.text("[data-ballot-code]")
	p.sees("(window.fetch = () => Promise.reject(new Error())) && true")
	p.click(`[data-press="cast"]`)
	p.sees("!document.querySelector('[data-ballot-error]').hidden && document.querySelector('[data-ballot-sealed] [data-press=back]').disabled")
	p.reaches("/d/ballots/" + c.id)
	p.sees("!document.querySelector('[data-ballot-sealed]').hidden && document.querySelector('[data-ballot-form]').hidden")
	if again := p.text("[data-ballot-code]"); again != code {
		p.t.Errorf("it cast %s and comes back with %s", code, again)
	}
}

// seals chooses a candidate (-1: leaves the choice), looks at it and seals it.
func (c *congress) seals(p *person, candidate int) {
	p.t.Helper()
	if candidate >= 0 {
		p.click(fmt.Sprintf("#c%d-0", candidate))
	} else {
		c.fine(p, "ballot-choosing")
	}
	p.click(`[data-press="review"]`)
	p.sees("!document.querySelector('[data-ballot-review]').hidden && document.querySelector('[data-ballot-lock]').innerText.length > 0")
	if candidate < 0 {
		c.fine(p, "ballot-review")
	}
	p.click(`[data-press="seal"]`)
	p.sees("!document.querySelector('[data-ballot-sealed]').hidden && document.querySelector('[data-ballot-code]').innerText.length > 20")
}

func (c *congress) open() {
	c.leads("close", "closed")
	for _, p := range c.deputies[:3] {
		c.key(p)
		c.compares(p, "open")
		p.sees("!document.querySelector('[data-step=wait]').hidden")
	}
	c.leads("result", "counted")
	for i, p := range c.deputies[:3] {
		p.sees("document.querySelector('#result') && !document.querySelector('[data-step=sign]').hidden")
		if i == 0 {
			c.fine(p, "ballot-sign")
		}
		p.click(`[data-press="sign"]`)
		p.sees("document.querySelector('[data-step=sign]').hidden")
	}
	c.leads("declare", "declared")
	c.fine(c.chair, "ballot-declared")
	b := ask(c.world, "chair", voting.GetBallot, voting.BallotID{ID: c.id})
	if b.Result.Valid != c.seats || b.Turnout.Cast != c.seats || len(b.Result.Selected) != 1 {
		c.t.Errorf("the result is %+v of %+v", b.Result, b.Turnout)
	}
}

// verify: the result stands on the board and on the hall's screen, and what is
// downloaded there holds before what people wrote down.
func (c *congress) verify() {
	public := sit(c.now, c.System, "public", desktop)
	public.open("/ballots/" + c.id + "/hall")
	public.reads("修通学路")
	public.shoot("ballot-hall")
	public.open("/ballots/" + c.id)
	public.reads("修通学路")
	c.fine(public, "ballot-board")
	public.click("details summary")
	c.fine(public, "ballot-entries")

	c.verified(chromium.Eval[string](c.now, public.ctx, "fetch(document.querySelector('a[href$=\"/bundle\"]').href).then((file) => file.text())"))
}

// verified: the program finds nothing wrong with what was downloaded, the head and the
// receipts that people wrote down; another head it does.
func (c *congress) verified(text string) {
	c.t.Helper()
	bundle := filepath.Join(c.now.TempDir(), "ballot.json")
	if err := os.WriteFile(bundle, []byte(text), 0o600); err != nil {
		c.now.Fatal(err)
	}
	args := []string{"verify", bundle, "-head", c.witness}
	for _, one := range c.receipts {
		args = append(args, "-receipt", one)
	}
	if out, err := exec.CommandContext(c.now.Context(), platformtest.Binary(c.now), args...).CombinedOutput(); err != nil {
		c.now.Errorf("%v\n%s", err, out)
	}
	args[3] = strings.Split(c.witness, ":")[0] + ":" + strings.Repeat("0", 64)
	if out, err := exec.CommandContext(c.now.Context(), platformtest.Binary(c.now), args...).CombinedOutput(); err == nil {
		c.now.Errorf("another witness's head holds too:\n%s", out)
	}
}

// narrow is the narrowest screen.
var narrow = size{"narrow", 320, 640}

// fine looks at a page in what the person did on it, on all screens; in a crowd
// nobody does: the pages are those of a ballot of five.
func (c *congress) fine(p *person, name string) {
	p.t.Helper()
	if c.crowd != nil {
		return
	}
	own := p.on
	p.sees("!document.querySelector('[aria-busy]')") // its button is pale
	p.sound(name)
	for _, on := range []size{phone, desktop, narrow} {
		if p.turn(on); on != own {
			p.fits(name, p.look())
			p.shoot(name)
		}
	}
	p.turn(own)
}
