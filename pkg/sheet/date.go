package sheet

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"lianluo/pkg/calendar"
)

// Date reads a day as people write it in tables, or as Excel stores one (a count
// of days). Its time is midnight where dates mean the offices' own day.
func Date(text string) (time.Time, bool) {
	text = strings.TrimRight(strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(text), "- ")
	for _, layout := range []string{"2006-1-2", "2006-1-2 15:04:05", "2006-1", "20060102"} {
		if at, err := time.ParseInLocation(layout, text, calendar.Zone); err == nil && plausible(at) {
			return at, true
		}
	}
	days, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return time.Time{}, false
	}
	at, err := excelize.ExcelDateToTime(days, false)
	if err != nil || !plausible(at) {
		return time.Time{}, false
	}
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, calendar.Zone), true
}

// plausible: a count of days lies close to other numbers.
func plausible(at time.Time) bool { return at.Year() >= 1949 && at.Year() <= 2099 }
