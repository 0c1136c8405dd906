package county

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// ruleFormView is a service's rules of a division, to be changed from a date on.
type ruleFormView struct {
	area, name string
	areas      ui.Field
	set        rules.Shown
	back       back
	setBy      map[string]string          // account → name
	source     func(v rules.Value) string // whose rule it is
}

// origin says where a rule comes from, since when and set by whom.
func (v ruleFormView) origin(ctx context.Context, rule rules.Value) string {
	if rule.SetBy == "" {
		return v.source(rule)
	}
	return ui.T(ctx, "county.rule-origin", v.source(rule), ui.Day(ctx, rule.Since), v.setBy[rule.SetBy])
}

// classes is the rule that holds the classes of triage; nil for none.
func (v ruleFormView) classes() *rules.Value {
	for i := range v.set.Values {
		if v.set.Values[i].Name == cases.ClassesRule {
			return &v.set.Values[i]
		}
	}
	return nil
}

func (s pages) ruleForm(w http.ResponseWriter, r *http.Request) error {
	page, err := s.ruleFormPage(r, back{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) ruleFormPage(r *http.Request, b back) (templ.Component, error) {
	ctx := r.Context()
	v := ruleFormView{area: s.area(r), back: b}
	v.name, v.areas = s.AreaName(v.area), s.areaField(ctx, v.area)
	var err error
	v.set, err = s.ruleSet(r)
	if err != nil {
		return nil, err
	}
	v.setBy, v.source = map[string]string{}, func(value rules.Value) string { return s.source(ctx, value) }
	for _, value := range v.set.Values {
		s.learnName(ctx, v.setBy, value.SetBy)
	}
	return ruleFormPage(s.shell(r, ui.T(ctx, "county.rules")), v), nil
}

// ruleSet are the rules as they stand.
func (s pages) ruleSet(r *http.Request) (rules.Shown, error) {
	service := r.PathValue("service")
	if !slices.Contains(ruled, service) {
		return rules.Shown{}, session.Missing(r.Context())
	}
	return session.Call(r.Context(), s.Portal, rules.ShowOp(service), rules.ShowRequest{Area: s.area(r)})
}

// setRules stores what differs from the rules in force as a dated override.
func (s pages) setRules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	set, err := s.ruleSet(r)
	if err != nil {
		return err
	}
	req, problem := s.override(r, set)
	if problem == nil {
		_, problem = session.Call(ctx, s.Portal, rules.SetOp(set.Service), req)
	}
	if problem == nil {
		ui.DropDraft(w, "rules-"+set.Service)
		return s.Go(w, r, base+"/rules?"+url.Values{"area": {req.Area}}.Encode(), ui.Done(r.Context(), "county.done.rules"))
	}
	names := "county.rule." + set.Service
	b := back{form: "rules", problems: session.Problems(ctx, problem, names), typed: func(name string) string { return session.Value(r, name) }}
	page, err := s.ruleFormPage(r, b)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, names, func(ui.Problems) templ.Component { return page })
}

func (s pages) override(r *http.Request, set rules.Shown) (rules.SetRequest, error) {
	ctx := r.Context()
	values := map[string]json.RawMessage{}
	for _, v := range set.Values {
		raw, err := entered(ctx, v, session.Value(r, v.Name))
		if v.Name == cases.ClassesRule {
			raw, err = replaced(r, v)
		}
		if err != nil {
			return rules.SetRequest{}, err
		}
		if string(raw) != string(v.Value) {
			values[v.Name] = raw
		}
	}
	if len(values) == 0 {
		return rules.SetRequest{}, fault.Invalid("rules.same", "%s", "%s", ui.T(ctx, "county.rule-same"))
	}
	form, err := session.Decode[dated](r)
	if err != nil {
		return rules.SetRequest{}, err
	}
	raw, err := json.Marshal(values)
	return rules.SetRequest{Area: s.area(r), From: form.From, Reason: form.Reason, Values: raw}, err
}

// dated is from when and why.
type dated struct {
	From   time.Time `json:"from"`
	Reason string    `json:"reason"`
}

// entered is what was typed for a rule, in the shape that the rule has. A list of
// a later version, for which there are no fields, stays as it is.
func entered(ctx context.Context, v rules.Value, text string) (json.RawMessage, error) {
	switch kind(v.Value) {
	case 'n':
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return nil, session.Mend(ctx, v.Name, "session.form-number")
		}
		return json.RawMessage(text), nil
	case 'b':
		return json.RawMessage(strconv.FormatBool(text == "true")), nil
	case 's':
		return json.Marshal(text)
	}
	return v.Value, nil
}

// kind tells numbers (n), yes or no (b), words (s) and lists (l) apart.
func kind(raw json.RawMessage) byte {
	var one any
	if json.Unmarshal(raw, &one) != nil {
		return 'l'
	}
	switch one.(type) {
	case float64:
		return 'n'
	case bool:
		return 'b'
	case string:
		return 's'
	}
	return 'l'
}

// fields are the rules as fields, with what is in force filled in.
func (v ruleFormView) fields(ctx context.Context) []ui.Field {
	var all []ui.Field
	for _, rule := range v.set.Values {
		f := ui.Field{Name: rule.Name, Label: ruleName(ctx, v.set.Service, rule), Hint: v.origin(ctx, rule), Short: true}
		var word string
		switch kind(rule.Value) {
		case 'n':
			f.Kind, f.Value = ui.NumberField, v.back.value("rules", rule.Name, string(rule.Value))
		case 'b':
			f.Kind, f.Value = ui.SelectField, v.back.value("rules", rule.Name, string(rule.Value))
			f.Options = []ui.Option{{Value: "true", Label: ui.T(ctx, "county.bool.true")}, {Value: "false", Label: ui.T(ctx, "county.bool.false")}}
		case 's':
			_ = json.Unmarshal(rule.Value, &word) // kind saw that it is a string
			f.Value, f.Short = v.back.value("rules", rule.Name, word), false
		default:
			continue
		}
		all = append(all, f)
	}
	return all
}
