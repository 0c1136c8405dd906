// Package photo turns what a telephone took into what may be shown: upright,
// of a bounded size, and without position or camera data.
package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // decoders by the sniffed type

	"github.com/bep/imagemeta"
	scale "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"lianluo/pkg/fault"
)

// The limits of an upload.
const (
	MaxBytes  = 12 << 20
	MaxPixels = 50_000_000
)

// Longest edges of what is kept, in pixels.
const (
	displayEdge = 2560
	smallEdge   = 320
	quality     = 82
)

// Picture is an upload made fit to be shown; both are JPEG.
type Picture struct {
	Display, Small []byte
	Width, Height  int // of Display
}

// Read checks and converts an upload. media is its type as sniffed from the
// bytes. It fails with too_large beyond the limits and with invalid for other
// types and for anything that does not decode to the end.
func Read(data []byte, media string) (Picture, error) {
	format, ok := formats[media]
	if !ok {
		return Picture{}, errType
	}
	if len(data) > MaxBytes {
		return Picture{}, errBytes
	}
	config, name, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || name != format.name || config.Width < 1 || config.Height < 1 {
		return Picture{}, errBroken.Because(err)
	}
	if cost(config, data, name) > MaxPixels {
		return Picture{}, errPixels
	}
	full, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Picture{}, errBroken.Because(err)
	}
	return convert(full, orientation(data, format.meta))
}

type format struct {
	name string
	meta imagemeta.ImageFormat
}

var formats = map[string]format{
	"image/jpeg": {"jpeg", imagemeta.JPEG},
	"image/png":  {"png", imagemeta.PNG},
	"image/webp": {"webp", imagemeta.WebP},
}

// cost is the number of pixels, weighed by the memory that decoding one takes:
// 16 bits a channel and progressive JPEG take twice as much.
func cost(c image.Config, data []byte, name string) int64 {
	n := int64(c.Width) * int64(c.Height)
	switch c.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model:
		return 2 * n
	}
	if name == "jpeg" && progressive(data) {
		return 2 * n
	}
	return n
}

// progressive looks for the frame header of a progressive JPEG.
func progressive(data []byte) bool {
	const sof2, sos = 0xc2, 0xda
	for i := 2; i+3 < len(data) && data[i] == 0xff; {
		marker := data[i+1]
		if marker == sof2 || marker == sos {
			return marker == sof2
		}
		if marker == 0xff { // fill byte
			i++
			continue
		}
		i += 2 + int(data[i+2])<<8 + int(data[i+3])
	}
	return false
}

// orientation is the EXIF orientation, 1 where there is none or it is damaged:
// a picture that lies on its side is better than none.
func orientation(data []byte, f imagemeta.ImageFormat) int {
	found := 1
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: f, Sources: imagemeta.EXIF, LimitNumTags: 200,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if n, ok := tag.Value.(uint16); ok && n >= 1 && n <= 8 {
				found = int(n)
			}
			return imagemeta.ErrStopWalking
		},
	})
	return found
}

// convert scales first, so that turning works on few pixels.
func convert(full image.Image, orientation int) (Picture, error) {
	// The quick scaler needs no memory of its own, however large the picture; the
	// smooth one does, and gets the small step.
	display := turn(shrink(full, displayEdge, scale.ApproxBiLinear), orientation)
	p := Picture{Width: display.Bounds().Dx(), Height: display.Bounds().Dy()}
	var err error
	if p.Display, err = encode(display); err != nil {
		return p, err
	}
	p.Small, err = encode(shrink(display, smallEdge, scale.BiLinear))
	return p, err
}

// shrink draws the image on white, so that its longest edge is at most edge.
func shrink(src image.Image, edge int, by scale.Scaler) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > edge {
		w, h = max(1, w*edge/longest), max(1, h*edge/longest)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	by.Scale(dst, dst.Bounds(), src, b, scale.Over, nil)
	return dst
}

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fault.Internal(err)
	}
	return out.Bytes(), nil
}
