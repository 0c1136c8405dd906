package county

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rules"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// ruled are the services that have rules, in the order in which they are shown.
var ruled = []string{"casework", "roster", "station", "notification", "voting"}

// rulesView is which rules apply in a division.
type rulesView struct {
	area, name string
	areas      ui.Field
	sets       []rules.Shown
	setBy      map[string]string // account → name
	may        bool              // propose rules and decide about them
	waiting    []waitingChange
	now        time.Time
	days       *calendar.Calendar
}

func (s pages) rules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := rulesView{area: s.area(r), setBy: map[string]string{}, days: s.Calendar(s.area(r)), may: session.UserOf(ctx).Has(rulers...), now: s.Clock().Now()}
	v.name, v.areas = s.AreaName(v.area), s.areaField(ctx, v.area)
	for _, service := range ruled {
		shown, err := session.Call(ctx, s.Portal, rules.OpsOf(service).Show, rules.ShowRequest{Area: v.area})
		if err != nil {
			return err
		}
		v.sets = append(v.sets, shown)
		for _, value := range shown.Values {
			s.learnName(ctx, v.setBy, value.SetBy)
		}
		for _, o := range shown.History {
			s.learnName(ctx, v.setBy, o.SetBy)
			s.learnName(ctx, v.setBy, o.Approved)
		}
		if err := s.addWaiting(ctx, &v, service); err != nil {
			return err
		}
	}
	return session.Render(w, r, rulesPage(s.shell(r, ui.T(ctx, "county.rules")), v, func(v rules.Value) string { return s.source(ctx, v) }, s.AreaName))
}

// learnName finds out whose account it is; those of wider offices are outside
// the person's area and stay unnamed.
func (s pages) learnName(ctx context.Context, names map[string]string, account string) {
	if _, known := names[account]; known || account == "" {
		return
	}
	names[account] = ui.T(ctx, "county.office-above")
	if !session.UserOf(ctx).Has(admins...) {
		return
	}
	if a, err := session.Call(ctx, s.Portal, identity.GetAccount, identity.ByID{ID: account}); err == nil {
		names[account] = a.Name
	}
}

// ruleName names a rule in the person's language.
func ruleName(ctx context.Context, service string, v rules.Value) string {
	if key := "county.rule." + service + "." + v.Name; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return v.Doc
}

// ruleWords begins the keys of the words that rules take; what was typed freely
// has none, and stays as it is.
const ruleWords = "county.word."

// ruleValue shows a value: a number, a word, yes or no, or the names of a list.
func ruleValue(ctx context.Context, raw json.RawMessage) string {
	var one any
	if json.Unmarshal(raw, &one) != nil {
		return string(raw)
	}
	switch v := one.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return ui.T(ctx, "county.bool."+strconv.FormatBool(v))
	case string:
		return ui.Worded(ctx, v, ruleWords)
	case []any:
		if years := yearsIn(ctx, raw); years != "" {
			return years
		}
		if len(v) == 0 {
			return ui.T(ctx, "county.list-none")
		}
		return strings.Join(namesIn(ctx, v), ui.T(ctx, "county.comma"))
	}
	return string(raw)
}

// yearsIn are holidays in words, year by year; "" for another list.
func yearsIn(ctx context.Context, raw json.RawMessage) string {
	var years calendar.Years
	if years.UnmarshalJSON(raw) != nil {
		return ""
	}
	var all []string
	for _, y := range years {
		if y.Year == 0 {
			return ""
		}
		var days []string
		for _, h := range y.Holidays {
			one := ui.T(ctx, "county.rule-set", h.Name.In(string(ui.PrefsOf(ctx).Lang)), offWords(ctx, h))
			if len(h.Workdays) > 0 {
				one += ui.T(ctx, "county.holiday-worked", workWords(ctx, h))
			}
			days = append(days, one)
		}
		all = append(all, ui.T(ctx, "county.rule-set", ui.T(ctx, "county.year-of", y.Year), strings.Join(days, ui.T(ctx, "county.semicolon"))))
	}
	return strings.Join(all, " ")
}

// namesIn are the names of list members in the person's language.
func namesIn(ctx context.Context, list []any) []string {
	var names []string
	for _, member := range list {
		if m, ok := member.(map[string]any); ok {
			name, _ := m[string(ui.PrefsOf(ctx).Lang)].(string)
			names = append(names, name)
		}
	}
	return names
}

// source says whose rule it is.
func (s pages) source(ctx context.Context, v rules.Value) string {
	if v.From == "default" || v.From == "" {
		return ui.T(ctx, "county.rule-default")
	}
	return s.AreaName(v.From)
}

// changes says what an override sets: "notice_days: 3" in words.
func changes(ctx context.Context, set rules.Shown, o rules.Override) string {
	var values map[string]json.RawMessage
	if json.Unmarshal(o.Values, &values) != nil {
		return string(o.Values)
	}
	var parts []string
	for _, v := range set.Values { // in the order of the rules
		if raw, ok := values[v.Name]; ok {
			parts = append(parts, ui.T(ctx, "county.rule-set", ruleName(ctx, set.Service, v), ruleValue(ctx, raw)))
		}
	}
	return strings.Join(parts, ui.T(ctx, "county.semicolon"))
}

// newest are the overrides, the latest first.
func newest(history []rules.Override) []rules.Override {
	out := slices.Clone(history)
	sorting.By(out, func(a, b rules.Override) int { return b.From.Compare(a.From) })
	return out
}
