package insight

import (
	"context"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
)

// mostDays is up to how long a period is told day by day.
const mostDays = 62

// GetTrend serves insight.GetTrend.
func (s *Service) GetTrend(ctx context.Context, req insight.CountsRequest) (insight.Trend, error) {
	out := insight.Trend{By: "day", Points: []insight.Figures{}}
	v, err := s.view(ctx)
	if err != nil {
		return out, err
	}
	if req, err = s.where(ctx, v, req); err != nil {
		return out, err
	}
	p, err := v.periodOf(ctx, req, s.today())
	if err != nil {
		return out, err
	}
	if p.now.days() > mostDays {
		out.By = "month"
	}
	for _, part := range parts(p.now, out.By == "month") {
		sum, err := v.sum(ctx, placeOf(req), part)
		if err != nil {
			return out, err
		}
		out.Points = append(out.Points, figures(part, sum.N))
	}
	return out, nil
}

// parts are a stretch's days, or its months, as much of each as lies in it.
func parts(s stretch, byMonth bool) []stretch {
	var out []stretch
	for from := s.From; from <= s.To; {
		to := from
		if byMonth {
			first, months := firstOf("month", from)
			to = shift(first, months) - 1
		}
		out = append(out, stretch{from, min(to, s.To)})
		from = to + calendar.Date(1)
	}
	return out
}
