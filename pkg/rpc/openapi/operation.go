package openapi

import (
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

var noneType = reflect.TypeFor[rpc.None]()

// operation describes one operation. It fails when the source has no comment on it.
func (b *builder) operation(o rpc.Operation) (*object, error) {
	doc := b.src.doc(o.Name)
	if doc == "" {
		return nil, fmt.Errorf("openapi: %s has no doc comment in the sources", o.Name)
	}
	_, name, _ := strings.Cut(o.Name, ".")
	item := obj("operationId", o.Name, "summary", sentence(doc, name), "description", doc, "tags", []string{o.Service()})
	members := b.request(o)
	if params := b.parameters(o, members); len(params) > 0 {
		item.set("parameters", params)
	}
	if body := b.body(o, members); body != nil {
		item.set("requestBody", body)
	}
	item.set("responses", b.responses(o))
	item.set("security", security(o))
	item.set("x-permission", permission(o))
	return item, nil
}

func security(o rpc.Operation) []*object {
	if o.Public {
		return []*object{}
	}
	return []*object{obj("bearer", []string{})}
}

func permission(o rpc.Operation) string {
	switch {
	case o.Public:
		return "public"
	case o.SignedIn:
		return "signed-in"
	}
	return o.Permission
}

func (b *builder) parameters(o rpc.Operation, members []member) []*object {
	var out []*object
	for _, m := range members {
		if m.place != rpc.InPath && m.place != rpc.InQuery {
			continue
		}
		p := obj("name", m.name, "in", string(m.place))
		if m.place == rpc.InPath || m.given(true) {
			p.set("required", true)
		}
		s := b.property(m)
		if doc := s.str("description"); doc != "" {
			p.set("description", doc)
			s.drop("description")
		}
		p.set("schema", s)
		out = append(out, p)
	}
	if o.Mutates {
		out = append(out, obj("$ref", "#/components/parameters/IdempotencyKey"))
	}
	return out
}

func (b *builder) body(o rpc.Operation, members []member) *object {
	var travel []member
	alone := true // the request has nothing but a body
	for _, m := range members {
		if m.place == rpc.InBody || m.place == rpc.InFile {
			travel = append(travel, m)
		} else {
			alone = false
		}
	}
	if len(travel) == 0 {
		return nil
	}
	suffix := "_body"
	if alone && o.Kind == rpc.KindJSON {
		suffix = ""
	}
	media := obj("schema", b.component(o.Request, travel, suffix))
	if o.Kind != rpc.KindUpload {
		return obj("required", true, "content", obj("application/json", media))
	}
	encoding := &object{}
	for _, m := range travel {
		if m.place == rpc.InFile && m.tag.Get("accept") != "" {
			encoding.set(m.name, obj("contentType", m.tag.Get("accept")))
		}
	}
	if len(encoding.names) > 0 {
		media.set("encoding", encoding)
	}
	return obj("required", true, "description", "At most "+size(o.MaxBody)+" in all.", "content", obj("multipart/form-data", media))
}

func size(bytes int64) string {
	if bytes >= 1<<20 {
		return strconv.FormatInt(bytes>>20, 10) + " MB"
	}
	return strconv.FormatInt(bytes>>10, 10) + " KB"
}

func (b *builder) responses(o rpc.Operation) *object {
	out := &object{}
	switch {
	case o.Kind == rpc.KindStream:
		text := obj("schema", obj("type", "string"))
		out.set("200", obj("description", "A download, or server-sent events; see the description.",
			"content", obj("application/octet-stream", text, "text/event-stream", text)))
	case o.Response == noneType:
		out.set("204", obj("description", "Done."))
	default:
		out.set("200", obj("description", "Done.", "content", obj("application/json", obj("schema", b.schema(o.Response)))))
	}
	for _, kind := range refusals(o) {
		out.set(strconv.Itoa(fault.Status(kind)), obj("$ref", "#/components/responses/"+string(kind)))
	}
	return out
}

// refusals are the kinds of fault that a caller has to expect.
func refusals(o rpc.Operation) []fault.Kind {
	kinds := []fault.Kind{fault.KindInvalid}
	if !o.Public {
		kinds = append(kinds, fault.KindUnauthenticated, fault.KindDenied)
	}
	kinds = append(kinds, fault.KindNotFound)
	if o.Mutates {
		kinds = append(kinds, fault.KindConflict)
	}
	if o.Method == http.MethodPost || o.Method == http.MethodPut {
		kinds = append(kinds, fault.KindTooLarge)
	}
	return append(kinds, fault.KindFailedPrecondition, fault.KindRateLimited, fault.KindInternal, fault.KindUnavailable)
}

// meanings say what each kind of fault tells a program.
var meanings = []struct {
	kind fault.Kind
	text string
}{
	{fault.KindInvalid, "The request is wrong: fields says what to correct. Sending it again unchanged cannot help."},
	{fault.KindUnauthenticated, "There is no valid token, or a code or password was wrong."},
	{fault.KindDenied, "The caller may not do this anywhere. The refusal is recorded."},
	{fault.KindNotFound, "It does not exist, or lies outside the caller's area."},
	{fault.KindConflict, "It clashes with what is stored, or the idempotency key was used for another request."},
	{fault.KindTooLarge, "The request exceeds the limit named in detail."},
	{fault.KindFailedPrecondition, "The object is not in a state that allows this now."},
	{fault.KindRateLimited, "Too many requests: wait for Retry-After seconds."},
	{fault.KindInternal, "Something went wrong and was recorded; trace finds it in the log."},
	{fault.KindUnavailable, "Something this depends on does not answer. Try again with the same idempotency key."},
}

func problems() *object {
	out := &object{}
	for _, m := range meanings {
		out.set(string(m.kind), obj("description", m.text, "content",
			obj("application/problem+json", obj("schema", obj("$ref", "#/components/schemas/fault.Problem")))))
	}
	return out
}
