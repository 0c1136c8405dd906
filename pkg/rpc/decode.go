package rpc

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"lianluo/pkg/fault"
)

// maxDepth is how deep a request's JSON may nest.
const maxDepth = 32

// wire is how values are written: lists are never null, omitempty and durations
// as in encoding/json, maps in order, broken text replaced rather than refused.
var wire = json.JoinOptions(jsonv1.OmitEmptyWithLegacySemantics(true), jsonv1.FormatDurationAsNano(true),
	json.Deterministic(true), jsontext.AllowInvalidUTF8(true))

func marshal(v any) ([]byte, error) { return json.Marshal(v, wire) }

// decode reads the request from where its fields travel. All faults are invalid
// or too_large and name the field.
func (s *shape) decode(r *http.Request, o Operation) (reflect.Value, error) {
	req := reflect.New(o.Request).Elem()
	var err error
	switch {
	case o.Kind == KindUpload:
		err = s.decodeForm(r, req, o.MaxBody)
	case hasBody(o.Method):
		err = s.decodeBody(r, req)
	}
	if err != nil {
		return req, err
	}
	return req, s.decodeURL(r, req)
}

func (s *shape) decodeBody(r *http.Request, req reflect.Value) error {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return readFault(err)
	}
	if len(raw) == 0 {
		raw = []byte("{}")
	} else if !isMedia(r, "application/json") {
		return errMedia
	}
	body := reflect.New(s.body)
	if err := unmarshal(raw, body.Interface()); err != nil {
		return err
	}
	s.fill(body.Elem(), req)
	return nil
}

func isMedia(r *http.Request, want string) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	enc := r.Header.Get("Content-Encoding")
	return err == nil && media == want && (enc == "" || enc == "identity")
}

// readFault words a failure to read the request's bytes.
func readFault(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return errTooLarge(big.Limit).Because(err)
	}
	return errSyntax.Because(err)
}

// unmarshal reads one JSON value strictly: no unknown or repeated members, exact
// names, valid UTF-8, nothing after it, bounded depth.
func unmarshal(raw []byte, into any) error {
	if tooDeep(raw) {
		return errDeep
	}
	err := json.Unmarshal(raw, into, json.RejectUnknownMembers(true), jsonv1.FormatDurationAsNano(true), times)
	if err == nil {
		return nil
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return at(errContent, dotted(syntax.JSONPointer), sayTwice).Because(err)
		}
		return errSyntax.Because(err)
	}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		say := *sayType(semantic.GoType)
		if errors.Is(err, json.ErrUnknownName) {
			say = sayUnknown
		}
		return at(errContent, dotted(semantic.JSONPointer), say).Because(err)
	}
	return errSyntax.Because(err)
}

// times refuses those that could be read and not be written again.
var times = json.WithUnmarshalers(json.UnmarshalFunc(func(raw []byte, t *time.Time) error {
	if err := t.UnmarshalJSON(raw); err != nil || writable(*t) {
		return err
	}
	return errors.New("rpc: the time is out of bounds")
}))

func tooDeep(raw []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return false // the end, or what Unmarshal will word
		}
		if dec.StackDepth() > maxDepth {
			return true
		}
	}
}

func dotted(p jsontext.Pointer) string {
	name := strings.Join(slices.Collect(p.Tokens()), ".")
	if runes := []rune(name); len(runes) > 80 {
		name = string(runes[:80]) + "…"
	}
	return strings.ToValidUTF8(name, "�")
}

// maxFields is how many wrong fields are named at once; more help nobody.
const maxFields = 20

func at(base *fault.Error, field string, say fault.Text) *fault.Error {
	if len(base.Fields) == maxFields {
		return base
	}
	return base.At(field, say.ZH, say.EN)
}

// decodeURL reads path and query, and names every wrong value at once.
func (s *shape) decodeURL(r *http.Request, req reflect.Value) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return errSyntax.Because(err)
	}
	bad := errContent
	for _, f := range s.fields {
		v := req.FieldByIndex(f.Index)
		var say *fault.Text
		switch f.Place {
		case InPath:
			say = parseText(r.PathValue(f.Name), v)
		case InQuery:
			say = f.parse(query[f.Name], v)
			delete(query, f.Name)
		}
		if say != nil {
			bad = at(bad, f.Name, *say)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		bad = at(bad, dotted(jsontext.Pointer("").AppendToken(name)), sayUnknown)
	}
	if bad != errContent {
		return bad
	}
	return nil
}

// parse reads the texts given for a field: none leaves it zero.
func (f Field) parse(texts []string, v reflect.Value) *fault.Text {
	switch {
	case len(texts) == 0:
		return nil
	case f.repeated() && !textual(f.Type):
		return parseList(texts, v)
	case len(texts) > 1:
		return &sayTwice
	}
	return parseText(texts[0], v)
}

func parseList(texts []string, v reflect.Value) *fault.Text {
	list := reflect.MakeSlice(v.Type(), len(texts), len(texts))
	for i, text := range texts {
		if say := parseText(text, list.Index(i)); say != nil {
			return say
		}
	}
	v.Set(list)
	return nil
}
