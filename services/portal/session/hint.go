package session

import (
	"context"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/services/portal/ui"
)

// HolidayHint says, from November on, that next year's holidays are not there yet
// and what is counted by until then; nil otherwise.
func (p *Portal) HolidayHint(ctx context.Context, code string) *ui.Notice {
	now := p.Now().In(calendar.Zone)
	year := now.Year() + 1
	if now.Month() < time.November {
		return nil
	}
	switch p.Calendar(code).Status(year) {
	case calendar.StatusOfficial:
		return nil
	case calendar.StatusProvisional:
		return &ui.Notice{Tone: ui.Warn, Text: ui.T(ctx, "session.holidays-provisional", year)}
	}
	return &ui.Notice{Tone: ui.Warn, Text: ui.T(ctx, "session.holidays-missing", year)}
}
