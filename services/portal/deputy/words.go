package deputy

import (
	"context"

	"lianluo/api/roster"
	"lianluo/services/portal/ui"
)

// confirmLabel takes a question to swap back where one was asked.
func confirmLabel(ctx context.Context, d duty) string {
	if d.Shift.State == roster.ShiftSwapAsked {
		return ui.T(ctx, "deputy.come-after-all")
	}
	return ui.T(ctx, "deputy.confirm")
}

// hearKind makes registering the day's first action where the shift asks nothing.
func hearKind(a agenda) ui.ButtonKind {
	d := a.next
	if d != nil && (d.mayLeave() || d.mayEnter(a.now) || d.mayConfirm(a.now)) {
		return ui.Secondary
	}
	return ui.Primary
}

// candidates are the deputies who could take a shift over, with how often they
// serve this year.
func candidates(ctx context.Context, loads []roster.Load) []ui.Option {
	var out []ui.Option
	for _, l := range loads {
		out = append(out, ui.Option{Value: l.Person, Label: l.Name, Hint: ui.T(ctx, "deputy.served", l.Served+l.Planned)})
	}
	return out
}
