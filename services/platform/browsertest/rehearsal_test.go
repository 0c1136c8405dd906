package browsertest

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lianluo/services/platform/platformtest"
	"lianluo/services/portal/portaltest/chromium"
)

// trial is the demonstration's ballot: somebody who takes part in it on a phone, and
// the page on which the others are let act.
type trial struct {
	*congress
	you, guide *person
}

// demonstration is a system that shows a small demonstration, with its ballot.
func demonstration(t *testing.T) *platformtest.System {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "not-empty"), nil, 0o600); err != nil { // the process itself would load a large one
		t.Fatal(err)
	}
	s := platformtest.OneBy(t, dir, func(args []string) *exec.Cmd { return exec.Command(platformtest.Binary(t), args...) }, "-demo", "-limits.per_second", "0")
	s.Load(t.Context())
	return s
}

// TestVoteInFiveMinutes follows the README's walk: a newcomer votes, is a scrutineer,
// opens the urn with the others and recounts.
func TestVoteInFiveMinutes(t *testing.T) {
	t.Parallel()
	s := demonstration(t)
	v := &trial{congress: &congress{world: world{s, t}, now: t}}
	v.guide = sit(t, s, "guide", desktop)
	v.guide.open("/demo/vote")
	v.guide.reads("这是演示")
	v.guide.sound("vote-guide")
	v.id = strings.Split(v.goes(), "/")[3]
	v.you = sit(t, s, "you", phone)
	v.you.signIn(s, "deputy", "/d")
	v.lock()
	v.votes()
	v.opens()
	v.recounts()
}

// goes is where the page sends the person.
func (v *trial) goes() string {
	v.t.Helper()
	v.guide.sees("document.querySelector('#self a.btn-primary')")
	return chromium.Eval[string](v.t, v.guide.ctx, "new URL(document.querySelector('#self a.btn-primary').href).pathname")
}

// lets presses the button that has the others do something.
func (v *trial) lets(act string) {
	v.t.Helper()
	platformtest.Eventually(v.t, "it is the others' turn to "+act, func() bool {
		v.guide.open("/demo/vote")
		return chromium.Eval[bool](v.t, v.guide.ctx, `Boolean(document.querySelector('#others [name=act][value="`+act+`"]'))`)
	})
	v.guide.click("#others button")
	v.guide.sees("document.querySelector('.notice-good')")
}

func (v *trial) follows() {
	v.t.Helper()
	v.guide.open("/demo/vote")
	v.you.reaches(v.goes())
}

func (v *trial) lock() {
	v.t.Helper()
	v.follows()
	v.you.click(`[data-press="join"]`)
	v.you.sees("document.querySelector('[data-step=join]').hidden")
	v.lets("guard")
	v.compares(v.you, "deal")
	v.lets("guard")
	v.you.sees("!document.querySelector('[data-step=keep]').hidden")
	v.follows()
	v.you.click(`[data-press="check-in"]`)
	v.you.sees("document.querySelector('[data-ballot-my-key]')?.innerText.length > 0")
	v.guide.open("/demo/vote")
	v.guide.turn(phone)
	v.guide.fits("vote-guide", v.guide.look())
	v.guide.sound("vote-guide-phone")
	v.guide.turn(desktop)
}

func (v *trial) votes() {
	v.t.Helper()
	v.lets("begin")
	v.follows()
	v.seals(v.you, 0)
	v.you.click(`[data-press="cast"]`)
	v.you.sees("!document.querySelector('[data-ballot-kept]')?.hidden && document.querySelector('[data-ballot-found]')?.innerText.length > 0")
	v.receipts = append(v.receipts, v.you.text("[data-ballot-receipt]"))
	v.lets("vote")
	v.lets("close")
}

func (v *trial) opens() {
	v.t.Helper()
	v.lets("guard")
	v.follows()
	v.compares(v.you, "open")
	v.you.sees("!document.querySelector('[data-step=wait]').hidden")
	v.lets("count")
	v.follows()
	v.you.sees("document.querySelector('#result') && !document.querySelector('[data-step=sign]').hidden")
	v.you.click(`[data-press="sign"]`)
	v.you.sees("document.querySelector('[data-step=sign]').hidden")
	v.lets("guard")
	v.lets("declare")
}

// recounts: the receipt is found in what anybody downloads.
func (v *trial) recounts() {
	v.t.Helper()
	v.guide.sees("document.querySelector('#verify')")
	v.guide.sound("vote-guide-over")
	bundle := filepath.Join(v.now.TempDir(), "ballot.json")
	text := chromium.Eval[string](v.t, v.guide.ctx, "fetch('/ballots/"+v.id+"/bundle').then((file) => file.text())")
	if err := os.WriteFile(bundle, []byte(text), 0o600); err != nil {
		v.t.Fatal(err)
	}
	out, err := exec.CommandContext(v.now.Context(), platformtest.Binary(v.now), "verify", bundle, "-receipt", v.receipts[0]).CombinedOutput()
	if err != nil {
		v.t.Errorf("%v\n%s", err, out)
	}
}

// TestNobodyActsForAnother: without a demonstration there is no such page, whatever
// accounts and files there are; with one it is not for who comes by another name.
func TestNobodyActsForAnother(t *testing.T) {
	t.Parallel()
	s := platformtest.One(t)
	s.Load(t.Context())
	status := func(s *platformtest.System, method, host string) int {
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/demo/vote", strings.NewReader("act=guard"))
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			req.Host = host
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if got := status(s, method, ""); got != http.StatusNotFound && got != http.StatusForbidden {
			t.Errorf("%s without a demonstration: %d", method, got)
		}
	}
	s.Processes["all"].Stop()
	shown := s.Again(nil, s.Dir, "-demo")
	for host, want := range map[string]int{"": http.StatusOK, "demo.example.org": http.StatusNotFound} {
		if got := status(shown, http.MethodGet, host); got != want {
			t.Errorf("by the name %q: %d, not %d", host, got, want)
		}
	}
	if got := status(shown, http.MethodPost, ""); got != http.StatusForbidden {
		t.Errorf("a form that the page did not make: %d", got)
	}
}
