package projects

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/services/portal/ui"
)

func rectifyFields(ctx context.Context, v view) []ui.Field {
	due := v.field(ctx, "rectify", "due", "")
	due.Kind = ui.DateField
	order := v.reason(ctx, "rectify")
	order.Label = ui.T(ctx, "projects.rectify-what")
	return []ui.Field{order, due}
}

func rectifiedFields(ctx context.Context, v view) []ui.Field {
	text := v.field(ctx, "rectified", "text", "")
	text.Kind, text.Rows, text.MaxLength, text.Label = ui.AreaField, 5, 2000, ui.T(ctx, "appraisals.report")
	return []ui.Field{text}
}

// concludeFields offer what the project's state allows: what is unfinished goes on
// with a goal of its own, what is finished does not.
func concludeFields(ctx context.Context, v view) []ui.Field {
	to := v.field(ctx, "conclude", "to", string(voting.Archived))
	to.Kind = ui.RadioField
	to.Options = []ui.Option{{Value: string(voting.Archived), Label: ui.T(ctx, "projects.archive"), Hint: ui.T(ctx, "projects.archive-hint")}}
	done := v.State == voting.Evaluated && !slices.ContainsFunc(v.History, func(e voting.Entry) bool { return e.To == voting.Unfinished })
	if done || v.State == voting.CarriedOver || v.State == voting.Terminated {
		return []ui.Field{to, v.reason(ctx, "conclude")}
	}
	to.Options = append(to.Options, ui.Option{Value: string(voting.CarriedOver), Label: ui.T(ctx, "projects.carry-over"), Hint: ui.T(ctx, "projects.carry-over-hint")})
	goal := v.field(ctx, "conclude", "goal", "")
	goal.Kind, goal.Rows, goal.MaxLength, goal.Optional, goal.Label = ui.AreaField, 3, 1000, true, ui.T(ctx, "projects.next-goal")
	finish := v.field(ctx, "conclude", "finish", "")
	finish.Kind, finish.Optional, finish.Label = ui.DateField, true, ui.T(ctx, "projects.next-finish")
	return []ui.Field{to, goal, finish, v.reason(ctx, "conclude")}
}
