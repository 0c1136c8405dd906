package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const openRow = `document.activeElement.closest("[data-row]")?.id`

func TestKeysWalkThroughRows(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/desk")
	do(t, ctx, chromedp.KeyEvent("j"))
	becomes(t, ctx, openRow, "w1")
	do(t, ctx, chromedp.KeyEvent("j"))
	becomes(t, ctx, openRow, "w2")
	do(t, ctx, chromedp.KeyEvent("k"))
	becomes(t, ctx, openRow, "w1")
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	becomes(t, ctx, "location.pathname", "/_design/case")
}

const searching = `document.activeElement.hasAttribute("data-global-search")`

func TestSlashAndControlKLeadToTheSearch(t *testing.T) {
	for _, key := range []chromedp.Action[chromedp.Void]{
		chromedp.KeyEvent("/"), chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	} {
		ctx := tab(t, site(t, nil)+"/_design/desk")
		do(t, ctx, key)
		becomes(t, ctx, searching, "true")
		do(t, ctx, chromedp.KeyEvent("jk")) // typed, not walked
		becomes(t, ctx, searching, "true")
	}
}

func TestSingleKeysCanBeSwitchedOff(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/desk")
	do(t, ctx, click(".menu summary"), click("[data-keys]"))
	becomes(t, ctx, `document.querySelector("[data-keys]").getAttribute("aria-pressed")`, "false")
	do(t, ctx, chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("j"))
	becomes(t, ctx, openRow, "undefined")
}

func TestEscapeClosesTheMenuAndReturns(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/desk")
	do(t, ctx, click(".menu summary"), chromedp.KeyEvent(kb.Escape))
	becomes(t, ctx, `document.querySelector("details.menu").open`, "false")
	becomes(t, ctx, "document.activeElement.tagName", "SUMMARY")
}
