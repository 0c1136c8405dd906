package browsertest

import (
	"fmt"
	"image"
	"testing"

	"rsc.io/qr"

	"lianluo/services/portal/portaltest/chromium"
)

// drawn is a code as another phone shows it.
func drawn(t *testing.T, text string) image.Image {
	t.Helper()
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	code.Scale = 6
	return code.Image()
}

// What the camera sees meanwhile, nothing or something else, is passed over.
func TestTheCameraReadsACode(t *testing.T) {
	ctx := tab(t)
	chromium.Camera(t, ctx, image.NewGray(image.Rect(0, 0, 9, 9)), drawn(t, "https://example.org/"), drawn(t, "LLH:b1:3:cafe"))
	defer chromium.Camera(t, ctx)
	got := eval[string](t, ctx, "devices.js", `
		const video = document.body.appendChild(document.createElement("video"));
		video.muted = true;
		return ballot.qr.scan(video, (text) => text.startsWith("LLH:"));`)
	if got != "LLH:b1:3:cafe" {
		t.Errorf("it read %q", got)
	}
}

// A ballot that was revealed is too long for one code. Every code must be read as it
// is on a small phone's screen, whatever it holds.
func TestTheCameraReadsAllPieces(t *testing.T) {
	for seed := range 4 {
		ctx := tab(t)
		text := eval[string](t, ctx, "devices.js", fmt.Sprintf(`
			const bytes = crypto.getRandomValues(new Uint8Array(700));
			const text = "%d" + ballot.hex(bytes);
			for (const piece of ballot.qr.pieces(text)) {
				const code = await ballot.qr.drawing(piece, "code");
				code.style.width = "296px";
				code.querySelector(".qr-paper").style.fill = "white"; // as the style sheet has it
				document.body.append(code);
			}
			return text;`, seed))
		var codes []image.Image
		for i := range chromium.Eval[int](t, ctx, "document.querySelectorAll('svg').length") {
			codes = append(codes, chromium.Picture(t, ctx, fmt.Sprintf("svg:nth-of-type(%d)", i+1)))
		}
		chromium.Camera(t, ctx, codes...)
		got := eval[string](t, ctx, "devices.js", `
			const video = document.body.appendChild(document.createElement("video"));
			video.muted = true;
			const take = ballot.qr.gatherer();
			let whole = "";
			await ballot.qr.scan(video, (text) => (whole = take(text)?.text), AbortSignal.timeout(10_000)).catch(() => {});
			return whole ?? "";`)
		chromium.Camera(t, ctx)
		if got != text {
			t.Errorf("%d codes, read %d characters of %d", len(codes), len(got), len(text))
		}
	}
}
