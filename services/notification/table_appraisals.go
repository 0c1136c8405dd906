package notification

import (
	"lianluo/api/notification"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// toRaters is what those hear who may rate: once, when the appraisal is begun, with its
// days. Voters have slips, and no account.
var toRaters = []row{
	raters(voting.OfProjects, "请您测评民生实事项目", "Please judge the livelihood projects"),
	raters(voting.OfUnits, "请您测评单位工作", "Please judge the work of units"),
	raters(voting.OfSuggestions, "请您测评建议办理情况", "Please judge how suggestions were handled"),
}

func raters(of voting.AppraisalKind, zh, en string) row {
	return row{On: voting.AppraisalBegun.Name, Variant: string(of), To: toDeputy, Mail: true, Signed: true, Title: text(zh, en),
		Body: text("“{title}”请您参加，{opens}开始，{date}截止。每人提交一次，不记名。", "You are asked to take part in “{title}”, from {opens} to {date}. Everybody rates once, and secretly.")}
}

// appraisalNews is an event of an appraisal as the table of hearers reads it.
func appraisalNews(e event.Event, d voting.AppraisalChanged) news {
	return news{event: e, area: d.Area, variant: string(d.Kind), persons: d.Persons, params: map[string]notification.Text{
		"title": or(d.Title, "评议", "the appraisal"), "opens": dayOf(d.Opens), "date": dayOf(d.Closes),
	}}
}

// dayOf is a day that is written down as 2026-11-22, in words.
func dayOf(written string) notification.Text {
	at, err := calendar.ParseDate(written)
	if err != nil {
		return or(written, "即日", "now")
	}
	return day(at.Start())
}
