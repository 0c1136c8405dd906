package ui

import (
	"context"
	"io"
	"maps"
	"strings"

	"github.com/a-h/templ"
)

// FieldKind chooses the control of a Field.
type FieldKind string

// Kinds of fields. Check is one box, Checks several of one name.
const (
	TextField     FieldKind = ""
	AreaField     FieldKind = "area"
	SelectField   FieldKind = "select"
	RadioField    FieldKind = "radio"
	CheckField    FieldKind = "check"
	ChecksField   FieldKind = "checks"
	DateField     FieldKind = "date"
	TimeField     FieldKind = "time"
	MonthField    FieldKind = "month"
	NumberField   FieldKind = "number"
	PhoneField    FieldKind = "tel"
	MailField     FieldKind = "email"
	PasswordField FieldKind = "password"
	CodeField     FieldKind = "code" // figures and letters read from paper, shown wide
	FileField     FieldKind = "file"
	PhotoField    FieldKind = "photo" // camera on a phone; paste and drop on a desk
)

// Option is one choice of a select, radio or checks field.
type Option struct {
	Value, Label string
	Hint         string // radio and checks only
	Group        string // select only: heading above options of the same group
	Checked      bool   // checks only; others compare Value with Field.Value
}

// Field is a labelled control: label above, hint below the label, error above
// the control, wired for screen readers.
type Field struct {
	Kind         FieldKind
	ID           string // of the control; made from the form and Name if empty
	Name         string
	Label        string
	Hint         string
	Error        string // what to do, in words
	Value        string
	Optional     bool // says so beside the label; other fields are required
	Options      []Option
	Suggestions  []string // offered while typing
	Rows         int      // area: height in lines, 4 without
	MaxLength    int      // characters
	Autocomplete string   // as HTML names it
	Placeholder  string
	Min, Max     string
	Short        bool // a narrow control for a short answer
	HideLabel    bool // the label is read out but not shown, for filters
	Multiple     bool // files
	Camera       bool // photo: opens the camera at once, without the choice of a stored picture
	Accept       string
	Attrs        templ.Attributes // on the control
}

// Render writes the field; an error that its form knows of need not be set.
func (f Field) Render(ctx context.Context, w io.Writer) error {
	around := formOf(ctx)
	if f.Error == "" {
		f.Error = around.Problems.For(f.Name)
	}
	if f.ID == "" {
		f.ID = around.fieldID(f.Name)
	}
	return field(f).Render(ctx, w)
}

// describedBy names the hint and the error for screen readers.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// group reports whether the control is several, named by a legend.
func (f Field) group() bool { return f.Kind == RadioField || f.Kind == ChecksField }

// inputs maps kinds to the type, inputmode and default autocomplete of <input>.
var inputs = map[FieldKind][3]string{
	TextField:     {"text", "", "off"},
	DateField:     {"date", "", "off"},
	TimeField:     {"time", "", "off"},
	MonthField:    {"month", "", "off"},
	NumberField:   {"text", "numeric", "off"}, // type=number loses what it cannot read
	PhoneField:    {"tel", "tel", "tel"},
	MailField:     {"email", "email", "email"},
	PasswordField: {"password", "", "current-password"},
	CodeField:     {"text", "", "off"},
}

func (f Field) inputType() string { return inputs[f.Kind][0] }

func (f Field) autocomplete() string {
	if f.Autocomplete != "" {
		return f.Autocomplete
	}
	return inputs[f.Kind][2]
}

// controlAttrs are the attributes that every kind of control shares.
func (f Field) controlAttrs() templ.Attributes {
	a := templ.Attributes{"id": f.ID, "name": f.Name}
	if by := f.describedBy(); by != "" && !f.group() {
		a["aria-describedby"] = by
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional && !f.HideLabel && f.Kind != CheckField {
		a["aria-required"] = "true"
	}
	for name, value := range map[string]string{
		"inputmode": inputs[f.Kind][1], "placeholder": f.Placeholder, "min": f.Min, "max": f.Max,
		"accept": f.accept(), "capture": f.capture(), "list": f.listID(),
	} {
		if value != "" {
			a[name] = value
		}
	}
	maps.Copy(a, f.Attrs)
	return a
}

// listID is the id of the suggestions, empty if there are none.
func (f Field) listID() string {
	if len(f.Suggestions) == 0 {
		return ""
	}
	return f.ID + "-list"
}

func (f Field) capture() string {
	if f.Camera {
		return "environment"
	}
	return ""
}

func (f Field) accept() string {
	if f.Accept == "" && f.Kind == PhotoField {
		return "image/*" // the only value at which every phone offers its camera
	}
	return f.Accept
}
