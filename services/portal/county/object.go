package county

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// object is a page about one thing, with forms that change it.
type object struct {
	at   string // address of the kind of thing: the page is at at/{id}
	show func(r *http.Request, b session.Returned) (templ.Component, error)
}

// page shows the object.
func (o object) page(w http.ResponseWriter, r *http.Request) error {
	c, err := o.show(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, c)
}

// again shows the object with a form that came back.
func (s pages) again(w http.ResponseWriter, r *http.Request, o object, form string, problem error) error {
	b := s.typed(r, form, problem)
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
