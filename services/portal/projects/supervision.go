package projects

import (
	"context"
	"slices"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// deputies are those that may watch over the project, as far as the caller sees them:
// who sits in the congress of its division or of one above.
func (s pages) deputies(ctx context.Context, p voting.Project) ([]ui.Option, error) {
	all, err := session.Every(ctx, s.Portal, roster.ListPersons, func(after string) roster.ListRequest {
		return roster.ListRequest{Area: p.Area, Limit: 500, After: after}
	})
	sits := func(m roster.Mandate) bool {
		return m.Status == roster.MandateActive && s.Tree().IsAncestorOrSelf(area.Code(m.Area), area.Code(p.Area))
	}
	var out []ui.Option
	for _, one := range all {
		if slices.ContainsFunc(one.Mandates, sits) {
			out = append(out, ui.Option{Value: one.ID, Label: one.Name})
		}
	}
	return out, err
}

func superviseFields(ctx context.Context, v view) []ui.Field {
	var first string
	var held []string
	if v.Supervision != nil {
		first = v.Supervision.Leader
		for _, m := range v.Supervision.Members {
			held = append(held, m.Person)
		}
	}
	held = v.Values("supervise", "members", held)
	leader := v.field(ctx, "supervise", "leader", first)
	leader.Kind, leader.Options = ui.SelectField, v.deputies
	members := v.field(ctx, "supervise", "members", "")
	members.Kind = ui.ChecksField
	for _, o := range v.deputies {
		o.Checked = slices.Contains(held, o.Value)
		members.Options = append(members.Options, o)
	}
	return []ui.Field{leader, members}
}

func visitFields(ctx context.Context, v view) []ui.Field {
	return VisitFields(ctx, v.Project, v.today, "", v.Returned)
}

// VisitFields are what a visit is written down in: who was there, me among them; b is
// the form "visit" if it came back.
func VisitFields(ctx context.Context, p voting.Project, today, me string, b session.Returned) []ui.Field {
	label := func(name string) string { return ui.T(ctx, Labels+"."+name) }
	present := ui.Field{Kind: ui.ChecksField, Name: "present", Label: label("present")}
	if p.Supervision != nil {
		there := b.Values("visit", present.Name, []string{me})
		for _, m := range p.Supervision.Members {
			present.Options = append(present.Options, ui.Option{Value: m.Person, Label: m.Name, Checked: slices.Contains(there, m.Person)})
		}
	}
	return []ui.Field{
		{Kind: ui.DateField, Name: "on", Label: ui.T(ctx, "carry.visited-on"), Value: b.Value("visit", "on", today), Max: today}, present,
		{Kind: ui.AreaField, Name: "finding", Label: label("finding"), Hint: ui.T(ctx, "carry.finding-hint"), Value: b.Value("visit", "finding", ""), Rows: 4, MaxLength: 1000},
		photoField(ctx, b.Value("visit", "kept", "")),
	}
}

// group names the deputies of a group, the leader first; nothing where there is none.
func group(ctx context.Context, s *voting.Supervision) string {
	if s == nil {
		return ""
	}
	var names []string
	for _, m := range s.Members {
		if m.Person == s.Leader {
			names = append([]string{ui.T(ctx, "carry.leader", m.Name)}, names...)
			continue
		}
		names = append(names, m.Name)
	}
	return Names(ctx, names)
}
