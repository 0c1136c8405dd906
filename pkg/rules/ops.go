package rules

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/area"
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
	// Line leads from the top down to the area: what each sets itself, now or later.
	Line []Place `json:"line"`
	// Below are the areas under it that set something themselves.
	Below []Place `json:"below"`
}

// Place is an area with what it sets itself: the last of each rule.
type Place struct {
	Area string                     `json:"area"`
	Own  map[string]json.RawMessage `json:"own"`
}

// Value is one rule with its source.
type Value struct {
	Name  string          `json:"name"`
	Doc   string          `json:"doc"`
	Value json.RawMessage `json:"value"`
	OneOf []string        `json:"oneOf,omitempty" doc:"the words that it takes, where it takes no others"`
	From  string          `json:"from" doc:"area whose override it is, or default"`
	Since time.Time       `json:"since,omitzero"`
	SetBy string          `json:"setBy,omitempty"`
	// Above is what holds in the area above, where that is something else.
	Above json.RawMessage `json:"above,omitempty"`
}

// ShowRequest names area and time (now where not given).
type ShowRequest struct {
	Area string    `query:"area" validate:"required,area"`
	At   time.Time `query:"at"`
}

// Show serves ShowRules.
func (s *Set[T]) Show(_ context.Context, req ShowRequest) (Shown, error) {
	at := req.At
	if at.IsZero() {
		at = s.db.Clock().Now()
	}
	known := s.snapshot()
	values, applied := s.effective(req.Area, at, known)
	_, version := s.At(req.Area, at)
	out := Shown{Service: s.service, Area: req.Area, At: at, Version: version, Values: s.above(req.Area, at, describe(values, applied)), History: []Override{}}
	out.Line, out.Below = s.places(req.Area, known)
	for _, o := range known {
		if s.tree.IsAncestorOrSelf(area.Code(o.Area), area.Code(req.Area)) {
			out.History = append(out.History, o)
		}
	}
	return out, nil
}

// places are the line down to an area, and those under it with rules of their own.
func (s *Set[T]) places(code string, known []Override) (line, below []Place) {
	own := map[string]map[string]json.RawMessage{}
	for _, o := range known {
		var members map[string]json.RawMessage
		if own[o.Area] == nil {
			own[o.Area] = map[string]json.RawMessage{}
		}
		if json.Unmarshal(o.Values, &members) == nil {
			maps.Copy(own[o.Area], members)
		}
	}
	for _, a := range s.tree.Ancestors(area.Code(code)) {
		line = append(line, Place{Area: string(a), Own: own[string(a)]})
	}
	for _, a := range slices.Sorted(maps.Keys(own)) {
		if a != code && s.tree.IsAncestorOrSelf(area.Code(code), area.Code(a)) {
			below = append(below, Place{Area: a, Own: own[a]})
		}
	}
	return line, below
}

// above marks the values that differ from those of the area above.
func (s *Set[T]) above(code string, at time.Time, values []Value) []Value {
	line := s.tree.Ancestors(area.Code(code))
	if len(line) < 2 {
		return values
	}
	parent, _ := s.effective(string(line[len(line)-2]), at, s.snapshot())
	for i, v := range describe(parent, nil) {
		if !bytes.Equal(v.Value, values[i].Value) {
			values[i].Above = v.Value
		}
	}
	return values
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
		out = append(out, source(Value{Name: name, Doc: f.Tag.Get("doc"), Value: raw, OneOf: oneOf(f), From: "default"}, applied))
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

// Handle registers all operations on a service's server.
func (s *Set[T]) Handle(server *rpc.Server) {
	ops := OpsOf(s.service)
	rpc.Handle(server, ops.Show, s.Show)
	rpc.Handle(server, ops.Preview, s.Preview)
	rpc.Handle(server, ops.Propose, s.Propose)
	rpc.Handle(server, ops.List, s.ListProposals)
	rpc.Handle(server, ops.Get, s.GetProposal)
	rpc.Handle(server, ops.Decide, s.Decide)
	rpc.Handle(server, ops.Withdraw, s.Withdraw)
}
