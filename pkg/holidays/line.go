package holidays

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/sheet"
)

var (
	numbering = regexp.MustCompile(`^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]\s*`)
	aside     = regexp.MustCompile(`[（(][^（()）]*[)）]`)
	span      = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\s*[至到—–-]\s*(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?`)
	single    = regexp.MustCompile(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日`)
	counted   = regexp.MustCompile(`共\s*(\d{1,3})\s*天`)
)

// sentence reads a paragraph of the notice: "春节：2月15日至23日放假调休，共9天。2月14日、2月28日上班。"
func (b *builder) sentence(text string) (entry, *fault.Text) {
	text = numbering.ReplaceAllString(strings.TrimSpace(aside.ReplaceAllString(text, "")), "")
	name, rest, ok := strings.Cut(strings.Replace(text, "：", ":", 1), ":")
	if !ok {
		name, rest = "", text
	}
	e := entry{name: strings.TrimSpace(name)}
	off, after, _ := strings.Cut(rest, "放假")
	m := span.FindStringSubmatch(off)
	if m == nil {
		return e, bad("没有找到放假的日期，请写成“2月15日至23日放假”", "No days off found; write them as 2月15日至23日放假")
	}
	e.off = true
	var good bool
	if e.from, good = b.civil(m[1], m[2], m[3]); !good {
		return e, noDay(m[0])
	}
	e.to = e.from
	if m[6] != "" {
		if e.to, good = b.civil(either(m[4], m[1]), either(m[5], m[2]), m[6]); !good {
			return e, noDay(m[0])
		}
		if m[1] != "" && m[4] == "" && e.to < e.from { // from a year that is named into the next
			e.to, _ = b.civil("", either(m[5], m[2]), m[6])
		}
	}
	if n := counted.FindStringSubmatch(rest); n != nil {
		e.said, _ = strconv.Atoi(n[1])
	}
	return b.worked(e, after)
}

// worked reads the days that are worked, of the sentences that say so.
func (b *builder) worked(e entry, text string) (entry, *fault.Text) {
	month := ""
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return r == '。' || r == '；' || r == ';' }) {
		days, _, ok := strings.Cut(sentence, "上班")
		if !ok {
			continue
		}
		for _, m := range single.FindAllStringSubmatch(days, -1) {
			month = either(m[2], month)
			d, ok := b.civil(m[1], month, m[3])
			if !ok {
				return e, noDay(m[0])
			}
			e.work = append(e.work, d)
		}
	}
	return e, nil
}

// daily reads a line with one day, or a few, that are all off or all worked.
func (b *builder) daily(cells []string, kind string) (entry, *fault.Text) {
	var e entry
	var days []calendar.Date
	for _, cell := range cells {
		found, problem := b.dates(cell)
		if problem != nil {
			return e, problem
		}
		if days = append(days, found...); len(found) == 0 && strings.TrimSpace(cell) != "" {
			e.name = strings.TrimSpace(cell)
		}
	}
	switch {
	case len(days) == 0:
		return e, nil
	case kind == "work":
		e.work = days
	case len(days) > 2:
		return e, bad("一行放假只写一天，或首尾两天", "One day off in a line, or the first and the last")
	default:
		e.off, e.from, e.to = true, days[0], days[len(days)-1]
	}
	return e, nil
}

// tabular reads a row of the table.
func (b *builder) tabular(cells []string) (entry, *fault.Text) {
	var e entry
	var days [][]calendar.Date
	for _, cell := range cells {
		found, problem := b.dates(cell)
		if problem != nil {
			return e, problem
		}
		switch {
		case len(found) == 0 && e.name == "" && len(days) == 0:
			e.name = strings.TrimSpace(cell)
		case len(found) == 0 && strings.TrimSpace(cell) != "":
			if n := counted.FindStringSubmatch("共" + cell); n != nil { // a column that counts
				e.said, _ = strconv.Atoi(n[1])
			}
		default:
			days = append(days, found)
		}
	}
	if len(days) == 0 || len(days[0]) == 0 {
		return e, nil
	}
	e.off, e.from, e.to = true, days[0][0], days[0][len(days[0])-1]
	if len(days) > 1 && len(days[1]) > 0 {
		e.to = days[1][0]
	}
	for _, more := range days[min(2, len(days)):] {
		e.work = append(e.work, more...)
	}
	return e, nil
}

// dates are the days of a cell; none where it holds none. A cell with something
// like a day that is none is a problem.
func (b *builder) dates(cell string) ([]calendar.Date, *fault.Text) {
	var out []calendar.Date
	for _, word := range strings.FieldsFunc(aside.ReplaceAllString(cell, ""), func(r rune) bool { return strings.ContainsRune(" 、|;；，,", r) }) {
		d, ok, like := b.date(word)
		if like && !ok {
			return nil, noDay(word)
		}
		if ok {
			out = append(out, d)
		}
	}
	return out, nil
}

var dayLike = regexp.MustCompile(`^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?$|^\d{8}$|^\d{5}(\.0+)?$`)

// date reads a day; like reports whether the word looks as if it should be one.
func (b *builder) date(word string) (d calendar.Date, ok, like bool) {
	if m := single.FindStringSubmatch(word); m != nil && m[0] == word && m[2] != "" {
		d, ok = b.civil(m[1], m[2], m[3])
		return d, ok, true
	}
	if !dayLike.MatchString(word) {
		return 0, false, false
	}
	at, ok := sheet.Date(word)
	return calendar.DateOf(at), ok, true
}

// civil is a day of the year at hand, or of the one that is named.
func (b *builder) civil(year, month, day string) (calendar.Date, bool) {
	y := b.year
	if year != "" {
		y, _ = strconv.Atoi(year)
	}
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date := calendar.NewDate(y, time.Month(m), d)
	gotYear, gotMonth, gotDay := date.Civil()
	return date, gotYear == y && int(gotMonth) == m && gotDay == d
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
