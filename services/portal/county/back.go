package county

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// back is a form of a page that came back with problems; the zero value is none.
type back struct {
	form     string
	problems ui.Problems
	typed    func(name string) string
}

// of are the problems of a form.
func (b back) of(form string) ui.Problems {
	if b.form != form {
		return nil
	}
	return b.problems
}

// is reports whether it is this form, to show it open again.
func (b back) is(form string) bool { return b.form == form }

// value is what was typed into a form, else a first value.
func (b back) value(form, name, first string) string {
	if b.form == form && b.typed != nil {
		return b.typed(name)
	}
	return first
}

// object is a page about one thing, with forms that change it.
type object struct {
	at   string // address of the kind of thing: the page is at at/{id}
	show func(r *http.Request, b back) (templ.Component, error)
}

// page shows the object.
func (o object) page(w http.ResponseWriter, r *http.Request) error {
	c, err := o.show(r, back{})
	if err != nil {
		return err
	}
	return session.Render(w, r, c)
}

// again shows the object with a form that came back.
func (s pages) again(w http.ResponseWriter, r *http.Request, o object, form string, problem error) error {
	b := back{form: form, problems: session.Problems(r.Context(), problem, labels), typed: func(name string) string { return session.Value(r, name) }}
	c, err := o.show(r, b)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return c })
}

// does makes the page that changes an object by an operation with what the form
// says, and leads back to it. complete fills in what the form says in another
// shape; nil for nothing.
func does[Req, Res any](s pages, o object, form string, op rpc.Op[Req, Res], complete func(*http.Request, *Req) error) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		req, err := session.Decode[Req](r)
		if err == nil && complete != nil {
			err = complete(r, &req)
		}
		if err == nil {
			_, err = session.Call(r.Context(), s.Portal, op, req)
		}
		if err != nil {
			return s.again(w, r, o, form, err)
		}
		ui.DropDraft(w, form+"-"+r.PathValue("id"))
		return s.Go(w, r, o.at+"/"+r.PathValue("id"), ui.Done(r.Context(), doneKey(form)))
	}
}

// doneKey is the text after a form was done; forms that stand once for each of
// several things share that of their kind.
func doneKey(form string) string {
	if key := "county.done." + form; ui.HasText(key) {
		return key
	}
	kind, _, _ := strings.Cut(form, "-")
	return "county.done." + kind
}
