package browsertest

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestADialogIsModalAndGivesTheFocusBack(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, click("[data-dialog=reply]"))
	becomes(t, ctx, `document.querySelector("#reply").matches(":modal")`, "true")
	becomes(t, ctx, "document.activeElement.name", "text")
	do(t, ctx, chromedp.KeyEvent(kb.Escape))
	becomes(t, ctx, `document.querySelector("#reply").open`, "false")
	becomes(t, ctx, "document.activeElement.dataset.dialog", "reply")
}

func TestCancelClosesTheDialog(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, click("[data-dialog=reply]"), click("#reply .actions [data-close]"))
	becomes(t, ctx, `document.querySelector("#reply").open`, "false")
	becomes(t, ctx, "location.hash", "")
}

// withoutScript is a browser in which scripts are switched off.
func withoutScript(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return chromedp.Void{}, err
}

func TestADialogOpensWithoutScript(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, withoutScript, chromedp.Reload(),
		click("[data-dialog=reply]"), chromedp.WaitVisible(chromedp.CSS("#reply textarea")))
	do(t, ctx, click("#reply .actions [data-close]"), chromedp.WaitNotVisible(chromedp.CSS("#reply")))
}

func TestProblemsGetTheFocus(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design")
	becomes(t, ctx, `document.activeElement.hasAttribute("data-error-summary")`, "true")
	do(t, ctx, click(`a[href="#f-bad-phone"]`))
	becomes(t, ctx, "document.activeElement.id", "f-bad-phone")
}

func TestReadingAloudIsOfferedWhereThereIsAVoice(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/public")
	becomes(t, ctx, `document.querySelector("[data-speak]").hidden`, "false")
	do(t, ctx, run(`speechSynthesis.speak = (piece) => (window.said ??= []).push(piece.lang + piece.text)`),
		click("[data-speak]"))
	becomes(t, ctx, `window.said[0].slice(0, 5)`, "zh-CN")
	becomes(t, ctx, `document.querySelector("[data-speak]").getAttribute("aria-pressed")`, "true")
	do(t, ctx, click("[data-speak]"))
	becomes(t, ctx, `document.querySelector("[data-speak]").getAttribute("aria-pressed")`, "false")
}
