// Package rpc turns operations into servers and clients. An operation is
// declared once in api/<service> and served by a plain method; everything that
// is the same for all operations (tracing, metrics, logs, time-outs, limits,
// authentication, permission, validation, idempotency) is wrapped around it
// here, once, over go-kit endpoints. It is the only importer of go-kit.
package rpc

import (
	"net/http"
	"reflect"
	"strings"
	"time"
)

// Kind says how an operation's request and response travel.
type Kind string

// The kinds of operation on the one chain.
const (
	KindJSON   Kind = "json"   // JSON in, JSON out
	KindUpload Kind = "upload" // multipart/form-data in (fields and files), JSON out
	KindStream Kind = "stream" // JSON or query in, bytes or server-sent events out
)

// Operation is what is known of an operation without its types; Any in lists.
type Operation struct {
	Name       string // "casework.AssignCase": span, metric label, CLI name
	Method     string
	Pattern    string // "/api/casework/v1/cases/{id}/assignment"
	Kind       Kind
	Permission string // authz action; "" only with Public or Internal or SignedIn
	Public     bool   // anybody, no token; the method works under a capability scope
	SignedIn   bool   // any signed-in subject, about itself only
	Internal   bool   // other services of this system only (ReadJournal)
	Mutates    bool   // takes an idempotency key, runs as one unit of work
	Timeout    time.Duration
	MaxBody    int64 // bytes
	Request    reflect.Type
	Response   reflect.Type
}

// Service is the part of the name before the dot.
func (o *Operation) Service() string { s, _, _ := strings.Cut(o.Name, "."); return s }

// Declared gives a copy of the operation itself; it makes Op[...] usable as Any.
func (o *Operation) Declared() Operation { return *o }

// Any is an operation of whatever types, for lists, OpenAPI and the permission table.
type Any interface{ Declared() Operation }

// Op is a declared operation with its types.
type Op[Req, Res any] struct{ *Operation }

// Option adjusts a declaration.
type Option func(*Operation)

// Needs names the permission (authz action) a caller must have.
func Needs(action string) Option { return func(o *Operation) { o.Permission = action } }

// Public opens the operation to callers without a token.
func Public() Option { return func(o *Operation) { o.Public = true } }

// SignedIn opens the operation to every signed-in subject, for its own affairs.
func SignedIn() Option { return func(o *Operation) { o.SignedIn = true } }

// Internal closes the operation to all but this system's own services.
func Internal() Option { return func(o *Operation) { o.Internal = true } }

// Timeout bounds the operation's time; 10 s where not given, none for streams.
func Timeout(d time.Duration) Option { return func(o *Operation) { o.Timeout = d } }

// MaxBody bounds the request's bytes; 256 KiB where not given.
func MaxBody(bytes int64) Option { return func(o *Operation) { o.MaxBody = bytes } }

// ReadOnly marks a POST that changes nothing (a preview, a search with a body):
// no idempotency key, no unit of work.
func ReadOnly() Option { return func(o *Operation) { o.Mutates = false } }

func op[Req, Res any](kind Kind, method, name, pattern string, opts []Option) Op[Req, Res] {
	return Op[Req, Res]{declare(&Operation{Name: name, Method: method, Pattern: pattern, Kind: kind,
		Request: reflect.TypeFor[Req](), Response: reflect.TypeFor[Res]()}, opts)}
}

func declare(o *Operation, opts []Option) *Operation {
	o.Mutates, o.Timeout, o.MaxBody = o.Method != http.MethodGet, 10*time.Second, 256<<10
	for _, opt := range opts {
		opt(o)
	}
	open := 0
	for _, b := range []bool{o.Permission != "", o.Public, o.SignedIn, o.Internal} {
		if b {
			open++
		}
	}
	if open != 1 {
		panic("rpc: " + o.Name + " must have exactly one of Needs, Public, SignedIn, Internal")
	}
	return o
}

// Get declares a reading operation.
func Get[Req, Res any](name, pattern string, opts ...Option) Op[Req, Res] {
	return op[Req, Res](KindJSON, http.MethodGet, name, pattern, opts)
}

// Post declares a changing operation (see ReadOnly for those that do not).
func Post[Req, Res any](name, pattern string, opts ...Option) Op[Req, Res] {
	return op[Req, Res](KindJSON, http.MethodPost, name, pattern, opts)
}

// Put declares a replacing operation.
func Put[Req, Res any](name, pattern string, opts ...Option) Op[Req, Res] {
	return op[Req, Res](KindJSON, http.MethodPut, name, pattern, opts)
}

// Delete declares a removing operation.
func Delete[Req, Res any](name, pattern string, opts ...Option) Op[Req, Res] {
	return op[Req, Res](KindJSON, http.MethodDelete, name, pattern, opts)
}

// Upload declares an operation that takes files; Req has fields of type File or
// []File tagged `file:"name"`.
func Upload[Req, Res any](name, pattern string, opts ...Option) Op[Req, Res] {
	return op[Req, Res](KindUpload, http.MethodPost, name, pattern, opts)
}

// Stream declares an operation whose method writes the response itself: a
// download (bytes) or server-sent events.
func Stream[Req any](name, pattern string, opts ...Option) Op[Req, None] {
	return op[Req, None](KindStream, http.MethodGet, name, pattern, opts)
}

// None is the request or response of operations that have none.
type None struct{}

// File is one uploaded file, read whole within MaxBody. Name is what the
// client's device called it: show it, never use it as a path.
type File struct {
	Name string
	Type string // media type as sniffed from the bytes, never as claimed
	Data []byte
}

// Page is one page of a list; Next is the "after" of the next page, "" on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}
