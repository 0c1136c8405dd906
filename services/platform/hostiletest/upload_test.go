package hostiletest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

func small() image.Image { return image.NewGray(image.Rect(0, 0, 16, 16)) }

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bomb is a PNG of a few kilobytes that says it is very large.
func bomb(width, height uint32) []byte {
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(out, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		out.Write(body)
		_ = binary.Write(out, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 1<<20)) // a buffer takes everything
	_ = z.Close()
	chunk("IDAT", packed.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}

// located is a JPEG that says where it was taken.
func located(t *testing.T) []byte {
	t.Helper()
	text := func(tag uint16, value string) []byte {
		e := binary.BigEndian.AppendUint16(nil, tag)
		e = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(e, 2), 4)
		return append(e, value...)
	}
	ifd := func(entries ...[]byte) []byte {
		out := binary.BigEndian.AppendUint16(nil, uint16(len(entries)))
		return append(append(out, bytes.Join(entries, nil)...), 0, 0, 0, 0)
	}
	pointer := []byte{0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38} // GPSInfo
	tiff := append([]byte("MM\x00*\x00\x00\x00\x08"), ifd(text(0x010e, "HOME"), pointer)...)
	tiff = append(tiff, ifd(text(0x0001, "N\x00\x00\x00"), text(0x001d, "GPSD"))...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	plain := jpegOf(t, small())
	return append(append(append(plain[:2:2], segment...), body...), plain[2:]...)
}

func tryUploads(t *testing.T, w *world.World) {
	t.Helper()
	whole := jpegOf(t, image.NewRGBA(image.Rect(0, 0, 300, 300)))
	for name, data := range map[string][]byte{
		"a bomb":                   bomb(60000, 60000),
		"a bomb above every int":   bomb(1<<31-1, 1<<31-1),
		"no width":                 bomb(0, 5),
		"a short PNG":              bomb(4000, 4000),
		"a truncated JPEG":         whole[:len(whole)/2],
		"half a head":              whole[:20],
		"SVG":                      []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"HTML":                     []byte(`<html><script>alert(1)</script></html>`),
		"HTML behind a GIF's name": []byte("GIF89a<script>alert(1)</script>"),
		"a JPEG's name alone":      []byte("\xff\xd8\xff\xe0<script>alert(1)</script>"),
		"a PDF":                    []byte("%PDF-1.7\n1 0 obj<</JS(alert(1))>>"),
		"a program":                []byte("MZ\x90\x00\x03"),
		"a zip":                    []byte("PK\x03\x04................"),
		"nothing":                  {},
		"too many bytes":           append(bytes.Clone(whole), make([]byte, 12<<20)...),
	} {
		file := rpc.File{Name: "a.jpg", Data: data}
		for op, req := range map[rpc.Operation]any{
			casework.SubmitPhoto.Declared(): &casework.SubmitPhotoRequest{File: file}, casework.UploadPhoto.Declared(): &casework.UploadRequest{File: file},
		} {
			m, err := world.MessageOf(op, req)
			if err != nil {
				t.Fatal(err)
			}
			a, err := w.Send(t.Context(), m, caller(t.Context(), w, op))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			refused(t, op, name, a)
		}
	}
}

// names are what a device may call its file to do harm with it.
var names = map[string]string{
	"up":          "../../../etc/passwd",
	"Windows":     `C:\windows\system32\cmd.exe`,
	"a new line":  "a\r\nSet-Cookie: evil=1.jpg",
	"right first": "photo\u202egnp.exe",
	"long":        strings.Repeat("长", 10000) + ".jpg",
	"HTML":        `"><script>alert(1)</script>.jpg`,
	"nothing":     ".",
	"zero":        "a\x00b.jpg",
	"broken":      "a\xff\xfe.jpg",
}

func tryNames(t *testing.T, w *world.World) {
	t.Helper()
	for what, name := range names {
		p, err := rpc.Call(t.Context(), w.Client(""), casework.SubmitPhoto, casework.SubmitPhotoRequest{File: rpc.File{Name: name, Data: world.Picture().Data}})
		if err != nil {
			if e := fault.Of(err); e.Kind != fault.KindInvalid && e.Kind != fault.KindTooLarge {
				t.Errorf("%s: %v", what, err)
			}
			continue
		}
		if n := []rune(p.Name); len(n) == 0 || len(n) > 120 || !utf8.ValidString(p.Name) || strings.ContainsAny(p.Name, "/\\:\r\n\x00\u202e\u202d\u2066\u200f") {
			t.Errorf("%s: kept as %.60q", what, p.Name)
		}
	}
}

// tryPosition: what is shown of a photo does not say where it was taken, what
// hides behind the picture is gone, and the browser takes it for nothing else.
func tryPosition(t *testing.T, w *world.World) {
	t.Helper()
	polyglot := append(located(t), "<script>alert(1)</script>PK\x03\x04"...)
	p := world.Must(w, "maker", casework.UploadPhoto, casework.UploadRequest{File: rpc.File{Name: "<b>.html", Data: polyglot}})
	c := world.Must(w, "maker", casework.RegisterCase, casework.RegisterRequest{Station: w.Town.Station.ID, Channel: casework.AtDesk,
		Text: "路灯不亮", Who: casework.Who{Name: "王五", Phone: "19911112222"}, Photos: []string{p.ID}})
	for _, query := range []string{"", "?small=true"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+"/api/casework/v1/cases/"+c.Case+"/photos/"+p.ID+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := w.Do(r, w.Token("maker"))
		if err != nil || a.Status != http.StatusOK {
			t.Fatalf("%d %v", a.Status, err)
		}
		for _, trace := range []string{"Exif", "HOME", "GPSD", "<script>", "PK\x03\x04", "ICC_PROFILE"} {
			if bytes.Contains(a.Body, []byte(trace)) {
				t.Errorf("the photo as shown holds %q", trace)
			}
		}
		if a.Header.Get("Content-Type") != "image/jpeg" || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("shown as %v", a.Header)
		}
		if _, err := jpeg.Decode(bytes.NewReader(a.Body)); err != nil {
			t.Errorf("shown is no picture: %v", err)
		}
	}
}

// tryStolenPhotos: a photo is attached by who uploaded it, once.
func tryStolenPhotos(t *testing.T, w *world.World) {
	t.Helper()
	other := world.Name("liaison_officer", world.Own)
	p := world.Must(w, "maker", casework.UploadPhoto, casework.UploadRequest{File: world.Picture()})
	req := casework.RegisterRequest{Station: w.Town.Station.ID, Channel: casework.AtDesk, Text: "井盖坏了",
		Who: casework.Who{Name: "赵六", Phone: "19911113333"}, Photos: []string{p.ID}}
	if _, err := rpc.Call(t.Context(), w.Client(other), casework.RegisterCase, req); err == nil {
		t.Error("another's photo was attached")
	}
	world.Must(w, "maker", casework.RegisterCase, req)
	if _, err := rpc.Call(t.Context(), w.Client("maker"), casework.RegisterCase, req); err == nil {
		t.Error("a photo was attached twice")
	}
	body, err := rpc.CallStream(t.Context(), w.Client("maker"), casework.GetPhoto, casework.PhotoRequest{ID: w.Town.Assigned("main").ID, Photo: p.ID})
	if err == nil {
		_, err = io.ReadAll(body)
	}
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a photo through another case: %v", err)
	}
}
