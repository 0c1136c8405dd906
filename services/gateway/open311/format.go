package open311

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// document is an answer: as XML itself, as JSON what the Spark convention makes
// of it (a list without the names around it).
type document interface{ spark() any }

// text is null in JSON where it is an empty element in XML.
type text string

// MarshalJSON implements json.Marshaler.
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// The endings of addresses, and what they stand for.
const (
	asXML  = "xml"
	asJSON = "json"
)

// cutFormat takes the ending off a name; false where it is none of ours.
func cutFormat(file string) (name, format string, ok bool) {
	at := strings.LastIndexByte(file, '.')
	if at < 1 {
		return file, asXML, false
	}
	name, format = file[:at], file[at+1:]
	if format != asXML && format != asJSON {
		return name, asXML, false
	}
	return name, format, true
}

func answer(w http.ResponseWriter, r *http.Request, doc document, err error) {
	if err != nil {
		refuse(w, r, err)
		return
	}
	write(w, r, http.StatusOK, doc)
}

func write(w http.ResponseWriter, r *http.Request, status int, doc document) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", rpc.LangOf(r.Context()))
	_, format, _ := cutFormat(r.URL.Path)
	var raw []byte
	var err error
	if format == asJSON {
		h.Set("Content-Type", "application/json; charset=utf-8")
		raw, err = json.Marshal(doc.spark())
	} else {
		h.Set("Content-Type", "text/xml; charset=utf-8")
		raw, err = xml.Marshal(doc)
		raw = append([]byte(`<?xml version="1.0" encoding="utf-8"?>`+"\n"), raw...)
	}
	if err != nil {
		status, raw = http.StatusInternalServerError, nil
	}
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a client that went away needs no answer
}

// problems is the specification's form of a refusal.
type problems struct {
	XMLName xml.Name  `xml:"errors"`
	Errors  []problem `xml:"error"`
}

type problem struct {
	Code        int    `xml:"code" json:"code"`
	Description string `xml:"description" json:"description"`
}

func (p problems) spark() any { return p.Errors }

// refuse answers in the specification's form: status 404 for what is not there,
// 403 for a bad key, 400 for all else, whose code says more.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	e, lang := fault.Of(err), rpc.LangOf(r.Context())
	code, status := fault.Status(e.Kind), http.StatusBadRequest
	switch e.Kind {
	case fault.KindNotFound:
		status = http.StatusNotFound
	case fault.KindUnauthenticated, fault.KindDenied:
		status, code = http.StatusForbidden, http.StatusForbidden
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())))
	}
	out := problems{Errors: []problem{{code, e.Text.In(lang)}}}
	for _, f := range e.Fields {
		out.Errors = append(out.Errors, problem{code, f.Name + ": " + f.Text.In(lang)})
	}
	write(w, r, status, out)
}
