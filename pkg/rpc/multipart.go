package rpc

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"lianluo/pkg/fault"
)

const (
	maxParts     = 64
	maxFormField = 64 << 10
	maxFileName  = 120 // characters
)

// decodeForm reads a multipart upload part by part into bounded memory: the
// body is limited as a whole already, its parts in number and size here.
func (s *shape) decodeForm(r *http.Request, req reflect.Value, limit int64) error {
	_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if !isMedia(r, "multipart/form-data") || params["boundary"] == "" {
		return errMedia
	}
	body := &closing{Reader: r.Body, end: []byte("--" + params["boundary"] + "--")}
	reader := multipart.NewReader(body, params["boundary"])
	form := map[string][]string{}
	for n := 0; ; n++ {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) && body.closed {
			return s.fillForm(form, req)
		}
		if err != nil {
			return readFault(err)
		}
		if n == maxParts {
			return errParts
		}
		if err := s.takePart(part, form, req, limit); err != nil {
			return err
		}
	}
}

// closing notices the end mark of a form: the parser takes some forms that are
// cut short for whole.
type closing struct {
	io.Reader
	end, tail []byte
	closed    bool
}

func (c *closing) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.tail = append(c.tail, p[:n]...)
	c.closed = c.closed || bytes.Contains(c.tail, c.end)
	c.tail = append(c.tail[:0], c.tail[max(0, len(c.tail)-len(c.end)):]...)
	return n, err
}

func (s *shape) takePart(part *multipart.Part, form map[string][]string, req reflect.Value, limit int64) error {
	name := part.FormName()
	for _, f := range s.fields {
		if f.Name == name && f.Place == InFile {
			return f.takeFile(part, req.FieldByIndex(f.Index), limit)
		}
		if f.Name == name && f.Place == InBody {
			return takeText(part, form)
		}
	}
	return at(errContent, clip(name, 80), sayUnknown)
}

func takeText(part *multipart.Part, form map[string][]string) error {
	name := part.FormName()
	if _, isFile := fileName(part); isFile {
		return at(errContent, name, sayNoFile)
	}
	raw, err := io.ReadAll(io.LimitReader(part, maxFormField+1))
	if err != nil {
		return readFault(err)
	}
	if len(raw) > maxFormField {
		return at(errTooLarge(maxFormField), name, sayBig)
	}
	form[name] = append(form[name], string(raw))
	return nil
}

// takeFile reads one file. The tag maxbytes bounds it further than the body's
// limit; accept lists the sniffed media types that are taken.
func (f Field) takeFile(part *multipart.Part, v reflect.Value, limit int64) error {
	name, isFile := fileName(part)
	if !isFile {
		return at(errContent, f.Name, sayFile)
	}
	if own, err := strconv.ParseInt(f.Tag.Get("maxbytes"), 10, 64); err == nil {
		limit = min(limit, own)
	}
	data, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return readFault(err)
	}
	if int64(len(data)) > limit {
		return at(errTooLarge(limit), f.Name, sayBig)
	}
	if name == "" && len(data) == 0 {
		return nil // a form's empty file input
	}
	file := File{Name: cleanName(name), Type: sniff(data), Data: data}
	if accept := f.Tag.Get("accept"); accept != "" && !accepts(accept, file.Type) {
		return at(errContent, f.Name, fault.Text{ZH: "不支持 " + file.Type + " 文件，请改用 " + accept,
			EN: "does not take " + file.Type + "; use " + accept})
	}
	if f.Type == filesType {
		v.Set(reflect.Append(v, reflect.ValueOf(file)))
		return nil
	}
	if !v.IsZero() {
		return at(errContent, f.Name, sayTwice)
	}
	v.Set(reflect.ValueOf(file))
	return nil
}

func sniff(data []byte) string {
	media, _, _ := strings.Cut(mimetype.Detect(data).String(), ";")
	return media
}

func accepts(accept, media string) bool {
	for want := range strings.SplitSeq(accept, ",") {
		if want == media || strings.HasSuffix(want, "/*") && strings.HasPrefix(media, want[:len(want)-1]) {
			return true
		}
	}
	return false
}

// fileName is the name as the client gave it, and whether the part is a file.
func fileName(part *multipart.Part) (string, bool) {
	_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	name, ok := params["filename"]
	return name, ok
}

// cleanName makes a hostile name harmless to show: one line, no path, nothing
// invisible that reorders text.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\' || r == ':':
			return '_'
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = clip(strings.Trim(name, ". _"), maxFileName)
	if name == "" {
		return "未命名"
	}
	return name
}

func clip(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}

// fillForm sets the body's fields from form texts: scalars as they are, lists of
// scalars repeated, anything else as JSON.
func (s *shape) fillForm(form map[string][]string, req reflect.Value) error {
	bad := errContent
	for _, f := range s.in(InBody) {
		v, texts := req.FieldByIndex(f.Index), form[f.Name]
		if len(texts) == 0 {
			continue
		}
		if !textual(f.Type) && !f.repeated() {
			if err := unmarshal([]byte(texts[0]), v.Addr().Interface()); err != nil {
				return within(f.Name, err)
			}
			continue
		}
		if say := f.parse(texts, v); say != nil {
			bad = at(bad, f.Name, *say)
		}
	}
	if bad != errContent {
		return bad
	}
	return nil
}

// within puts a field's name before the names in a fault about its value.
func within(field string, err error) error {
	inner := fault.Of(err)
	out := errContent
	for _, f := range inner.Fields {
		out = at(out, strings.TrimSuffix(field+"."+f.Name, "."), f.Text)
	}
	if len(inner.Fields) == 0 {
		out = at(out, field, inner.Text)
	}
	return out.Because(err)
}
