package insight

import (
	"context"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
)

// before are a place's figures of the year before, to compare a year with: of a
// year that still runs, of the same days.
func (v *view) before(ctx context.Context, place string, year int, today calendar.Date) (insight.Figures, error) {
	last, err := v.numbers(ctx, place, year-1)
	if err != nil || year != today.Year() {
		return figures(func(name string) int { return last.N[name] }), err
	}
	_, month, day := today.Civil()
	part, err := v.numbers(ctx, place, monthOf(year-1, int(month)))
	return figures(func(name string) (n int) {
		for m := 1; m < int(month); m++ {
			n += last.N[monthly(m, name)]
		}
		for d := 1; d <= day; d++ {
			n += part.N[daily(d, name)]
		}
		return n
	}), err
}

func figures(of func(name string) int) insight.Figures {
	return insight.Figures{Received: of("received"), Closed: of("closed"), Satisfied: of("satisfied"), Answered: of("answered"), Receptions: of("receptions")}
}
