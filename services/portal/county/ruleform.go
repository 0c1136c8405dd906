package county

import (
	"context"
	"encoding/json"
	"net/http"
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
	back       session.Returned
	restore    string                     // the version that comes back instead of what is entered
	preview    *rules.Preview             // what it would do, once that was asked for
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
	var preview *rules.Preview
	if restore := session.Value(r, "restore"); restore != "" {
		draft := rules.Draft{Area: s.area(r), Restore: restore}
		if !decidable(r.PathValue("service")) {
			return session.Missing(r.Context())
		}
		seen, err := session.Call(r.Context(), s.Portal, rules.OpsOf(r.PathValue("service")).Preview, rules.PreviewRequest{Draft: draft})
		if err == nil && r.PathValue("service") == daysService {
			seen.Effects, err = s.restoredDays(r.Context(), seen)
		}
		if err != nil {
			return err
		}
		preview = &seen
	}
	page, err := s.ruleFormPage(r, session.Returned{}, preview)
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) ruleFormPage(r *http.Request, b session.Returned, preview *rules.Preview) (templ.Component, error) {
	ctx := r.Context()
	v := ruleFormView{area: s.area(r), back: b, restore: session.Value(r, "restore"), preview: preview}
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
	if !decidable(service) {
		return rules.Shown{}, session.Missing(r.Context())
	}
	return session.Call(r.Context(), s.Portal, rules.OpsOf(service).Show, rules.ShowRequest{Area: s.area(r)})
}

// restoredDays says what an older calendar would do.
func (s pages) restoredDays(ctx context.Context, p rules.Preview) ([]rules.Effect, error) {
	values := map[string]json.RawMessage{}
	for _, d := range p.Changes {
		values[d.Name] = d.After
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return nil, fault.Internal(err)
	}
	return s.foresee(ctx, p.Area, raw)
}

// setRules proposes what differs from the rules in force, or shows what it would do.
func (s pages) setRules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	set, err := s.ruleSet(r)
	if err != nil {
		return err
	}
	b := session.Return(r, "rules", nil)
	req, problem := s.proposal(r, set)
	if problem == nil && session.Value(r, "what") == "preview" {
		var seen rules.Preview
		if seen, problem = session.Call(ctx, s.Portal, rules.OpsOf(set.Service).Preview, rules.PreviewRequest{Draft: req.Draft}); problem == nil {
			page, err := s.ruleFormPage(r, b, &seen)
			if err != nil {
				return err
			}
			return session.Render(w, r, page)
		}
	}
	if problem == nil {
		var p rules.Proposal
		if p, problem = session.Call(ctx, s.Portal, rules.OpsOf(set.Service).Propose, req); problem == nil {
			ui.DropDraft(w, "rules-"+set.Service)
			return s.Go(w, r, ruleChangeAt(set.Service, p.ID), ui.Done(ctx, "county.done.rules"))
		}
	}
	names := "county.rule." + set.Service
	b = session.Return(r, "rules", session.Problems(ctx, problem, names))
	page, err := s.ruleFormPage(r, b, nil)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, names, func(ui.Problems) templ.Component { return page })
}

// proposal is what the form says.
func (s pages) proposal(r *http.Request, set rules.Shown) (rules.ProposeRequest, error) {
	form, err := session.Decode[dated](r)
	req := rules.ProposeRequest{Reason: form.Reason, Draft: rules.Draft{Area: s.area(r), From: form.From, Restore: session.Value(r, "restore"), Running: form.Running}}
	if err != nil || req.Restore != "" {
		return req, err
	}
	req.Values, err = changed(r, set)
	return req, err
}

// changed are the rules of a form that differ from those in force.
func changed(r *http.Request, set rules.Shown) (json.RawMessage, error) {
	ctx := r.Context()
	values := map[string]json.RawMessage{}
	for _, v := range set.Values {
		raw, err := entered(ctx, v, session.Value(r, v.Name))
		if v.Name == cases.ClassesRule {
			raw, err = replaced(r, v)
		}
		if err != nil {
			return nil, err
		}
		if string(raw) != string(v.Value) {
			values[v.Name] = raw
		}
	}
	if len(values) == 0 {
		return nil, fault.Invalid("rules.same", "%s", "%s", ui.T(ctx, "county.rule-same"))
	}
	return json.Marshal(values)
}

// dated is from when and why, and whether running deadlines follow.
type dated struct {
	From    time.Time `json:"from"`
	Reason  string    `json:"reason"`
	Running bool      `json:"running"`
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
			f.Kind, f.Value = ui.NumberField, v.back.Value("rules", rule.Name, string(rule.Value))
		case 'b':
			f.Kind, f.Value = ui.SelectField, v.back.Value("rules", rule.Name, string(rule.Value))
			f.Options = []ui.Option{{Value: "true", Label: ui.T(ctx, "county.bool.true")}, {Value: "false", Label: ui.T(ctx, "county.bool.false")}}
		case 's':
			_ = json.Unmarshal(rule.Value, &word) // kind saw that it is a string
			f.Value, f.Short = v.back.Value("rules", rule.Name, word), false
			for _, one := range rule.OneOf {
				f.Kind, f.Options = ui.SelectField, append(f.Options, ui.Option{Value: one, Label: ui.Worded(ctx, one, ruleWords)})
			}
		default:
			continue
		}
		all = append(all, f)
	}
	return all
}
