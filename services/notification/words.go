package notification

import (
	"fmt"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

func same(s string) notification.Text { return notification.Text{ZH: s, EN: s} }

func or(given, zh, en string) notification.Text {
	if given != "" {
		return same(given)
	}
	return notification.Text{ZH: zh, EN: en}
}

// in is the text in a language: "en", or else Chinese.
func in(t notification.Text, lang string) string {
	return fault.Text(t).In(lang)
}

func word(words map[string]notification.Text, code string) notification.Text {
	if w, ok := words[code]; ok {
		return w
	}
	return same(code)
}

var levelWords = map[string]notification.Text{
	"station": {ZH: "联络站", EN: "the station"}, "township": {ZH: "乡镇", EN: "the township"}, "county": {ZH: "县级", EN: "the county"},
	"city": {ZH: "市级", EN: "the city"}, "province": {ZH: "省级", EN: "the province"},
}

var outcomeWords = map[string]notification.Text{
	"satisfied": {ZH: "满意", EN: "satisfied"}, "basically_satisfied": {ZH: "基本满意", EN: "basically satisfied"},
	"dissatisfied": {ZH: "不满意", EN: "dissatisfied"}, "unanswered": {ZH: "未答复", EN: "no answer"}, "not_asked": {ZH: "未询问", EN: "not asked"},
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// day is a date in words; an open date is one too.
func day(t time.Time) notification.Text {
	if t.IsZero() {
		return notification.Text{ZH: "规定期限", EN: "the set time"}
	}
	t = t.In(calendar.Zone)
	return notification.Text{ZH: fmt.Sprintf("%d月%d日", t.Month(), t.Day()), EN: t.Format("2 January")}
}

func moment(t time.Time) notification.Text {
	local := t.In(calendar.Zone)
	return notification.Text{ZH: day(t).ZH + " " + weekdays[local.Weekday()] + " " + local.Format("15:04"), EN: local.Format("Monday 2 January, 15:04")}
}

func month(t time.Time) string { return t.In(calendar.Zone).Format("2006-01") }

// fill puts the parameters into both languages of a template.
func fill(t notification.Text, params map[string]notification.Text) notification.Text {
	var zh, en []string
	for name, p := range params {
		zh, en = append(zh, "{"+name+"}", p.ZH), append(en, "{"+name+"}", in(p, "en"))
	}
	return notification.Text{ZH: strings.NewReplacer(zh...).Replace(t.ZH), EN: strings.NewReplacer(en...).Replace(t.EN)}
}
