package holidays

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/words"
)

// attach gives days that are worked, in lines of their own, to their holiday: the
// one of the same name, else the nearest; and joins lines of one holiday.
func (b *builder) attach() {
	var kept []entry
	for _, e := range b.found {
		if n := len(kept); n > 0 && e.off && kept[n-1].off && e.from == kept[n-1].to+1 && len(kept[n-1].work) == 0 && e.said == 0 &&
			(e.name == "" || e.name == kept[n-1].name) {
			b.describe(e)
			kept[n-1].to, kept[n-1].work = e.to, e.work
			continue
		}
		kept = append(kept, e)
	}
	b.found = kept
	for i := range b.found {
		if e := &b.found[i]; !e.off {
			b.lend(e)
		}
	}
}

// lend gives an entry's working days to the holiday that they are exchanged for.
func (b *builder) lend(e *entry) {
	best, distance := -1, calendar.Date(1<<30)
	for i := range b.found {
		h := &b.found[i]
		if !h.off || e.name != "" && h.name != e.name {
			continue
		}
		if d := max(h.from-e.work[0], e.work[0]-h.to); d < distance {
			best, distance = i, d
		}
	}
	if best < 0 {
		b.row(e).Problems = append(b.row(e).Problems, say("没有同名的节日放假，请写明这天为哪个节日补班", "There is no holiday of that name; say which one the day is exchanged for"))
		return
	}
	e.name = b.found[best].name
}

func (b *builder) row(e *entry) *Row { return &b.out.Rows[e.row] }

// describe says what was taken from a line.
func (b *builder) describe(e entry) { b.row(&e).Text = e.words() }

func (e entry) words() fault.Text {
	var zh, en []string
	if e.off {
		n := int(e.to-e.from) + 1
		if n == 1 {
			zh, en = append(zh, shortZH(e.from)+"放假，共 1 天"), append(en, "off on "+shortEN(e.from))
		} else {
			zh = append(zh, fmt.Sprintf("%s至%s放假，共 %d 天", shortZH(e.from), shortZH(e.to), n))
			en = append(en, fmt.Sprintf("off from %s to %s, %d days", shortEN(e.from), shortEN(e.to), n))
		}
	}
	if len(e.work) > 0 {
		zh = append(zh, list(e.work, shortZH, "、")+"上班")
		en = append(en, "worked: "+list(e.work, shortEN, ", "))
	}
	t := fault.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}
	if e.name != "" {
		t.ZH, t.EN = clip(e.name)+"："+t.ZH, clip(english(e.name))+": "+t.EN
	}
	return t
}

func list(days []calendar.Date, show func(calendar.Date) string, between string) string {
	var out []string
	for _, d := range days {
		out = append(out, show(d))
	}
	return strings.Join(out, between)
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

func shortZH(d calendar.Date) string { return d.String() + "（周" + weekdays[d.Weekday()] + "）" }
func shortEN(d calendar.Date) string { return d.String() + " (" + d.Weekday().String()[:3] + ")" }

// longest is how long a holiday can be; calendar refuses longer ones.
const longest = 16

// judge looks at one line: what cannot be, and what is unusual.
func (b *builder) judge(e *entry) {
	b.describe(*e)
	row := b.row(e)
	trouble := func(zh, en string, args ...any) { row.Problems = append(row.Problems, say(zh, en, args...)) }
	if e.name == "" {
		trouble("没有节日名称，请在这一行写上", "No name of the holiday; write it in this line")
	}
	if e.off {
		n := int(e.to-e.from) + 1
		switch {
		case n < 1:
			trouble("放假的最后一天早于第一天", "The last day off lies before the first")
			return
		case n > longest:
			trouble("放假超过 %[1]d 天，请核对日期", "More than %[1]d days off; check the days", longest)
			return
		case e.said != 0 && e.said != n:
			trouble("文中写共 %[1]d 天，按日期数是 %[2]d 天", "It says %[1]d days, and its days are %[2]d", e.said, n)
		}
		for d := e.from; d <= e.to; d++ {
			b.take(row, d)
		}
	}
	for _, d := range e.work {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
			trouble("%[1]s不是周末，本来就上班", "%[2]s is no weekend; it is worked anyway", shortZH(d), shortEN(d))
		}
		b.take(row, d)
		b.near(row, e, d)
	}
}

// take marks a day as used by a line.
func (b *builder) take(row *Row, d calendar.Date) {
	if d < calendar.NewDate(b.year-1, time.December, 1) || d > calendar.NewDate(b.year, time.December, 31) {
		row.Problems = append(row.Problems, say("%[1]s不在 %[3]d 年内，请核对年份", "%[2]s is not in %[3]d; check the year", shortZH(d), shortEN(d), b.year))
	}
	if line, twice := b.seen[d]; twice {
		row.Problems = append(row.Problems, say("%[1]s与第 %[3]d 行重复", "%[2]s is in line %[3]d already", shortZH(d), shortEN(d), line))
	}
	b.seen[d] = row.Line
}

// near warns of a working day that lies far from its holiday.
func (b *builder) near(row *Row, e *entry, d calendar.Date) {
	const far = 31
	if e.off && max(e.from-d, d-e.to) > far {
		row.Warnings = append(row.Warnings, say("补班日%[1]s离假期超过 %[3]d 天", "%[2]s is worked more than %[3]d days away from the holiday", shortZH(d), shortEN(d), far))
	}
}

// conclude joins the lines to holidays and looks at gaps within one.
func (b *builder) conclude() {
	sorting.Stably(b.found, func(a, b entry) int { return int(a.start() - b.start()) })
	for i := range b.found {
		e := &b.found[i]
		if !e.off {
			continue
		}
		h := calendar.Holiday{Name: fault.Text{ZH: clip(e.name), EN: clip(english(e.name))}, From: e.from, To: e.to, Workdays: e.work}
		for j := range b.found {
			if o := &b.found[j]; !o.off && o.name == e.name && !slices.Contains(h.Workdays, o.work[0]) && b.first(o.name) == i {
				h.Workdays = append(h.Workdays, o.work...)
			}
		}
		if first := b.first(e.name); first != i && e.name != "" {
			b.row(e).Warnings = append(b.row(e).Warnings, say("%[1]s的放假日不连续，请核对中间是否漏了", "The days off of %[2]s have a gap; check that none is missing", e.name, english(e.name)))
		}
		b.out.Holidays = append(b.out.Holidays, h)
	}
	if len(b.out.Holidays) == 0 && len(b.out.Problems) == 0 {
		b.out.Problems = append(b.out.Problems, say("没有读到任何放假安排，请粘贴通知中“元旦：1月1日……放假”这几段，或每行写一天", "No holiday was found; paste the paragraphs of the notice, or write a day in each line"))
	}
}

// first is the first entry of the holiday.
func (b *builder) first(name string) int {
	return slices.IndexFunc(b.found, func(e entry) bool { return e.off && e.name == name })
}

func (e entry) start() calendar.Date {
	if !e.off {
		return e.work[0]
	}
	return e.from
}

// clip keeps what is shown and stored short.
func clip(s string) string { return words.Clip(s) }

func say(zh, en string, args ...any) fault.Text {
	t := fault.Invalid("holidays", zh, en, args...).Text
	return t
}

func bad(zh, en string, args ...any) *fault.Text {
	t := say(zh, en, args...)
	return &t
}

func noDay(word string) *fault.Text {
	return bad("“%[1]s”不是日期", "%[1]s is no day", clip(word))
}
