package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/ballotpage"
	"lianluo/services/portal/portaltest/chromium"
)

// stick opens the page as somebody does who double-clicks it on a stick, in English.
func stick(t *testing.T) context.Context {
	t.Helper()
	path := filepath.Join(t.TempDir(), ballotpage.Name)
	if err := os.WriteFile(path, ballotpage.Page(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := chromium.Tab(t, browser, 5*time.Minute)
	chromium.Complaints(t, ctx, func(text string) { t.Errorf("the browser says: %s", text) })
	chromium.Do(t, ctx, chromedp.Navigate("file://"+path))
	chromium.Becomes(t, ctx, `"ready" in document.documentElement.dataset`)
	if chromium.Eval[string](t, ctx, "document.documentElement.dataset.lang") == "zh" {
		chromium.Do(t, ctx, chromium.Click("#language"))
	}
	return ctx
}

// drop chooses a bundle.
func drop(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	chromium.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#bundle"), []string{path}))
	chromium.Becomes(t, ctx, `document.querySelector("#chosen").textContent !== ""`)
}

// shows waits for words in a section.
func shows(t *testing.T, ctx context.Context, id, words string) {
	t.Helper()
	chromium.Becomes(t, ctx, `!document.getElementById("`+id+`").hidden && document.getElementById("`+id+`").innerText.includes(`+"`"+words+"`"+`)`)
}

func TestThePageVerifiesFromAStick(t *testing.T) {
	text := whole(t)["bundle-paper.json"]
	ctx := stick(t)
	chromium.Do(t, ctx, chromium.Click("#verify .primary"))
	chromium.Becomes(t, ctx, `document.querySelector("#chosen").textContent.includes("bundle first")`)
	drop(t, ctx, text)
	chromium.Do(t, ctx, chromium.Script(`window.reports = 0; window.Worker = class extends Worker {
		constructor(...given) {
			super(...given);
			this.addEventListener("message", ({ data }) => (window.reports += data.report ? 1 : 0));
		}
	}`), chromium.Click("#verify .primary"))
	shows(t, ctx, "report", "Verified: the published result")
	if chromium.Eval[int](t, ctx, "window.reports") == 0 {
		t.Error("no worker verified: the page itself had to")
	}
	shows(t, ctx, "report", "No head was given")
	if bad := chromium.Eval[int](t, ctx, `document.querySelectorAll("#report .bad").length`); bad != 0 {
		t.Errorf("%d lines are bad", bad)
	}
	if at := chromium.Eval[string](t, ctx, "document.activeElement.id"); at != "report" {
		t.Errorf("the focus is at %q", at)
	}
	head := chromium.Eval[string](t, ctx, `document.querySelector("#report code").textContent`)
	chromium.Do(t, ctx, chromium.Write("#heads", head+"\n"+strings.Replace(head, ":", ":0", 1)), chromium.Write("#receipts", "aaaa bbbb cccc dddd eeee"),
		chromium.Click("#verify .primary"))
	shows(t, ctx, "report", "[head]")
	shows(t, ctx, "report", "[receipt]")
	shows(t, ctx, "report", "The verification failed")
	chromium.Do(t, ctx, chromium.Click("#language"))
	shows(t, ctx, "report", "核验没有通过")
}

func TestThePageSaysWhatIsWrong(t *testing.T) {
	text := whole(t)["bundle-plain.json"]
	for want, changed := range map[string]string{
		"[chain]":                 strings.Replace(text, `"seq":7`, `"seq":8`, 1),
		"incomplete or malformed": `{"entries":[]}`,
	} {
		ctx := stick(t)
		drop(t, ctx, changed)
		chromium.Do(t, ctx, chromium.Click("#verify .primary"))
		shows(t, ctx, "report", want)
	}
	ctx := stick(t)
	drop(t, ctx, "\xff\xfe")
	chromium.Becomes(t, ctx, `document.querySelector("#chosen").textContent.includes("cannot be read")`)
}

// A title in a bundle is written by whoever wants to be believed.
func TestABundleIsTextToThePage(t *testing.T) {
	ctx := stick(t)
	drop(t, ctx, eval[string](t, tab(t), "play.js", `
		const play = new test.Play({ seats: 3 });
		play.define((body) => ({ ...body, title: "<img src=x onerror=alert(1)>" }));
		return test.bundle(play.entries);`))
	chromium.Do(t, ctx, chromium.Click("#verify .primary"))
	shows(t, ctx, "report", "<img src=x")
	shows(t, ctx, "report", "Nothing is wrong so far (defined)")
}

func TestThePageChecksAChallengedBallot(t *testing.T) {
	ctx := stick(t)
	made := eval[struct{ Bundle, Reveal, Code string }](t, tab(t), "play.js", `
		const play = new test.Play({ seats: 3 });
		play.untilOpen();
		const made = ballot.prepare({ board: play.board, seat: 2, key: play.keys[2], choices: [[0], [1], [0]] });
		return { bundle: test.bundle(play.entries), reveal: made.challenge(), code: made.code };`)
	chromium.Do(t, ctx, chromium.Click("#reveal .primary"))
	shows(t, ctx, "answer", "bundle first")
	drop(t, ctx, made.Bundle)
	set := func(id, text string) {
		chromium.Eval[bool](t, ctx, `(document.getElementById("`+id+`").value = `+"`"+strings.ReplaceAll(text, `\`, `\\`)+"`"+`) !== ""`)
	}
	set("revealed", made.Reveal)
	set("code", made.Code)
	chromium.Do(t, ctx, chromium.Click("#reveal .primary"))
	shows(t, ctx, "answer", "does encrypt these choices")
	shows(t, ctx, "answer", "Candidate 2 · Approve")
	shows(t, ctx, "answer", "Candidate 1 · No choice")
	set("revealed", strings.Replace(made.Reveal, "[0],[1],[0]", "[1],[0],[0]", 1))
	chromium.Do(t, ctx, chromium.Click("#reveal .primary"))
	shows(t, ctx, "answer", "[proof]")
	set("revealed", made.Reveal)
	set("code", "aaaa-aaaa-aaaa-aaaa-aaaa")
	chromium.Do(t, ctx, chromium.Click("#reveal .primary"))
	shows(t, ctx, "answer", "[receipt]")
}

// Whatever stands in the page, nothing leaves it.
func TestThePageCanSendNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), ballotpage.Name)
	if err := os.WriteFile(path, ballotpage.Page(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := chromium.Tab(t, browser, 5*time.Minute)
	chromium.Do(t, ctx, chromedp.Navigate("file://"+path))
	for _, try := range []string{`fetch("http://127.0.0.1:9/")`, `new Promise((done, fail) => { const image = new Image(); image.onload = done; image.onerror = fail; image.src = "http://127.0.0.1:9/"; })`} {
		got := chromium.Eval[string](t, ctx, `(async () => {
			const blocked = new Promise((done) => document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective), { once: true }));
			await (`+try+`).catch(() => {});
			return blocked;
		})()`)
		if got == "" {
			t.Errorf("%s was not held back", try)
		}
	}
}
