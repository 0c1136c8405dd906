package browsertest

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/ui"
)

const (
	typed = `document.querySelector("#f-reply-form-text").value`
	kept  = `Object.keys(localStorage).filter((key) => key.includes("draft")).length`
)

func TestADraftSurvivesUntilItIsDiscarded(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, click("[data-dialog=reply]"), chromedp.SendKeys(chromedp.CSS("#f-reply-form-text"), "half a sentence"))
	becomes(t, ctx, kept, "1")
	do(t, ctx, chromedp.Reload())
	becomes(t, ctx, typed, "half a sentence")
	do(t, ctx, click("[data-dialog=reply]"), click("#reply .notice button"))
	becomes(t, ctx, typed, "")
	becomes(t, ctx, kept, "0")
}

func TestADraftEndsWhenTheServerHasAcceptedIt(t *testing.T) {
	home := site(t, func(mux *http.ServeMux) {
		mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) {
			ui.DropDraft(w, "design-reply")
			http.Redirect(w, r, "/_design/case", http.StatusSeeOther)
		})
	})
	ctx := tab(t, home+"/_design/case")
	do(t, ctx, click("[data-dialog=reply]"), chromedp.SendKeys(chromedp.CSS("#f-reply-form-text"), "sent"))
	becomes(t, ctx, kept, "1")
	do(t, ctx, chromedp.Navigate(home+"/done"))
	becomes(t, ctx, kept, "0")
	becomes(t, ctx, typed, "")
	becomes(t, ctx, "document.cookie", "")
}

func TestOldAndBrokenDraftsAreThrownAway(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, run(`localStorage.setItem("lianluo:draft:design:design-reply", "{");
		localStorage.setItem("lianluo:draft:x:y", JSON.stringify({at: 1, values: []}))`), chromedp.Reload())
	becomes(t, ctx, kept, "0")
	becomes(t, ctx, typed, "")
}

func TestSigningOutLeavesNoDrafts(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, run(`localStorage.setItem("lianluo:draft:design:a", JSON.stringify({at: Date.now(), values: []}))`),
		run(`document.addEventListener("submit", (event) => event.preventDefault())`),
		click(".menu summary"), click("[data-sign-out] button"))
	becomes(t, ctx, kept, "0")
}

func TestPastedPhotosAreMadeSmallerAndCanBeRemoved(t *testing.T) {
	ctx := tab(t, site(t, nil)+"/_design")
	do(t, ctx, run(`(async () => {
		const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 400 });
		const pen = canvas.getContext("2d");
		const noise = pen.createImageData(3000, 400);
		for (let i = 0; i < noise.data.length; i += 1) noise.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
		pen.putImageData(noise, 0, 0);
		const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
		const data = new DataTransfer();
		data.items.add(new File([blob], "road.png", { type: "image/png" }));
		data.items.add(new File(["x"], "note.txt", { type: "text/plain" }));
		document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
	})()`))
	files := `[...document.querySelector("[data-drop=photo] input").files].map((file) => file.name).join()`
	becomes(t, ctx, files, "road.jpg")
	becomes(t, ctx, `document.querySelectorAll("[data-drop=photo] img").length`, "1")
	do(t, ctx, click("[data-drop=photo] [data-drop-list] button"))
	becomes(t, ctx, files, "")
}

// submitted is the key under which the reply would be submitted now.
const submitted = `(() => {
	const form = document.querySelector("#reply-form");
	form.addEventListener("submit", (event) => event.preventDefault(), { once: true });
	form.requestSubmit();
	return form.elements.idempotency_key.value;
})()`

func TestTheSameAgainKeepsItsKeyAndNothingElseDoes(t *testing.T) {
	const (
		remember = `sessionStorage.setItem("key", ` + submitted + `)`
		same     = `String(sessionStorage.getItem("key") === ` + submitted + `)`
		photo    = `(() => {
			const input = document.querySelector("#reply-form").appendChild(Object.assign(document.createElement("input"), { type: "file", name: "photos" }));
			const data = new DataTransfer();
			data.items.add(new File(["x"], "road.jpg", { type: "image/jpeg" }));
			input.files = data.files;
		})()`
	)
	ctx := tab(t, site(t, nil)+"/_design/case")
	do(t, ctx, click("[data-dialog=reply]"), chromedp.SendKeys(chromedp.CSS("#f-reply-form-text"), "mended"), run(photo), run(remember), chromedp.Reload())
	becomes(t, ctx, typed, "mended")
	do(t, ctx, run(photo)) // chosen again: nobody saw the answer, it is the same
	becomes(t, ctx, same, "true")
	do(t, ctx, chromedp.Reload())
	becomes(t, ctx, typed, "mended")
	becomes(t, ctx, same, "false") // the photo is left out
	do(t, ctx, run(remember), run(`document.querySelector("#f-reply-form-text").value = "mended well"`))
	becomes(t, ctx, same, "false")
	becomes(t, ctx, `String(sessionStorage.getItem("key").length >= 16)`, "true")
}
