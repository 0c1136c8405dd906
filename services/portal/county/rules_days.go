package county

import (
	"context"

	"lianluo/pkg/calendar"
	"lianluo/services/portal/ui"
)

// holidays say for which years the working days are known, which of them may still
// change, and how those after them are counted. Years between are never left out
// by those who import them in order.
func (v rulesView) holidays(ctx context.Context) []string {
	years := v.days.Years()
	first, last := years[0].Year, years[len(years)-1].Year
	lines := []string{ui.T(ctx, "county.holidays-known", first, last)}
	for _, y := range years {
		if y.Status == calendar.StatusProvisional {
			lines = append(lines, ui.T(ctx, "county.holidays-provisional", y.Year))
		}
	}
	return append(lines, ui.T(ctx, "county.holidays-after", last+1))
}
