package calendar

import (
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

// Date is a day of the civil calendar, counted from 1970-01-01, so that d+1 is
// the next day and dates compare with <. Its text form is "2026-02-17".
type Date int

const secondsADay = 24 * 60 * 60

// NewDate makes a date; days and months out of range carry over as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// DateOf is the day in Asia/Shanghai on which the moment falls.
func DateOf(t time.Time) Date { return NewDate(t.In(Zone).Date()) }

// ParseDate reads "2026-02-17". It fails with invalid on anything else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.Invalid("calendar.date", "日期“%s”不对，请写成2026-02-17这样的形式。",
			"%q is not a date; write it like 2026-02-17.", words.Clip(s)).Because(err)
	}
	return NewDate(t.Date()), nil
}

func (d Date) civil() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

// Civil gives year, month and day.
func (d Date) Civil() (int, time.Month, int) { return d.civil().Date() }

// Year is the year of the date.
func (d Date) Year() int { return d.civil().Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.civil().Weekday() }

// Start is the first moment of the day in Asia/Shanghai.
func (d Date) Start() time.Time { return d.at(0, 0, 0) }

// End is the last whole second of the day in Asia/Shanghai, the moment until
// which a deadline on that day is met.
func (d Date) End() time.Time { return d.at(23, 59, 59) }

func (d Date) at(hour, minute, second int) time.Time {
	year, month, day := d.Civil()
	return time.Date(year, month, day, hour, minute, second, 0, Zone)
}

// AddMonths is the corresponding day n months later (earlier if n < 0), or the
// last day of that month when it has no such day (Civil Code, article 202).
func (d Date) AddMonths(n int) Date {
	year, month, day := d.Civil()
	last := NewDate(year, month+time.Month(n)+1, 0)
	return min(NewDate(year, month+time.Month(n), day), last)
}

// String gives "2026-02-17".
func (d Date) String() string { return d.civil().Format(time.DateOnly) }

// MarshalText writes "2026-02-17".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-02-17"; see ParseDate for how it fails.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}
