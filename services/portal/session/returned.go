package session

import (
	"net/http"
	"strings"

	"lianluo/services/portal/ui"
)

// Returned is a form of a page that came back: which one, what is wrong with it,
// and what was typed. The zero value is a page whose forms are new.
type Returned struct {
	form     string
	problems ui.Problems
	typed    func(name string) []string
}

// Return is the form of the request, with its problems.
func Return(r *http.Request, form string, problems ui.Problems) Returned {
	return Returned{form: form, problems: problems, typed: func(name string) []string {
		_ = Value(r, name) // reads the form, where nobody has
		return r.Form[name]
	}}
}

// Open reports whether it is this form that came back, to show it open again.
func (b Returned) Open(form string) bool { return b.form == form && len(b.problems) > 0 }

// Of are the problems of a form.
func (b Returned) Of(form string) ui.Problems {
	if b.form != form {
		return nil
	}
	return b.problems
}

// Value is what was typed into a form, else a first value.
func (b Returned) Value(form, name, first string) string {
	if all := b.Values(form, name, []string{first}); len(all) > 0 {
		return strings.TrimSpace(all[0])
	}
	return ""
}

// Values are what was ticked in a form, else the first values.
func (b Returned) Values(form, name string, first []string) []string {
	if b.form == form && b.typed != nil {
		return b.typed(name)
	}
	return first
}
