package cases

import (
	"context"
	"encoding/json"

	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// ClassesRule names the rule that holds the classes of triage.
const ClassesRule = "classes"

// Class is a class of triage, as the rules of a division have it.
type Class struct {
	Code  string `json:"code"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
	Level string `json:"level"`          // that decides
	Ends  string `json:"ends,omitempty"` // explained or rejected; "" goes to a unit
}

// Name is the class's name in the person's language.
func (c Class) Name(ctx context.Context) string {
	if ui.PrefsOf(ctx).Lang == "en" {
		return c.EN
	}
	return c.ZH
}

// Classes reads the classes of a rule's value. It fails where it holds none.
func Classes(raw json.RawMessage) ([]Class, error) {
	var all []Class
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fault.Internal(err)
	}
	return all, nil
}

// classes are those in force in a division.
func (s pages) classes(ctx context.Context, area string) ([]Class, error) {
	shown, err := session.Call(ctx, s.Portal, rules.OpsOf("casework").Show, rules.ShowRequest{Area: area})
	for _, v := range shown.Values {
		if v.Name == ClassesRule {
			return Classes(v.Value)
		}
	}
	return nil, err
}

// hint says what becomes of a case of the class.
func (c Class) hint(ctx context.Context) string {
	if key := "cases.class-hint." + c.Code; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	if c.Ends != "" {
		return ui.T(ctx, "cases.class-ends."+c.Ends)
	}
	return ui.T(ctx, "cases.class-level", ui.T(ctx, "cases.level."+c.Level))
}
