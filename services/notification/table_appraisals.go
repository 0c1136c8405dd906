package notification

import (
	"strings"

	"lianluo/api/notification"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// toAppraisals is what those hear who may rate: once, when the appraisal is begun, with
// its days (voters have slips, and no account); and what follows on a bad review.
var toAppraisals = []row{
	raters(voting.OfProjects, "请您测评民生实事项目", "Please judge the livelihood projects"),
	raters(voting.OfUnits, "请您测评单位工作", "Please judge the work of units"),
	raters(voting.OfSuggestions, "请您测评建议办理情况", "Please judge how suggestions were handled"),
	{On: voting.AppraisalTurned.Name, Variant: owing, To: toDeputy, Mail: true, Signed: true, Title: text("述职评议结果已公布", "Your review is published"),
		Body: text("“{title}”的结果已公布，对您的评价是不满意。请在评议页面写明原因和整改打算，与结果一起公开。", "The result of “{title}” is published, and people are dissatisfied with your work. Say on its page why, and what will change: it is shown with the result.")},
	{On: voting.AppraisalAnswered.Name, To: toOffice, Title: text("代表对评议结果作了说明", "A deputy answered a review"),
		Body: text("有代表就“{title}”的结果作了说明，已与结果一起公开。", "A deputy stated something to the result of “{title}”; it is shown with it.")},
}

func raters(of voting.AppraisalKind, zh, en string) row {
	return row{On: voting.AppraisalBegun.Name, Variant: string(of), To: toDeputy, Mail: true, Signed: true, Title: text(zh, en),
		Body: text("“{title}”请您参加，{opens}开始，{date}截止。每人提交一次，不记名。", "You are asked to take part in “{title}”, from {opens} to {date}. Everybody rates once, and secretly.")}
}

// appraisalNews is an event of an appraisal as the table of hearers reads it.
func appraisalNews(e event.Event, d voting.AppraisalChanged) news {
	n := news{event: e, area: d.Area, variant: string(d.Kind), persons: d.Persons, params: map[string]notification.Text{
		"title": or(d.Title, "评议", "the appraisal"), "opens": dayOf(d.Opens), "date": dayOf(d.Closes),
	}}
	switch e.Type {
	case voting.AppraisalTurned.Name:
		n.variant = owing
	case voting.AppraisalAnswered.Name:
		n.variant, n.tell = "", []string{"office:" + d.Area}
	}
	return n
}

// owing tells apart the turn that publishes bad reviews: it alone names persons.
const owing = "owing"

// aboutAppraisal reports whether an event is one of an appraisal.
func aboutAppraisal(on string) bool { return strings.HasPrefix(event.ShortName(on), "Appraisal") }

// dayOf is a day that is written down as 2026-11-22, in words.
func dayOf(written string) notification.Text {
	at, err := calendar.ParseDate(written)
	if err != nil {
		return or(written, "即日", "now")
	}
	return day(at.Start())
}
