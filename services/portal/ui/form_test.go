package ui

import (
	"testing"

	"github.com/a-h/templ"
)

func TestFormsCarryTokenAndKey(t *testing.T) {
	ctx := WithPrefs(t.Context(), Prefs{CSRF: "token<1>"})
	one, two := render(t, ctx, Form{Action: "/x"}), render(t, ctx, Form{Action: "/x"})
	wants(t, one, `method="post"`, `name="csrf_token" value="token&lt;1&gt;"`, `name="idempotency_key" value="`)
	if one == two {
		t.Error("two renderings share an idempotency key")
	}
	wants(t, render(t, ctx, Form{Key: "kept"}), `name="idempotency_key" value="kept"`)
}

func TestFormsSayHowTheyAreSent(t *testing.T) {
	ctx := in(Chinese)
	wants(t, render(t, ctx, Form{Multipart: true}), `enctype="multipart/form-data"`)
	wants(t, render(t, ctx, Form{Draft: "reply", ID: "r"}), `data-draft="reply"`, `id="r"`, `application/x-www-form-urlencoded`)
	lacks(t, render(t, ctx, Form{}), "data-draft", " id=")
	wants(t, render(t, ctx, Form{Attrs: templ.Attributes{"hx-post": "/y"}}), `hx-post="/y"`)
}

func TestAFieldFindsItsErrorInTheForm(t *testing.T) {
	problems := Problems{{Field: "phone", Message: "look"}, {Message: "whole"}}
	got := around(t, in(Chinese), Form{ID: "a", Problems: problems}, Field{Name: "phone", Label: "L", Hint: "H"})
	wants(t, got,
		`href="#f-a-phone"`, `id="f-a-phone-error"`, `aria-invalid="true"`,
		`aria-describedby="f-a-phone-hint f-a-phone-error"`, `<li>whole`, "有 2 处需要修改")
}

func TestAProblemOfTheWholeFormStandsAlone(t *testing.T) {
	got := render(t, in(Chinese), ErrorSummary(Problems{{Message: "whole"}}))
	wants(t, got, "<p>whole</p>", `role="alert"`)
	lacks(t, got, "<li>")
	if empty := render(t, in(Chinese), ErrorSummary(nil)); empty != "" {
		t.Errorf("no problems show %q", empty)
	}
}

func TestFieldsOfTwoFormsHaveDifferentIDs(t *testing.T) {
	f := Field{Name: "units[0].name"}
	a, b := around(t, in(Chinese), Form{ID: "a"}, f), around(t, in(Chinese), Form{ID: "b"}, f)
	wants(t, a, `id="f-a-units-0-name"`, `name="units[0].name"`)
	wants(t, b, `id="f-b-units-0-name"`)
	wants(t, render(t, in(Chinese), f), `id="f-units-0-name"`)
}

func TestProblemsFor(t *testing.T) {
	p := Problems{{Field: "a", Message: "1"}, {Field: "a", Message: "2"}}
	if p.For("a") != "1" || p.For("b") != "" {
		t.Error("the first message of a field counts")
	}
}

func TestPostButtonIsAFormWithHiddenValues(t *testing.T) {
	got := render(t, in(Chinese), PostButton{Action: "/urge", Button: Button{Label: "B"}, Fields: map[string]string{"b": "2", "a": `"1"`}})
	wants(t, got, `action="/urge"`, `name="a" value="&#34;1&#34;"`, `name="b" value="2"`, `type="submit"`, KeyField)
}
