package county

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"lianluo/pkg/rules"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const (
	// mostClasses is how many classes of triage a form takes.
	mostClasses = 20
	// classLevels, classEnds: as casework has them.
	goesToUnit = ""
)

var (
	classLevels = []string{"station", "township", "county", "city", "province"}
	classEnds   = []string{goesToUnit, "explained", "rejected"}
)

// className is the name of a field of the i-th class.
func className(i int, field string) string { return fmt.Sprintf("class.%d.%s", i, field) }

// enteredClasses reads the classes from a form. A line without names is left out;
// a new class has the Chinese name that it was made under as its code.
func enteredClasses(r *http.Request) ([]cases.Class, error) {
	var all []cases.Class
	unit := false
	for i := range mostClasses {
		of := func(field string) string { return session.Value(r, className(i, field)) }
		c := cases.Class{Code: cmp.Or(of("code"), of("zh")), ZH: of("zh"), EN: of("en"), Level: of("level"), Ends: of("ends")}
		if c.ZH == "" && c.EN == "" {
			continue
		}
		if err := mendClass(r.Context(), i, c, all); err != nil {
			return nil, err
		}
		all, unit = append(all, c), unit || c.Ends == goesToUnit
	}
	if !unit {
		return nil, session.Mend(r.Context(), className(0, "zh"), "county.class-unit")
	}
	return all, nil
}

// mendClass says what is wrong with a class beside those before it.
func mendClass(ctx context.Context, i int, c cases.Class, before []cases.Class) error {
	twice := slices.ContainsFunc(before, func(b cases.Class) bool { return b.Code == c.Code || b.ZH == c.ZH || b.EN == c.EN })
	switch {
	case c.ZH == "":
		return session.Mend(ctx, className(i, "zh"), "county.class-zh", i+1)
	case c.EN == "":
		return session.Mend(ctx, className(i, "en"), "county.class-en", i+1)
	case twice:
		return session.Mend(ctx, className(i, "zh"), "county.class-twice", c.ZH)
	case !slices.Contains(classLevels, c.Level):
		return session.Mend(ctx, className(i, "level"), "county.class-level", c.ZH)
	}
	return nil
}

// replaced is the rule's value with the classes of a form, as it was where they
// are the same.
func replaced(r *http.Request, v rules.Value) (json.RawMessage, error) {
	was, err := cases.Classes(v.Value)
	if err != nil {
		return nil, err
	}
	is, err := enteredClasses(r)
	if err != nil || slices.Equal(was, is) {
		return v.Value, err
	}
	return json.Marshal(is)
}

// classLine is one class as fields.
type classLine struct {
	code   ui.Field
	fields []ui.Field
}

// classLines are the classes in force with empty lines after them, and what was
// typed where the form came back.
func (v ruleFormView) classLines(ctx context.Context, rule rules.Value) []classLine {
	known, _ := cases.Classes(rule.Value) // what cannot be read cannot be changed here
	var lines []classLine
	for i, c := range append(slices.Clip(known), make([]cases.Class, blank)...) {
		field := func(name, first string) ui.Field {
			return ui.Field{Name: className(i, name), Label: ui.T(ctx, "county.class."+name), Value: v.back.Value("rules", className(i, name), first), MaxLength: 20, Optional: i > 0, HideLabel: i > 0}
		}
		choice := func(name, first string, values []string) ui.Field {
			f := field(name, first)
			f.Kind, f.MaxLength = ui.SelectField, 0
			for _, value := range values {
				f.Options = append(f.Options, ui.Option{Value: value, Label: ui.T(ctx, "county.class-"+name+"."+cmp.Or(value, "unit"))})
			}
			return f
		}
		en := field("en", c.EN)
		en.MaxLength = 40
		lines = append(lines, classLine{field("code", c.Code), []ui.Field{field("zh", c.ZH), en,
			choice("level", cmp.Or(c.Level, "township"), classLevels), choice("ends", c.Ends, classEnds)}})
	}
	return lines
}
