package rules

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Shown is the rule set of an area at a time: each value, where it comes from,
// since when and set by whom.
type Shown struct {
	Service string     `json:"service"`
	Area    string     `json:"area"`
	At      time.Time  `json:"at"`
	Version string     `json:"version"`
	Values  []Value    `json:"values"`
	History []Override `json:"history" doc:"overrides that apply or will apply here"`
}

// Value is one rule with its source.
type Value struct {
	Name  string          `json:"name"`
	Doc   string          `json:"doc"`
	Value json.RawMessage `json:"value"`
	From  string          `json:"from" doc:"area whose override it is, or default"`
	Since time.Time       `json:"since,omitzero"`
	SetBy string          `json:"setBy,omitempty"`
}

// ShowRequest names area and time (now where not given).
type ShowRequest struct {
	Area string    `query:"area" validate:"required,area"`
	At   time.Time `query:"at"`
}

// SetRequest is a dated override.
type SetRequest struct {
	Area   string          `json:"area" validate:"required,area"`
	From   time.Time       `json:"from,omitzero" doc:"now where not given"`
	Values json.RawMessage `json:"values" validate:"required" doc:"object with the rules to change"`
	Reason string          `json:"reason" validate:"required,min=2,max=500"`
}

// ShowOp declares "<service>.ShowRules".
func ShowOp(service string) rpc.Op[ShowRequest, Shown] {
	// ShowRules shows which rule applies in an area at a time, since when and set by whom.
	return rpc.Get[ShowRequest, Shown](service+".ShowRules", "/api/"+service+"/v1/rules", rpc.Needs("rules.read"))
}

// SetOp declares "<service>.SetRules".
func SetOp(service string) rpc.Op[SetRequest, Override] {
	// SetRules changes rules of an area and all below from a date on. It fails with
	// invalid for unknown rules, values that make no sense together and days that have passed.
	return rpc.Post[SetRequest, Override](service+".SetRules", "/api/"+service+"/v1/rules", rpc.Needs("rules.manage"))
}

// Show answers ShowOp.
func (s *Set[T]) Show(_ context.Context, req ShowRequest) (Shown, error) {
	at := req.At
	if at.IsZero() {
		at = s.db.Clock().Now()
	}
	known := s.snapshot()
	values, applied := s.effective(req.Area, at, known)
	_, version := s.At(req.Area, at)
	out := Shown{Service: s.service, Area: req.Area, At: at, Version: version, Values: describe(values, applied), History: []Override{}}
	for _, o := range known {
		if s.tree.IsAncestorOrSelf(area.Code(o.Area), area.Code(req.Area)) {
			out.History = append(out.History, o)
		}
	}
	return out, nil
}

// Save answers SetOp. It fails as the operation says.
func (s *Set[T]) Save(ctx context.Context, req SetRequest) (Override, error) {
	if today := calendar.DateOf(s.db.Clock().Now()); !req.From.IsZero() && req.From.Before(today.Start()) {
		return Override{}, errPast
	}
	if err := s.named(req.Values); err != nil {
		return Override{}, err
	}
	return s.Put(ctx, Override{Area: req.Area, From: req.From, Values: req.Values, Reason: req.Reason})
}

// Rules hold from a day on that has not passed: what was decided before was
// decided by what held then.
var errPast = fault.Invalid("rules.past", "规则不能从过去的日期起改变，请选择今天或以后的日期", "Rules do not change for days that have passed; choose today or later").
	At("from", "请选择今天或以后的日期", "choose today or later")

// named refuses members that decode would take but that describe would not find
// again: in other letters, or without a value. Where a rule comes from would be
// shown wrong.
func (s *Set[T]) named(raw json.RawMessage) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		return errObject
	}
	known := map[string]bool{}
	for _, v := range describe(s.defaults, nil) {
		known[v.Name] = true
	}
	for name, value := range members {
		if !known[name] || string(value) == "null" {
			return fault.Invalid("rules.values", "没有规则 %[1]s，或它没有值。请对照规则说明修改。",
				"There is no rule %[1]s, or it has no value. Compare with the description of the rule set.", name)
		}
	}
	return nil
}

var errObject = fault.Invalid("rules.values", "规则应为一个对象，包含要改变的规则及其值", "The rules to change come as an object with their values")

// describe lists every rule with the last override that set it.
func describe(values any, applied []Override) []Value {
	v := reflect.ValueOf(values)
	var out []Value
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		raw, _ := json.Marshal(v.Field(i).Interface())
		out = append(out, source(Value{Name: name, Doc: f.Tag.Get("doc"), Value: raw, From: "default"}, applied))
	}
	return out
}

func source(value Value, applied []Override) Value {
	for _, o := range applied {
		var members map[string]json.RawMessage
		if json.Unmarshal(o.Values, &members) == nil {
			if _, ok := members[value.Name]; ok {
				value.From, value.Since, value.SetBy = o.Area, o.From, o.SetBy
			}
		}
	}
	return value
}

// Handle registers both operations on a service's server.
func (s *Set[T]) Handle(server *rpc.Server) {
	rpc.Handle(server, ShowOp(s.service), s.Show)
	rpc.Handle(server, SetOp(s.service), s.Save)
}
