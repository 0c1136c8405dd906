// Package open311 speaks Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2):
// it translates requests into operations of casework and station, and keeps
// nothing itself. Categories are its services, divisions its jurisdictions,
// published cases its service requests, a program's token its api_key.
package open311

import (
	"context"
	"net/http"
	"strings"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Settings are what the translation stands on.
type Settings struct {
	BaseURL string // address that clients reach, no slash at its end
	Tree    *area.Tree
	Now     func() time.Time
	// Client is a client of a service with a token, "" for anybody's operations.
	Client func(service, token string) *rpc.Client
	// Admit limits whoever sent the request and refuses tokens that are not for
	// callers from outside; "" is a request without one.
	Admit func(r *http.Request, token string) error
}

// Prefix is the path below which everything lies.
const Prefix = "/open311/"

type door struct{ Settings }

// Handler serves discovery and the endpoint, version 2.
func Handler(s Settings) http.Handler {
	d := &door{s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"{file}", d.reading(d.discovery))
	mux.HandleFunc("GET "+Prefix+"v2/{file}", d.reading(d.collection))
	mux.HandleFunc("GET "+Prefix+"v2/{kind}/{file}", d.reading(d.member))
	mux.HandleFunc("POST "+Prefix+"v2/{file}", d.posting)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			refuse(w, r, errPath)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// asked is one request: its language, its form and the name before the ending.
type asked struct {
	*http.Request
	name string
}

// reading serves what anybody may read.
func (d *door) reading(find func(asked) (document, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r = inLanguage(r)
		name, _, known := cutFormat(r.PathValue("file"))
		if !known {
			refuse(w, r, errPath)
			return
		}
		doc, err := document(nil), d.Admit(r, "")
		if err == nil && r.ParseForm() != nil {
			err = errForm
		}
		if err == nil {
			doc, err = find(asked{r, name})
		}
		answer(w, r, doc, err)
	}
}

func inLanguage(r *http.Request) *http.Request {
	return r.WithContext(rpc.WithLang(r.Context(), rpc.LangOfRequest(r)))
}

func (d *door) collection(a asked) (document, error) {
	switch a.name {
	case "services":
		return d.services(a)
	case "requests":
		return d.requests(a)
	}
	return nil, errPath
}

func (d *door) member(a asked) (document, error) {
	switch a.PathValue("kind") {
	case "services":
		return d.definition(a)
	case "requests":
		return d.request(a)
	case "tokens":
		return d.token(a)
	}
	return nil, errPath
}

// jurisdiction is the division that the request is about. It fails with invalid
// where none is named, with not_found for one that there is not.
func (d *door) jurisdiction(code string) (string, error) {
	if code == "" {
		return "", errNoJurisdiction
	}
	if len(code) > 12 || !d.Tree.Active(area.Code(code)) {
		return "", errJurisdiction
	}
	return code, nil
}

// within reports whether a division lies in the jurisdiction.
func (d *door) within(jurisdiction, code string) bool {
	return d.Tree.IsAncestorOrSelf(area.Code(jurisdiction), area.Code(code))
}

// anybody calls an operation that needs no token.
func anybody[Req, Res any](ctx context.Context, d *door, op rpc.Op[Req, Res], req Req) (Res, error) {
	return rpc.Call(ctx, d.Client(op.Service(), ""), op, req)
}

// list is an argument of several values, comma-delimited or repeated; an empty
// one is as none at all.
func list(a asked, name string) []string {
	var out []string
	for _, part := range strings.Split(strings.Join(a.Form[name], ","), ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

var (
	errPath = fault.NotFound("open311.path", "没有这个地址，请查看 /open311/discovery.xml", "There is no such resource; see /open311/discovery.xml")

	errNoJurisdiction = fault.Invalid("open311.no_jurisdiction", "缺少 jurisdiction_id：请填写行政区划代码，例如 431223",
		"jurisdiction_id was not provided: it is a division code, for instance 431223")
	errJurisdiction = fault.NotFound("open311.jurisdiction", "没有找到这个 jurisdiction_id，请填写现行的行政区划代码",
		"jurisdiction_id provided was not found: it is the code of a division")
)
