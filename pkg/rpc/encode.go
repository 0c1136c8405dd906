package rpc

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"reflect"
	"strings"
	"sync"

	"lianluo/pkg/fault"
)

// message is a request as bytes, so that it can be sent again.
type message struct {
	target string // path and query
	media  string // "" where there is no body
	body   []byte
	key    string
}

func (m *message) open() io.Reader {
	if m.media == "" {
		return nil
	}
	return bytes.NewReader(m.body)
}

var shapes sync.Map // operation name → *shape

func shapeFor(o Operation) *shape {
	if s, ok := shapes.Load(o.Name); ok {
		return s.(*shape)
	}
	s, _ := shapes.LoadOrStore(o.Name, shapeOf(o))
	return s.(*shape)
}

// encode is the reverse of decode. It fails with invalid where a path value is
// missing.
func encode(o Operation, req reflect.Value) (*message, error) {
	s := shapeFor(o)
	m := &message{target: o.Pattern}
	if err := s.encodeURL(m, req); err != nil {
		return nil, err
	}
	var err error
	switch {
	case o.Kind == KindUpload:
		err = s.encodeForm(m, req)
	case hasBody(o.Method):
		m.media = "application/json"
		m.body, err = marshal(s.extract(req).Interface())
	}
	if err != nil {
		return nil, fault.Internal(err)
	}
	return m, nil
}

func (s *shape) encodeURL(m *message, req reflect.Value) error {
	query := url.Values{}
	for _, f := range s.fields {
		if f.Place != InPath && f.Place != InQuery {
			continue
		}
		texts, err := f.format(req.FieldByIndex(f.Index))
		if err != nil {
			return fault.Internal(err)
		}
		if f.Place == InQuery {
			query[f.Name] = texts
			continue
		}
		if len(texts) == 0 || strings.Trim(texts[0], ".") == "" {
			return at(errContent, f.Name, Required)
		}
		m.target = strings.Replace(m.target, "{"+f.Name+"}", url.PathEscape(texts[0]), 1)
	}
	if q := query.Encode(); q != "" {
		m.target += "?" + q
	}
	return nil
}

// format gives the texts of a field's value; none for a zero value, which the
// other side assumes anyway.
func (f Field) format(v reflect.Value) ([]string, error) {
	if v.IsZero() {
		return nil, nil
	}
	if !f.repeated() || textual(f.Type) {
		text, err := formatText(v)
		return []string{text}, err
	}
	var texts []string
	for i := range v.Len() {
		text, err := formatText(v.Index(i))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func (s *shape) encodeForm(m *message, req reflect.Value) error {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range s.fields {
		if err := f.addPart(w, req.FieldByIndex(f.Index)); err != nil {
			return err
		}
	}
	m.media = w.FormDataContentType()
	err := w.Close()
	m.body = b.Bytes()
	return err
}

func (f Field) addPart(w *multipart.Writer, v reflect.Value) error {
	if f.Place == InFile {
		return f.addFiles(w, v)
	}
	if f.Place != InBody || v.IsZero() {
		return nil
	}
	if textual(f.Type) || f.repeated() {
		texts, err := f.format(v)
		for _, text := range texts {
			if err == nil {
				err = w.WriteField(f.Name, text)
			}
		}
		return err
	}
	raw, err := marshal(v.Interface())
	if err != nil {
		return err
	}
	return w.WriteField(f.Name, string(raw))
}

func (f Field) addFiles(w *multipart.Writer, v reflect.Value) error {
	for _, file := range filesOf(v.Interface()) {
		if file.Name == "" && len(file.Data) == 0 {
			continue
		}
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name=%q; filename="%s"`, f.Name, quoted.Replace(cleanName(file.Name))))
		h.Set("Content-Type", "application/octet-stream")
		part, err := w.CreatePart(h)
		if err != nil {
			return err
		}
		if _, err := part.Write(file.Data); err != nil {
			return err
		}
	}
	return nil
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
