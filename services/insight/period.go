package insight

import (
	"context"
	"time"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// period is what is counted, and what it is compared with.
type period struct {
	name     string
	now, was stretch
}

// longest is how many days a free period may have.
const longest = 20 * 366

var errPeriod = fault.Invalid("insight.period", "请选择正确的起止日期：结束不早于开始，最长二十年", "Choose days that make a period: the last not before the first, twenty years at most").
	At("from", "请检查起止日期", "check the first and last day")

// periodOf completes what a request says of its period. A period that runs ends
// today, and is compared with the same days of the one before.
func (v *view) periodOf(ctx context.Context, req insight.CountsRequest, today calendar.Date) (period, error) {
	from, to, err := daysOf(req)
	if err != nil {
		return period{}, err
	}
	name := req.Period
	if name == "" {
		name = "year"
		if req.From != "" || req.To != "" {
			name = "free"
		}
		if req.Year != 0 {
			name, from = "year", calendar.NewDate(req.Year, time.January, 1)
		}
	}
	on := today
	if req.From != "" || name == "year" && req.Year != 0 {
		on = from
	}
	switch name {
	case "free":
		return freely(from, to)
	case "term":
		first, months, err := v.term(ctx, req, on)
		return unit(name, first, months, today), err
	case "two_years":
		if req.To != "" {
			on = to
		}
		all := stretch{shift(on, -24) + 1, on}
		return period{name, all, stretch{shift(on, -48) + 1, all.From - 1}}, nil
	case "week":
		first := on - calendar.Date((int(on.Weekday())+6)%7)
		return clipped(period{name, stretch{first, first + 6}, stretch{first - 7, first - 1}}, today, func(d calendar.Date) calendar.Date { return d - 7 }), nil
	}
	first, months := firstOf(name, on)
	return unit(name, first, months, today), nil
}

// daysOf reads the days; the validator has seen to their form.
func daysOf(req insight.CountsRequest) (from, to calendar.Date, err error) {
	for _, d := range []struct {
		text string
		into *calendar.Date
	}{{req.From, &from}, {req.To, &to}} {
		if d.text == "" {
			continue
		}
		if *d.into, err = calendar.ParseDate(d.text); err != nil || d.into.Year() < 1950 || d.into.Year() > 2200 {
			return 0, 0, errPeriod
		}
	}
	return from, to, nil
}

// freely compares with as many days right before.
func freely(from, to calendar.Date) (period, error) {
	all := stretch{from, to}
	if from == 0 || to == 0 || all.empty() || all.days() > longest {
		return period{}, errPeriod
	}
	return period{"free", all, stretch{from - calendar.Date(all.days()), from - 1}}, nil
}

// firstOf is the first day of the unit that a day lies in, and its months.
func firstOf(name string, on calendar.Date) (calendar.Date, int) {
	year, month, _ := on.Civil()
	switch name {
	case "month":
		return calendar.NewDate(year, month, 1), 1
	case "quarter":
		return calendar.NewDate(year, (month-1)/3*3+1, 1), 3
	}
	return calendar.NewDate(year, time.January, 1), 12
}

// unit is a unit of some months, as far as it has come, and the one before.
func unit(name string, first calendar.Date, months int, today calendar.Date) period {
	whole := period{name, stretch{first, shift(first, months) - 1}, stretch{shift(first, -months), first - 1}}
	return clipped(whole, today, func(d calendar.Date) calendar.Date { return shift(d, -months) })
}

func clipped(p period, today calendar.Date, before func(calendar.Date) calendar.Date) period {
	if p.now.From <= today && today < p.now.To {
		p.now.To = today
		p.was.To = min(before(today), p.was.To)
	}
	return p
}

// shift moves a day by months; one that the month lacks becomes its last.
func shift(d calendar.Date, months int) calendar.Date {
	year, month, day := d.Civil()
	last := calendar.NewDate(year, month+time.Month(months)+1, 1) - 1
	return min(calendar.NewDate(year, month+time.Month(months), 1)+calendar.Date(day-1), last)
}
