package calendar

import (
	"embed"
	"maps"
	"slices"
	"sync"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
)

// Calendar says which days are worked. It is immutable: any number of goroutines
// may use it, and With gives a new one. In years without data Monday to Friday
// are working days.
type Calendar struct {
	years   map[int]Year
	days    map[Date]Day
	version string
}

// Version names the settings that it rests on, "" where it is what the program
// carries alone.
func (c *Calendar) Version() string { return c.version }

// Day is what the calendar says about one day. Name is empty on ordinary days;
// MakeUp marks a weekend that is worked in exchange for a day off of the holiday.
type Day struct {
	Date    Date       `json:"date"`
	Workday bool       `json:"workday"`
	MakeUp  bool       `json:"make_up,omitempty"`
	Name    fault.Text `json:"name,omitzero"`
}

//go:embed data/*.json
var notices embed.FS

var embedded = sync.OnceValue(func() *Calendar {
	c, err := load(notices)
	if err != nil {
		panic("calendar: the embedded notices are damaged, build again: " + err.Error())
	}
	return c
})

// Default has the official notices for 2022 to 2026. Later ones are
// imported with Parse and With as soon as they come out, usually in November.
func Default() *Calendar { return embedded() }

func load(files embed.FS) (*Calendar, error) {
	entries, err := files.ReadDir("data")
	if err != nil {
		return nil, err
	}
	var years []Year
	for _, entry := range entries {
		file, err := files.Open("data/" + entry.Name())
		if err != nil {
			return nil, err
		}
		year, err := Parse(file)
		if err != nil {
			return nil, err
		}
		years = append(years, year)
	}
	return (&Calendar{}).With(years...)
}

// With gives a calendar in which the given years are added or replaced. It fails
// with invalid when one of them does not pass Year.Validate.
func (c *Calendar) With(years ...Year) (*Calendar, error) {
	next := &Calendar{years: maps.Clone(c.years), days: map[Date]Day{}}
	if next.years == nil {
		next.years = map[int]Year{}
	}
	for _, y := range years {
		if err := y.Validate(); err != nil {
			return nil, err
		}
		next.years[y.Year] = y
	}
	// In order, since a notice may correct the last December of the one before.
	for _, n := range slices.Sorted(maps.Keys(next.years)) {
		next.enter(next.years[n])
	}
	return next, nil
}

func (c *Calendar) enter(y Year) {
	for _, h := range y.Holidays {
		for d := h.From; d <= h.To; d++ {
			c.days[d] = Day{Date: d, Name: h.Name}
		}
		for _, d := range h.Workdays {
			c.days[d] = Day{Date: d, Name: h.Name, Workday: true, MakeUp: true}
		}
	}
}

// Day describes a day.
func (c *Calendar) Day(d Date) Day {
	if special, ok := c.days[d]; ok {
		return special
	}
	return Day{Date: d, Workday: !Weekend(d)}
}

// IsWorkday reports whether the day is worked: make-up weekends are, holidays not.
func (c *Calendar) IsWorkday(d Date) bool { return c.Day(d).Workday }

// Known reports whether there are data for the year, provisional ones included.
func (c *Calendar) Known(year int) bool { return c.Status(year) != StatusUnknown }

// Status says how far the year's data can be trusted.
func (c *Calendar) Status(year int) Status {
	if y, ok := c.years[year]; ok {
		return y.Status
	}
	return StatusUnknown
}

// Years are the years with data, oldest first, each with its source. They are for
// reading: their slices are the calendar's own.
func (c *Calendar) Years() []Year {
	return sorting.Collected(maps.Values(c.years), func(a, b Year) int { return a.Year - b.Year })
}

// Final reports whether what the calendar says from one day to another, both
// included, rests on official notices alone. Where it does not, a deadline can
// still move and should be shown as provisional. The last three days of a year
// hang on the next year's notice too, since its first holiday may begin there.
func (c *Calendar) Final(from, to Date) bool {
	for year := from.Year(); year <= (to + 3).Year(); year++ {
		if c.Status(year) != StatusOfficial {
			return false
		}
	}
	return true
}
