package session

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/ui"
)

// Problems words a fault for a form: one problem per field it names, else one
// for the form as a whole. A field's name in the summary is the text with the
// key labels+"."+name, where there is one.
func Problems(ctx context.Context, err error, labels string) ui.Problems {
	e := fault.Of(err)
	if e == nil {
		return nil
	}
	lang := string(ui.PrefsOf(ctx).Lang)
	var all ui.Problems
	for _, f := range e.Fields {
		one := ui.Problem{Field: f.Name, Message: f.Text.In(lang)}
		if key := labels + "." + f.Name; ui.HasText(key) {
			one.Label = ui.T(ctx, key)
		}
		if one.Message == rpc.Required.In(lang) {
			one = empty(ctx, one)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		all = ui.Problems{{Message: e.Text.In(lang)}}
	}
	return all
}

// empty asks for what was left out, by its name on the page.
func empty(ctx context.Context, p ui.Problem) ui.Problem {
	if p.Label == "" {
		return ui.Problem{Field: p.Field, Message: ui.T(ctx, "session.fill-in-this")}
	}
	return ui.Problem{Field: p.Field, Message: ui.T(ctx, "session.fill-in", p.Label)}
}

// Again shows a form again, with what is to be mended and all that was typed.
// Someone whose session has ended is led to sign in instead. labels is as for Problems.
func Again(w http.ResponseWriter, r *http.Request, err error, labels string, form func(ui.Problems) templ.Component) error {
	if fault.Is(err, fault.KindUnauthenticated) && visitOf(r.Context()).user != nil {
		return err
	}
	if FromOutbox(r) {
		return refusal(r.Context(), err, labels).Tell(w)
	}
	return RenderStatus(w, r, http.StatusUnprocessableEntity, form(Problems(r.Context(), err, labels)))
}

// Mend is a problem that the page itself finds with a field; key is of a message
// catalogue.
func Mend(ctx context.Context, field, key string, args ...any) *fault.Error {
	text := ui.T(ctx, key, args...)
	return Say(ctx, fault.KindInvalid, "form", "session.form-invalid").At(field, text, text)
}

// Say is a fault in words of the message catalogue.
func Say(ctx context.Context, kind fault.Kind, code, key string) *fault.Error {
	text := ui.T(ctx, key)
	return fault.New(kind, code, "%s", "%s", text)
}
