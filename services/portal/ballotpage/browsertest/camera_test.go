package browsertest

import (
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
