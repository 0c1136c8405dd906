package script

import (
	"math/rand/v2"
	"slices"
	"time"

	"lianluo/pkg/calendar"
)

// The two years: Opened is when the stations are set up; people are received
// from Begin; the last day is Last.
var (
	Opened = calendar.NewDate(2021, time.November, 1)
	Begin  = calendar.NewDate(2021, time.November, 15)
	Last   = calendar.NewDate(2023, time.November, 17)
)

// Until is the last moment: offices close.
var Until = clock(Last, 18*60)

// clock is a time of a day, in minutes.
func clock(d calendar.Date, minutes int) time.Time {
	return d.Start().Add(time.Duration(minutes) * time.Minute)
}

// Workday reports whether offices are open.
func Workday(d calendar.Date) bool { return calendar.Default().IsWorkday(d) }

// work is the n-th working day after d; d itself or the next for 0.
func work(d calendar.Date, n int) calendar.Date {
	for ; ; d++ {
		if Workday(d) {
			if n == 0 {
				return d
			}
			n--
		}
	}
}

// Times of day, in minutes, at which offices act: few, so that many act at once.
var (
	mornings   = []int{8*60 + 30, 9*60 + 30, 10*60 + 30, 11*60 + 30}
	afternoons = []int{15 * 60, 16 * 60, 17 * 60}
	evenings   = []int{12*60 + 30, 19*60 + 30, 21 * 60}
	officeDay  = slices.Concat(mornings, afternoons)
)

// after is a moment in office hours n working days after t, later than t.
func after(r *rand.Rand, t time.Time, n int) time.Time {
	day := calendar.DateOf(t)
	for d := work(day, 0); ; d = work(d+1, 0) {
		if n > 0 && d > day {
			n--
		}
		if n > 0 {
			continue
		}
		slots := slices.DeleteFunc(slices.Clone(officeDay), func(m int) bool { return !clock(d, m).After(t) })
		if len(slots) > 0 {
			return clock(d, pick(r, slots))
		}
	}
}

// months lists the months from Begin to Last as their first days.
func months() []calendar.Date {
	var out []calendar.Date
	for m := monthOf(Begin); m <= Last; m = m.AddMonths(1) {
		out = append(out, m)
	}
	return out
}

func monthOf(d calendar.Date) calendar.Date {
	year, month, _ := d.Civil()
	return calendar.NewDate(year, month, 1)
}
