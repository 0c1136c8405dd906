package ui

import (
	"context"
	"crypto/rand"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Names of the hidden inputs that Form adds.
const (
	CSRFField = "csrf_token"
	KeyField  = "idempotency_key"
)

// Problem is one thing to mend in a form.
type Problem struct {
	Field   string // name of the field; empty for the form as a whole
	Label   string // what the field is called, for the summary; may be empty
	Message string // what to do, in the person's language
}

// Problems are all the things to mend in a form.
type Problems []Problem

// For returns the message for a field, empty if there is none.
func (p Problems) For(field string) string {
	for _, one := range p {
		if one.Field == field {
			return one.Message
		}
	}
	return ""
}

// Form posts to Action with a CSRF token and an idempotency key, and starts with
// a summary of its problems; each Field inside shows its own by itself.
type Form struct {
	ID        string // needed if the page has another form with the same fields
	Action    string
	Key       string // idempotency key to keep; empty makes a new one
	Draft     string // name under which the device keeps what is typed; empty keeps nothing
	Multipart bool   // the form sends files
	Inline    bool   // lies in a line with other things
	Problems  Problems
	Attrs     templ.Attributes // for example hx-post
}

// formKey is under what the fields of a form find it in their context.
type formKey struct{}

// Render writes the form around its fields, which find their ids' prefix and
// their errors in the context.
func (f Form) Render(ctx context.Context, w io.Writer) error {
	return form(f).Render(context.WithValue(ctx, formKey{}, f), w)
}

// formOf is the form that is being rendered around ctx, an empty one outside.
func formOf(ctx context.Context) Form {
	f, _ := ctx.Value(formKey{}).(Form)
	return f
}

// fieldID is the id of the control of a field; a form with an ID of its own
// prefixes it, so that two forms on a page may ask for the same name.
func (f Form) fieldID(name string) string {
	if f.ID != "" {
		name = f.ID + "-" + name
	}
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "", " ", "-").Replace(name)
}

func (f Form) key() string {
	if f.Key != "" {
		return f.Key
	}
	return rand.Text()
}

func (f Form) encoding() string {
	if f.Multipart {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

func (f Form) class() string {
	if f.Inline {
		return "form-inline"
	}
	return "form"
}
