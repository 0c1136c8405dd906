package calendar

import (
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/words"
)

// Status says how far a year's data can be trusted.
type Status string

// A year is official when taken from the notice of the General Office of the
// State Council, provisional when somebody foresees it, unknown without data.
const (
	StatusOfficial    Status = "official"
	StatusProvisional Status = "provisional"
	StatusUnknown     Status = "unknown"
)

// Holiday is one paragraph of the yearly notice: the days off, both included, and
// the Saturdays and Sundays that are worked in exchange.
type Holiday struct {
	Name     fault.Text `json:"name"`
	From     Date       `json:"from"`
	To       Date       `json:"to"`
	Workdays []Date     `json:"workdays,omitempty"`
}

// Year is the notice for one year. Days of the December before may belong to it,
// when the New Year holiday begins there.
type Year struct {
	Year     int       `json:"year"`
	Status   Status    `json:"status"`
	Source   string    `json:"source"`
	Holidays []Holiday `json:"holidays"`
}

// longestHoliday in days; the longest so far had 11.
const longestHoliday = 16

// mostYears bounds a list of years.
const mostYears = 20

// Validate fails with invalid where a year does not pass Year.Validate, or is
// there twice, or there are more than 20.
func (d Days) Validate() error {
	for _, list := range []Years{d.Notices, d.Local} {
		seen := map[int]bool{}
		for _, y := range list {
			if err := y.Validate(); err != nil {
				return err
			}
			if seen[y.Year] {
				return invalidYear("year", "同一年出现了两次", "a year is there twice")
			}
			seen[y.Year] = true
		}
		if len(list) > mostYears {
			return invalidYear("year", "一次最多20年", "no more than 20 years")
		}
	}
	return nil
}

// Validate fails with invalid, naming what to correct, when the year cannot be a
// notice: no source, days outside the year, a holiday that ends before it begins
// or is longer than 16 days, a make-up day that is no weekend, a day given twice.
func (y Year) Validate() error {
	if y.Year < 2000 || y.Year > 2100 {
		return invalidYear("year", "年份应在2000至2100之间", "the year must lie between 2000 and 2100")
	}
	if y.Status != StatusOfficial && y.Status != StatusProvisional {
		return invalidYear("status", "状态应为official或provisional", "the status must be official or provisional")
	}
	if y.Source == "" {
		return invalidYear("source", "请写明出处（通知名称、日期、网址）", "say where it comes from: the notice's name, date and address")
	}
	if len(y.Holidays) == 0 {
		return invalidYear("holidays", "没有任何节假日", "there is no holiday in it")
	}
	seen := map[Date]bool{}
	for _, h := range y.Holidays {
		if err := y.validate(h, seen); err != nil {
			return err
		}
	}
	return nil
}

func (y Year) validate(h Holiday, seen map[Date]bool) error {
	name := words.Clip(h.Name.ZH)
	if h.Name.ZH == "" || h.Name.EN == "" {
		return invalidYear("holidays.name", "节日须有中文和英文名称", "every holiday needs a Chinese and an English name")
	}
	if h.To < h.From || h.To-h.From >= longestHoliday {
		return invalidYear("holidays.to", name+"的起止日期不对，或超过16天", words.Clip(h.Name.EN)+" ends before it begins or lasts more than 16 days")
	}
	for d := h.From; d <= h.To; d++ {
		if err := y.take(d, seen); err != nil {
			return err
		}
	}
	for _, d := range h.Workdays {
		if !Weekend(d) {
			return invalidYear("holidays.workdays", "补班日"+d.String()+"不是周末", d.String()+" is a make-up day but no weekend")
		}
		if err := y.take(d, seen); err != nil {
			return err
		}
	}
	return nil
}

// take marks a day as used.
func (y Year) take(d Date, seen map[Date]bool) error {
	if d < NewDate(y.Year-1, time.December, 1) || d > NewDate(y.Year, time.December, 31) {
		return invalidYear("holidays.from", d.String()+"不在该年度内", d.String()+" lies outside the year")
	}
	if seen[d] {
		return invalidYear("holidays.from", d.String()+"出现了两次", d.String()+" is given twice")
	}
	seen[d] = true
	return nil
}

func invalidYear(field, zh, en string) error {
	return fault.Invalid("calendar.year", "节假日安排有误：%[1]s，请改正后重新导入。",
		"The holiday arrangement is wrong: %[2]s. Correct it and import it again.", zh, en).At(field, zh, en)
}

// Weekend reports whether a day is a Saturday or a Sunday.
func Weekend(d Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
