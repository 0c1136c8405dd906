package desk

import (
	"net/http"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mending is a form of a page that came back: which one, what is wrong with it,
// and what was typed. The zero value is a page whose forms are new.
type mending struct {
	form     string
	problems ui.Problems
	typed    func(name string) string
}

func toMend(r *http.Request, form string, problems ui.Problems) mending {
	return mending{form: form, problems: problems, typed: func(name string) string { return session.Value(r, name) }}
}

// open reports whether the form is the one that came back.
func (m mending) open(form string) bool { return m.form == form && len(m.problems) > 0 }

// of are the problems of a form.
func (m mending) of(form string) ui.Problems {
	if m.form != form {
		return nil
	}
	return m.problems
}

// value is what was typed into a form, else a first value.
func (m mending) value(form, name, first string) string {
	if m.form == form && m.typed != nil {
		return m.typed(name)
	}
	return first
}
