package desk

import (
	"context"

	"lianluo/api/casework"
	"lianluo/services/portal/ui"
)

// titleHint says which title a case gets when none is typed.
func titleHint(ctx context.Context, f registerForm) string {
	if f.hints.Title == "" {
		return ui.T(ctx, "desk.title.hint")
	}
	return ui.T(ctx, "desk.title.auto", f.hints.Title)
}

// categoryHint says which category a case gets when none is chosen.
func categoryHint(ctx context.Context, f registerForm) string {
	if name := f.categoryName(); name != "" {
		return ui.T(ctx, "desk.category.is", name)
	}
	return ui.T(ctx, "desk.category.hint")
}

// channels are how somebody came on a day that has a reception.
func channels(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: string(casework.AtReception), Label: ui.T(ctx, "desk.channel.reception")},
		{Value: string(casework.AtDesk), Label: ui.T(ctx, "desk.channel.desk")},
	}
}
