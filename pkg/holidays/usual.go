package holidays

import (
	"strings"

	"lianluo/pkg/calendar"
)

// festivals are what every notice of the country has, with what their names hold
// and their English names.
var festivals = []struct{ mark, zh, en string }{
	{"元旦", "元旦", "New Year's Day"}, {"春节", "春节", "Spring Festival"}, {"清明", "清明节", "Tomb-Sweeping Day"}, {"劳动", "劳动节", "Labour Day"},
	{"端午", "端午节", "Dragon Boat Festival"}, {"国庆", "国庆节", "National Day"}, {"中秋", "中秋节", "Mid-Autumn Festival"},
}

// english is the English name of a holiday, its Chinese one where none is known.
func english(zh string) string {
	var out []string
	for _, f := range festivals {
		if strings.Contains(zh, f.mark) {
			out = append(out, f.en)
		}
	}
	if len(out) == 0 {
		return zh
	}
	return strings.Join(out, " and ")
}

// statutory is how many days off the law gives in a year: 2025 brought the eve of
// Spring Festival and 2 May.
func statutory(year int) int {
	if year < 2025 {
		return 11
	}
	return 13
}

// Compare warns where a notice for the country is not what it usually is: festivals
// that are missing, and more or fewer days gained than the law gives. What cannot
// be taken over is not compared: its days may be anywhere.
func (r *Reading) Compare(year int) {
	if !r.OK() {
		return
	}
	for _, f := range festivals {
		if !r.has(f.mark) {
			r.Warnings = append(r.Warnings, say("没有%[1]s的安排；通知通常有七个节日", "%[2]s is missing; a notice usually has seven festivals", f.zh, f.en))
		}
	}
	gained := 0
	for _, h := range r.Holidays {
		for d := h.From; d <= h.To; d++ {
			if !calendar.Weekend(d) {
				gained++
			}
		}
		gained -= len(h.Workdays)
	}
	if want := statutory(year); gained != want {
		r.Warnings = append(r.Warnings, say("放假占用的工作日减去补班共 %[1]d 天，法定节假日是 %[2]d 天，请核对有无多写或漏写",
			"Working days off less days worked in exchange are %[1]d, and the law gives %[2]d; check for days that are missing or too many", gained, want))
	}
}

func (r *Reading) has(mark string) bool {
	for _, h := range r.Holidays {
		if strings.Contains(h.Name.ZH, mark) {
			return true
		}
	}
	return false
}
