package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"lianluo/pkg/fault"
)

// sample is red on its left half and blue on the right.
func sample(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withEXIF adds an EXIF block with an orientation and a secret to a JPEG.
func withEXIF(data []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02" +
		"\x01\x0f\x00\x02\x00\x00\x00\x0c\x00\x00\x00\x26" + // Make, 12 bytes at 38
		"\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, "\x00\x00\x00\x00\x00\x00SecretMaker\x00"...)
	block := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2))
	return slices.Concat(head, block, data[2:])
}

// webpSample is a lossless WebP of one pixel.
const webpSample = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestReadShrinksAndStrips(t *testing.T) {
	raw := withEXIF(asJPEG(t, sample(3000, 1500)), 1)
	if !bytes.Contains(raw, []byte("SecretMaker")) {
		t.Fatal("the sample has no EXIF")
	}
	p, err := Read(raw, "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	if p.Width != 2560 || p.Height != 1280 || bytes.Contains(p.Display, []byte("SecretMaker")) {
		t.Errorf("%d x %d", p.Width, p.Height)
	}
	if b := decoded(t, p.Small).Bounds(); b.Dx() != 320 || b.Dy() != 160 {
		t.Errorf("small %v", b)
	}
}

func red(c color.Color) bool { r, _, b, _ := c.RGBA(); return r > 0xc000 && b < 0x4000 }

func TestOrientationIsApplied(t *testing.T) {
	base := asJPEG(t, sample(64, 32))
	for orientation, want := range map[uint16]struct {
		w, h int
		red  image.Point // a pixel of the red half when shown
		blue image.Point
	}{
		1: {64, 32, image.Pt(5, 16), image.Pt(60, 16)}, 2: {64, 32, image.Pt(60, 16), image.Pt(5, 16)},
		3: {64, 32, image.Pt(60, 16), image.Pt(5, 16)}, 4: {64, 32, image.Pt(5, 16), image.Pt(60, 16)},
		5: {32, 64, image.Pt(16, 5), image.Pt(16, 60)}, 6: {32, 64, image.Pt(16, 5), image.Pt(16, 60)},
		7: {32, 64, image.Pt(16, 60), image.Pt(16, 5)}, 8: {32, 64, image.Pt(16, 60), image.Pt(16, 5)},
		9: {64, 32, image.Pt(5, 16), image.Pt(60, 16)},
	} {
		p, err := Read(withEXIF(base, orientation), "image/jpeg")
		if err != nil {
			t.Fatal(err)
		}
		img := decoded(t, p.Display)
		if p.Width != want.w || p.Height != want.h || !red(img.At(want.red.X, want.red.Y)) || red(img.At(want.blue.X, want.blue.Y)) {
			t.Errorf("orientation %d: %d x %d", orientation, p.Width, p.Height)
		}
	}
}

// Turning keeps every pixel, whatever the orientation.
func TestTurnIsAPermutation(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 5, 3))
	for i := range src.Pix {
		src.Pix[i] = byte(i / 4)
	}
	for orientation := 1; orientation <= 8; orientation++ {
		seen := map[byte]bool{}
		for i := 0; i < len(src.Pix); i += 4 {
			seen[turn(src, orientation).Pix[i]] = true
		}
		if len(seen) != 15 {
			t.Errorf("orientation %d keeps %d of 15", orientation, len(seen))
		}
	}
}

func TestOtherFormats(t *testing.T) {
	webp, err := base64.StdEncoding.DecodeString(webpSample)
	if err != nil {
		t.Fatal(err)
	}
	for media, data := range map[string][]byte{
		"image/png": asPNG(t, sample(40, 20)), "image/webp": webp, "image/jpeg": asJPEG(t, sample(1, 1)),
	} {
		if p, err := Read(data, media); err != nil || len(p.Display) == 0 || len(p.Small) == 0 {
			t.Errorf("%s: %v", media, err)
		}
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	p, err := Read(asPNG(t, image.NewNRGBA(image.Rect(0, 0, 8, 8))), "image/png")
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := decoded(t, p.Display).At(4, 4).RGBA(); r < 0xf000 || g < 0xf000 || b < 0xf000 {
		t.Error("transparent parts are not white")
	}
}

// bomb is a PNG whose header promises w × h pixels.
func bomb(t testing.TB, w, h uint32) []byte {
	data := asPNG(t, sample(4, 4))
	binary.BigEndian.PutUint32(data[16:], w)
	binary.BigEndian.PutUint32(data[20:], h)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestHostileFilesAreRefused(t *testing.T) {
	whole := asJPEG(t, sample(400, 400))
	var animated bytes.Buffer
	_ = gif.Encode(&animated, sample(4, 4), nil)
	for name, c := range map[string]struct {
		data        []byte
		media, code string
	}{
		"nothing":              {nil, "image/jpeg", "photo.broken"},
		"text":                 {[]byte("hello"), "text/plain", "photo.type"},
		"text called jpeg":     {[]byte("hello"), "image/jpeg", "photo.broken"},
		"gif":                  {animated.Bytes(), "image/gif", "photo.type"},
		"gif called png":       {animated.Bytes(), "image/png", "photo.broken"},
		"png called jpeg":      {asPNG(t, sample(4, 4)), "image/jpeg", "photo.broken"},
		"svg":                  {[]byte("<svg onload=alert(1)>"), "image/svg+xml", "photo.type"},
		"half a jpeg":          {whole[:len(whole)/2], "image/jpeg", "photo.broken"},
		"half a png":           {asPNG(t, sample(400, 400))[:300], "image/png", "photo.broken"},
		"decompression bomb":   {bomb(t, 60000, 60000), "image/png", "photo.pixels"},
		"just over the limit":  {bomb(t, 50_000_001, 1), "image/png", "photo.pixels"},
		"promises what is not": {bomb(t, 5000, 5000), "image/png", "photo.broken"},
		"too many bytes":       {append(slices.Clone(whole), make([]byte, MaxBytes)...), "image/jpeg", "photo.bytes"},
	} {
		if _, err := Read(c.data, c.media); !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What hangs on a picture's end (a script, an archive) does not survive.
func TestPolyglotsLoseTheirTail(t *testing.T) {
	raw := append(asJPEG(t, sample(20, 20)), "<script>alert(1)</script>PK\x03\x04"...)
	p, err := Read(raw, "image/jpeg")
	if err != nil || bytes.Contains(p.Display, []byte("script")) || bytes.Contains(p.Small, []byte("PK\x03\x04")) {
		t.Fatalf("the tail survived, %v", err)
	}
}

func TestCostWeighsMemory(t *testing.T) {
	deep := asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 10, 10)))
	config, err := png.DecodeConfig(bytes.NewReader(deep))
	if err != nil || cost(config, deep, "png") != 200 {
		t.Errorf("16 bits: %d, %v", cost(config, deep, "png"), err)
	}
	base := asJPEG(t, sample(10, 10))
	if progressive(base) || progressive(withEXIF(base, 1)) {
		t.Error("a baseline JPEG was taken for progressive")
	}
	if !progressive(append([]byte{0xff, 0xd8, 0xff, 0xff, 0xe0, 0, 2, 0xff, 0xc2}, 0, 2, 0)) {
		t.Error("a progressive JPEG was not seen")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(asJPEG(f, sample(8, 8)), "image/jpeg")
	f.Add(withEXIF(asJPEG(f, sample(8, 8)), 6), "image/jpeg")
	f.Add(asPNG(f, sample(8, 8)), "image/png")
	f.Add(bomb(f, 5000, 50), "image/png")
	f.Fuzz(func(t *testing.T, data []byte, media string) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			return // the limit is tested above; here it would only be slow
		}
		p, err := Read(data, media)
		if err == nil && (p.Width < 1 || p.Height < 1 || len(p.Display) == 0 || len(p.Small) == 0) {
			t.Fatal("accepted without a picture")
		}
		if err != nil && !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindTooLarge) {
			t.Fatal(err)
		}
	})
}
