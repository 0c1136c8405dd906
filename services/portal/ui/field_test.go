package ui

import (
	"strings"
	"testing"
)

func TestEachKindHasItsControl(t *testing.T) {
	options := []Option{{Value: "1", Label: "one"}, {Value: "2", Label: "two", Hint: "h"}}
	for kind, want := range map[FieldKind][]string{
		TextField:     {`<input type="text"`, `value="2"`, `autocomplete="off"`},
		AreaField:     {`<textarea rows="4"`, `>2</textarea>`},
		SelectField:   {`<select`, `<option value="2" selected>two</option>`},
		RadioField:    {`<fieldset`, `<legend`, `type="radio" id="f-n-1" name="n" value="2" checked`, `aria-describedby="f-n-1-hint"`},
		ChecksField:   {`type="checkbox" id="f-n-0"`},
		CheckField:    {`type="checkbox" value="true"`, `<label for="f-n">L`},
		DateField:     {`type="date"`},
		NumberField:   {`type="text"`, `inputmode="numeric"`},
		PhoneField:    {`type="tel"`, `autocomplete="tel"`},
		PasswordField: {`type="password"`, `autocomplete="current-password"`},
		CodeField:     {`class="code"`},
		FileField:     {`type="file"`, `data-drop="file"`},
		PhotoField:    {`accept="image/*"`, `data-drop="photo"`},
	} {
		wants(t, render(t, in(Chinese), Field{Kind: kind, Name: "n", Label: "L", Value: "2", Options: options}), want...)
	}
}

func TestLabelStandsAboveHintAboveErrorAboveControl(t *testing.T) {
	got := render(t, in(Chinese), Field{Name: "n", Label: "LABEL", Hint: "HINT", Error: "ERROR"})
	at := -1
	for _, part := range []string{"LABEL", "HINT", "ERROR", "<input"} {
		next := strings.Index(got, part)
		if next <= at {
			t.Fatalf("%s is not where it belongs in %s", part, got)
		}
		at = next
	}
}

func TestOptionalFieldsSaySo(t *testing.T) {
	wants(t, render(t, in(Chinese), Field{Name: "n", Optional: true}), "选填")
	lacks(t, render(t, in(Chinese), Field{Name: "n", Optional: true}), "aria-required")
	wants(t, render(t, in(Chinese), Field{Name: "n"}), `aria-required="true"`)
}

func TestCameraAndSuggestions(t *testing.T) {
	wants(t, render(t, in(Chinese), Field{Kind: PhotoField, Name: "n", Camera: true}), `capture="environment"`)
	lacks(t, render(t, in(Chinese), Field{Kind: PhotoField, Name: "n"}), "capture=")
	wants(t, render(t, in(Chinese), Field{Name: "n", Suggestions: []string{"a"}}), `list="f-n-list"`, `<datalist id="f-n-list">`)
}

func TestOptionsAreGroupedInRuns(t *testing.T) {
	got := render(t, in(Chinese), Field{Kind: SelectField, Name: "n", Options: []Option{
		{Label: "none"}, {Label: "a", Group: "G"}, {Label: "b", Group: "G"}, {Label: "c", Group: "H"},
	}})
	if strings.Count(got, "<optgroup") != 2 {
		t.Errorf("groups in %s", got)
	}
}

func TestWhatIsTypedIsEscaped(t *testing.T) {
	for _, kind := range []FieldKind{TextField, AreaField} {
		lacks(t, render(t, in(Chinese), Field{Kind: kind, Name: "n", Value: `</textarea>"><script>`}), "<script>")
	}
}

func TestChecksAreMarkedOneByOne(t *testing.T) {
	got := render(t, in(Chinese), Field{Kind: ChecksField, Name: "n", Options: []Option{{Value: "1", Checked: true}, {Value: "2"}}})
	if strings.Count(got, " checked") != 1 {
		t.Errorf("got %s", got)
	}
	wants(t, render(t, in(Chinese), Field{Kind: CheckField, Name: "n", Value: "true"}), " checked")
}
