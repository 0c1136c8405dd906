package calendar

import "time"

// Policy says how a period is counted. The zero value is what the Civil Code says
// in articles 201 and 203: the day on which something happens does not count, and
// a period that would end on a rest day ends on the next working day.
type Policy struct {
	// CountStart counts the day of the beginning as the first one.
	CountStart bool `json:"count_start,omitempty"`
	// KeepRestDay lets a period of days or months end on a rest day.
	KeepRestDay bool `json:"keep_rest_day,omitempty"`
}

// Late reports whether now is past the deadline, whose last second still counts.
func Late(deadline, now time.Time) bool {
	return now.Truncate(time.Second).After(deadline)
}

// AddWorkdays is the end of the n-th working day after from, or before it when n
// is negative (to be done that long ahead). With n = 0 it is the end of the day
// itself, or of the next working day. The time it takes grows with n.
func (c *Calendar) AddWorkdays(from time.Time, n int, p Policy) time.Time {
	day, step, left := DateOf(from), Date(1), n
	if n == 0 {
		return c.settle(day, p).End()
	}
	if n < 0 {
		step, left = -1, -n
	}
	if p.CountStart {
		day -= step
	}
	for left > 0 {
		day += step
		if c.IsWorkday(day) {
			left--
		}
	}
	return day.End()
}

// AddDays is the end of the n-th calendar day after from (before it when n is
// negative), moved on to a working day unless the policy keeps rest days.
func (c *Calendar) AddDays(from time.Time, n int, p Policy) time.Time {
	day := DateOf(from) + Date(n)
	if p.CountStart && n > 0 {
		day--
	}
	if p.CountStart && n < 0 {
		day++
	}
	return c.settle(day, p).End()
}

// AddMonths is the end of the corresponding day n months after from, or of the
// month's last day when it has no such day, moved on to a working day unless the
// policy keeps rest days. Counting the start, a period from the 5th ends on the 4th.
func (c *Calendar) AddMonths(from time.Time, n int, p Policy) time.Time {
	start := DateOf(from)
	day := start.AddMonths(n)
	_, _, startDay := start.Civil()
	_, _, endDay := day.Civil()
	if p.CountStart && n > 0 && endDay == startDay {
		day--
	}
	return c.settle(day, p).End()
}

// settle moves a period's last day on to a working day.
func (c *Calendar) settle(day Date, p Policy) Date {
	for !p.KeepRestDay && !c.IsWorkday(day) {
		day++
	}
	return day
}

// WorkdaysBetween counts the working days after the day of a, up to and with the
// day of b; it is negative when b lies on an earlier day. For n > 0 it is the
// inverse of AddWorkdays.
func (c *Calendar) WorkdaysBetween(a, b time.Time) int {
	from, to := DateOf(a), DateOf(b)
	if to < from {
		return -c.WorkdaysBetween(b, a)
	}
	n := 0
	for day := from + 1; day <= to; day++ {
		if c.IsWorkday(day) {
			n++
		}
	}
	return n
}
