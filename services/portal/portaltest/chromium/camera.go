package chromium

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// cameraKey finds the film that a browser's camera shows, in the browser's context.
type cameraKey struct{}

// cameraFlags make a browser whose camera shows a film, and asks nobody whether it
// may: that somebody refuses it cannot be tested.
func cameraFlags(film string) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film),
	}
}

// withCamera makes an empty film; gone removes it.
func withCamera(parent context.Context) (ctx context.Context, film string, gone func(), err error) {
	dir, err := os.MkdirTemp("", "lianluo-camera-")
	if err != nil {
		return nil, "", nil, err
	}
	film = filepath.Join(dir, "film.mjpeg")
	gone = func() { os.RemoveAll(dir) }
	if err := writeFilm(film, nil); err != nil {
		gone()
		return nil, "", nil, err
	}
	return context.WithValue(parent, cameraKey{}, film), film, gone, nil
}

// Camera lets the camera of a tab's browser see pictures, each for a third of a
// second and then from the first again; without any it sees nothing. Whoever looks
// already sees what was there before. All tabs of a browser share it.
func Camera(t testing.TB, tab context.Context, pictures ...image.Image) {
	t.Helper()
	film, _ := tab.Value(cameraKey{}).(string)
	if film == "" {
		t.Fatal("this browser has no camera")
	}
	if err := writeFilm(film, pictures); err != nil {
		t.Fatal(err)
	}
}

// sight is what the camera sees: pictures in the middle of a grey wall.
var sight = image.Rect(0, 0, 640, 480)

const framesEach = 10 // of 30 a second

func writeFilm(film string, pictures []image.Image) error {
	if len(pictures) == 0 {
		pictures = []image.Image{image.NewGray(image.Rectangle{})}
	}
	var frames bytes.Buffer
	for _, picture := range pictures {
		size := picture.Bounds().Size()
		if size.X > sight.Dx() || size.Y > sight.Dy() {
			return errors.New("the picture is larger than what the camera sees")
		}
		frame := image.NewRGBA(sight)
		draw.Draw(frame, sight, image.NewUniform(color.Gray{Y: 0x90}), image.Point{}, draw.Src)
		at := image.Pt((sight.Dx()-size.X)/2, (sight.Dy()-size.Y)/2)
		draw.Draw(frame, image.Rectangle{Min: at, Max: at.Add(size)}, picture, picture.Bounds().Min, draw.Over)
		var one bytes.Buffer
		if err := jpeg.Encode(&one, frame, &jpeg.Options{Quality: 90}); err != nil {
			return err
		}
		for range framesEach {
			frames.Write(one.Bytes())
		}
	}
	// A file of its own: the one before may be mapped by who looks at it.
	if err := os.WriteFile(film+".new", frames.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(film+".new", film)
}

// Picture is what a tab shows of the first element that matches once it is in the
// middle of the screen, as large as the camera sees it whole.
func Picture(t testing.TB, tab context.Context, selector string) image.Image {
	t.Helper()
	at := Eval[page.Viewport](t, tab, "((e) => { e.scrollIntoView({ block: 'center' }); const r = e.getBoundingClientRect(); return { x: r.x + scrollX, y: r.y + scrollY, width: r.width, height: r.height }; })(document.querySelector(`"+selector+"`))")
	at.Scale = min(float64(sight.Dx()-2)/at.Width, float64(sight.Dy()-2)/at.Height)
	shot, err := chromedp.Call(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, Clip: &at, CaptureBeyondViewport: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot.Data))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
