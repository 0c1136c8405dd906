package rpc_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"strings"
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func faultOf(t *testing.T, err error) *fault.Error {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	return fault.Of(err)
}

var png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"

func TestUploadRoundTrip(t *testing.T) {
	transports(t, func(t *testing.T, d *demo, as func(string) *rpc.Client) {
		got, err := rpc.Call(context.Background(), as("officer"), attach, Attach{
			ID: "n/1", Title: "扫描件", Count: 2, Labels: []string{"a", "b"}, Place: &Place{Road: "新路"},
			Scan:   rpc.File{Name: "收据 \"1\".pdf", Data: []byte("%PDF-1.7 text")},
			Photos: []rpc.File{{Name: "a.png", Data: []byte(png)}, {Name: "b.txt", Data: []byte("plain")}},
		})
		want := Attached{Title: "扫描件", Count: 2, Labels: []string{"a", "b"}, Road: "新路",
			Files: []string{`收据 "1".pdf|application/pdf|%PDF-1.7`, "a.png|image/png|" + "\ufffdPNG\r\n\x1a\n", "b.txt|text/plain|plain"}}
		if err != nil {
			t.Fatal(err)
		}
		got.Files[1], want.Files[1] = got.Files[1][:15], want.Files[1][:15]
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// part is one part of a form that a test makes by hand.
type part struct{ disposition, data string }

func file(field, name, data string) part {
	return part{fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, name), data}
}

func text(field, data string) part { return part{fmt.Sprintf(`form-data; name="%s"`, field), data} }

func form(parts ...part) (body, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		pw, _ := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {p.disposition}, "Content-Type": {"image/png"}})
		_, _ = pw.Write([]byte(p.data))
	}
	w.Close()
	return b.String(), "Content-Type: " + w.FormDataContentType()
}

func (d *demo) upload(body, contentType string) (int, string) {
	w := d.raw("POST", "/api/demo/v1/notes/1/files", body, contentType, asOfficer, withKey)
	return w.Code, w.Body.String()
}

func TestHostileUploads(t *testing.T) {
	d := newDemo(t)
	title := text("title", "x")
	many := make([]part, 70)
	for i := range many {
		many[i] = text("labels", "x")
	}
	for name, c := range map[string]struct {
		parts       []part
		code, field string
	}{
		"no title":             {nil, "rpc.content", "title"},
		"unknown field":        {[]part{title, text("admin", "1")}, "rpc.content", "admin"},
		"no name":              {[]part{title, {`form-data`, "1"}}, "rpc.content", ""},
		"no disposition":       {[]part{title, {`;;;`, "1"}}, "rpc.content", ""},
		"not a number":         {[]part{title, text("count", "two")}, "rpc.content", "count"},
		"scalar twice":         {[]part{title, title}, "rpc.content", "title"},
		"bad utf-8":            {[]part{text("title", "\xff")}, "rpc.content", "title"},
		"bad json inside":      {[]part{title, text("place", `{"road":`)}, "rpc.content", "place"},
		"unknown json inside":  {[]part{title, text("place", `{"road":"r","x":1}`)}, "rpc.content", "place.x"},
		"invalid json inside":  {[]part{title, text("place", `{"road":""}`)}, "rpc.content", "place.road"},
		"deep json inside":     {[]part{title, text("place", strings.Repeat("[", 999))}, "rpc.content", "place"},
		"file for text":        {[]part{file("title", "a", "x")}, "rpc.content", "title"},
		"text for file":        {[]part{title, text("scan", "x")}, "rpc.content", "scan"},
		"one file twice":       {[]part{title, file("scan", "a", "x"), file("scan", "b", "x")}, "rpc.content", "scan"},
		"too many files":       {[]part{title, file("photos", "a", "x"), file("photos", "b", "x"), file("photos", "c", "x"), file("photos", "d", "x")}, "rpc.content", "photos"},
		"too many parts":       {many, "rpc.parts", ""},
		"too large a file":     {[]part{title, file("photos", "a", strings.Repeat("x", 1001))}, "rpc.too_large", "photos"},
		"too large a whole":    {[]part{title, file("scan", "a", strings.Repeat("x", 70<<10))}, "rpc.too_large", ""},
		"claims to be a photo": {[]part{title, file("photos", "a.png", "MZ\x90\x00\x03 program")}, "rpc.content", "photos"},
	} {
		_, body := d.upload(form(c.parts...))
		p := problem(t, body)
		field := ""
		if len(p.Fields) > 0 {
			field = p.Fields[0].Name
		}
		if p.Code != c.code || field != c.field {
			t.Errorf("%s: got %s at %q, want %s at %q", name, p.Code, field, c.code, c.field)
		}
	}
}

func TestBrokenMultipart(t *testing.T) {
	d := newDemo(t)
	whole, media := form(text("title", "x"), file("scan", "a.txt", "some text"))
	for cut := range len(whole) - 4 { // the last line may lose its end
		if code, body := d.upload(whole[:cut], media); code != 400 {
			t.Fatalf("cut at %d: got %d %s", cut, code, body)
		}
	}
	for _, other := range []string{"Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=", asJSON, "Content-Type: multipart/mixed; boundary=x"} {
		if code, body := d.upload(whole, other); code != 400 {
			t.Errorf("%s: got %d %s", other, code, body)
		}
	}
	if code, body := d.upload(whole, media+"x"); code != 400 {
		t.Errorf("another boundary: got %d %s", code, body)
	}
	huge := strings.Replace(whole, "form-data;", "form-data; x=\""+strings.Repeat("h", 40<<10)+"\";", 1)
	if code, _ := d.upload(huge, media); code != 200 && code != 400 {
		t.Errorf("a huge part header: got %d", code)
	}
}

func TestAnEmptyFileInputIsNoFile(t *testing.T) {
	d := newDemo(t)
	if code, body := d.upload(form(text("title", "x"), file("photos", "", ""), file("scan", "", ""))); code != 200 || !strings.Contains(body, `"files":[]`) {
		t.Fatalf("got %d %s", code, body)
	}
}

func TestHostileFileNamesAreOnlyText(t *testing.T) {
	d := newDemo(t)
	for name, want := range map[string]string{
		`../../etc/passwd`:       "etc_passwd",
		`C:\\Windows\\x.exe`:     "C__Windows_x.exe",
		"a\u202egnp.exe":         "agnp.exe",
		"...":                    "未命名",
		strings.Repeat("名", 300): strings.Repeat("名", 120),
		"\xff\xfe.txt":           "txt",
		"<script>.txt":           "<script>.txt",
	} {
		_, body := d.upload(form(text("title", "x"), file("scan", name, "text")))
		d.clock.Move(1 << 60) // so that the key is free again
		if want = `["` + want + `|`; !strings.Contains(unescaped(body), want) {
			t.Errorf("%q: got %s, want %s", name, body, want)
		}
	}
}

func TestHostileEncodedFileNames(t *testing.T) {
	d := newDemo(t)
	_, body := d.upload(form(text("title", "x"), part{`form-data; name="scan"; filename*=UTF-8''a%00%0d%0a%2f..%2f%E2%80%AEb`, "text"}))
	if !strings.Contains(body, `["a_.._b|`) {
		t.Fatalf("got %s", body)
	}
}

func unescaped(s string) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(s)
}
