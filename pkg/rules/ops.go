package rules

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"lianluo/pkg/area"
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
	// invalid for unknown rules and values that make no sense together.
	return rpc.Post[SetRequest, Override](service+".SetRules", "/api/"+service+"/v1/rules", rpc.Needs("rules.manage"))
}

// Show answers ShowOp.
func (s *Set[T]) Show(_ context.Context, req ShowRequest) (Shown, error) {
	at := req.At
	if at.IsZero() {
		at = s.db.Clock().Now()
	}
	known := s.snapshot()
	values, applied, err := s.effective(req.Area, at, known)
	if err != nil {
		return Shown{}, err
	}
	_, version := s.At(req.Area, at)
	out := Shown{Service: s.service, Area: req.Area, At: at, Version: version, Values: describe(values, applied), History: []Override{}}
	for _, o := range known {
		if s.tree.IsAncestorOrSelf(area.Code(o.Area), area.Code(req.Area)) {
			out.History = append(out.History, o)
		}
	}
	return out, nil
}

// Save answers SetOp.
func (s *Set[T]) Save(ctx context.Context, req SetRequest) (Override, error) {
	return s.Put(ctx, Override{Area: req.Area, From: req.From, Values: req.Values, Reason: req.Reason})
}

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
