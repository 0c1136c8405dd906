package fault

import (
	"net/http"
	"time"
)

var statuses = map[Kind]int{
	KindInvalid:            http.StatusBadRequest,
	KindUnauthenticated:    http.StatusUnauthorized,
	KindDenied:             http.StatusForbidden,
	KindNotFound:           http.StatusNotFound,
	KindConflict:           http.StatusConflict,
	KindFailedPrecondition: http.StatusUnprocessableEntity,
	KindTooLarge:           http.StatusRequestEntityTooLarge,
	KindRateLimited:        http.StatusTooManyRequests,
	KindUnavailable:        http.StatusServiceUnavailable,
	KindInternal:           http.StatusInternalServerError,
}

// Status is the HTTP status of a kind.
func Status(k Kind) int {
	if s, ok := statuses[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// KindOf is the kind of an HTTP status. Of those not in the table, the 400s are
// Invalid, what proxies say is Unavailable and the rest Internal.
func KindOf(status int) Kind {
	for k, s := range statuses {
		if s == status {
			return k
		}
	}
	if status == http.StatusGatewayTimeout || status == http.StatusBadGateway {
		return KindUnavailable
	}
	if status >= 400 && status < 500 {
		return KindInvalid
	}
	return KindInternal
}

// Problem is the wire form of an error: RFC 9457 problem JSON
// (application/problem+json) with the extension members code and fields.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   string         `json:"code"`
	Trace  string         `json:"trace,omitempty"`
	Fields []ProblemField `json:"fields,omitempty"`
	// RetryAfter is in seconds, for rate_limited.
	RetryAfter int `json:"retryAfter,omitempty"`
}

// ProblemField is what is wrong with one field.
type ProblemField struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// ToProblem renders err for a reader of lang. Causes never leave the process.
func ToProblem(err error, lang string) Problem {
	e := Of(err)
	p := Problem{
		Type: "urn:lianluo:fault:" + string(e.Kind), Title: string(e.Kind),
		Status: Status(e.Kind), Detail: e.Text.In(lang), Code: e.Code,
		RetryAfter: int(e.RetryAfter.Seconds()),
	}
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, ProblemField{Name: f.Name, Detail: f.Text.In(lang)})
	}
	return p
}

// FromProblem is the client's side: the same kind, code and sentence come back as an error.
func FromProblem(p Problem) *Error {
	e := &Error{Kind: KindOf(p.Status), Code: p.Code, Text: Text{ZH: p.Detail, EN: p.Detail},
		RetryAfter: time.Duration(p.RetryAfter) * time.Second}
	for _, f := range p.Fields {
		e.Fields = append(e.Fields, Field{Name: f.Name, Text: Text{ZH: f.Detail, EN: f.Detail}})
	}
	return e
}
