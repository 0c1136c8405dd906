package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/docx"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

// dateZH is a date as official papers write it: in Arabic digits, without zeros.
func dateZH(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(calendar.Zone)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

func monthZH(year int, m time.Month) string { return fmt.Sprintf("%d年%d月", year, m) }

func clockZH(from, to time.Time) string {
	out := from.In(calendar.Zone).Format("15:04")
	if !to.IsZero() {
		out += "至" + to.In(calendar.Zone).Format("15:04")
	}
	return out
}

// resultsZH are the classes of a reply.
var resultsZH = map[string]string{"A": "已解决或基本解决", "B": "正在解决", "C": "列入计划逐步解决", "D": "解释说明、留作参考"}

var rungsZH = []string{"", "联络站发函督办", "乡镇人大主席团督办", "县级人大代表工作机构督办", "列入常委会监督"}

// caseTexts fills in what papers say of a case. People are masked: papers leave
// the office, and who handles the case sees contacts in the system, for a purpose.
func (s *Service) caseTexts(ctx context.Context, d *draft, c *Case) error {
	voices := slices.Clone(c.Voices)
	if err := s.masked(ctx, voices); err != nil {
		return err
	}
	_, unit := s.names().of(ctx, c)
	class, _ := s.actBy(c.Area).Rules.class(c.Class)
	for name, value := range map[string]string{
		"编号": c.Number, "标题": c.Title, "类别": categoryName(c.Category).ZH, "反映内容": c.Text, "地点": c.Place.Text,
		"收到日期": dateZH(c.ReceivedAt), "承办单位": unit, "交办要求": c.Letter, "研判意见": class.ZH,
		"研判理由": c.lastWhy(casework.CaseTriaged.Name), "催办理由": c.lastWhy(casework.CaseUrged.Name, casework.CaseSupervised.Name),
		"催办次数": strconv.Itoa(c.Urges), "反映人": people(voices), "接待代表": s.deputies(ctx, c.ReceivedBy),
		"报送单位": paper.Government(s.tree, c.divisionOf(c.Level), c.Level),
	} {
		d.text(name, value)
	}
	if c.Supervision > 0 {
		d.text("督办情况", "本件已由"+rungsZH[min(c.Supervision, maxRung)])
	}
	s.deadlineTexts(d, c)
	if n := len(c.Replies); n > 0 {
		r := c.Replies[n-1]
		d.text("答复内容", r.Text)
		d.text("答复单位", r.UnitName)
		d.text("答复日期", dateZH(r.At))
		d.text("办理结果", resultsZH[r.Class])
	}
	for _, ask := range c.openAsks() {
		d.text("评价期限", dateZH(ask.Until))
	}
	var list []docx.Values
	for i, v := range voices {
		list = append(list, entry("序号", strconv.Itoa(i+1), "收件编号", v.Number, "日期", dateZH(v.At), "姓名", nameZH(v), "内容", either(v.Text, c.Text)))
	}
	d.values.Lists["反映清单"] = list
	return nil
}

// deadlineTexts say until when the unit has to do what.
func (s *Service) deadlineTexts(d *draft, c *Case) {
	if c.AssignedAt.IsZero() {
		return
	}
	rules, days := s.actBy(c.Area).Rules, s.calendars.Of(c.Area)
	due := days.AddWorkdays(c.AssignedAt, rules.ReplyWorkdays, calendar.Policy{})
	accept := days.AddWorkdays(c.AssignedAt, rules.AcceptWorkdays, calendar.Policy{})
	switch c.Clock.What {
	case toReply:
		due = c.Clock.Due
	case toAccept:
		accept = c.Clock.Due
	}
	d.text("交办日期", dateZH(c.AssignedAt))
	d.text("办理期限", dateZH(due))
	d.text("接收期限", dateZH(accept))
	left := days.WorkdaysBetween(d.at, due)
	switch {
	case calendar.Late(due, d.at):
		d.text("进度说明", fmt.Sprintf("现已超过期限%d个工作日", max(-left, 1)))
	default:
		d.text("进度说明", fmt.Sprintf("距期限还有%d个工作日", left))
	}
}

// lastWhy is the reason of the last entry of one of the events.
func (c *Case) lastWhy(events ...string) string {
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		e := c.Timeline[i]
		for _, name := range events {
			if e.What == event.ShortName(name) {
				return e.Why
			}
		}
	}
	return ""
}

func nameZH(v casework.Voice) string {
	if v.Anonymous || v.Name == "" {
		return "匿名群众"
	}
	return v.Name
}

// people are the first voice and how many there are.
func people(voices []casework.Voice) string {
	if len(voices) == 0 {
		return ""
	}
	if len(voices) == 1 {
		return nameZH(voices[0])
	}
	return fmt.Sprintf("%s等%d人", nameZH(voices[0]), len(voices))
}

// deputies are the names of persons of the roster; deputies' names are public.
func (s *Service) deputies(ctx context.Context, ids []string) string {
	var out []string
	for _, id := range ids {
		if p, err := s.persons.Get(store.System(ctx), id); err == nil {
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, "、")
}

// entry is a list's entry of names and values.
func entry(pairs ...string) docx.Values {
	v := docx.Values{Texts: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Texts[pairs[i]] = pairs[i+1]
	}
	return v
}

func (s *Service) receptionTexts(ctx context.Context, d *draft, day Day) error {
	d.text("接待日期", dateZH(day.Start))
	d.text("接待时间", clockZH(day.Start, day.End))
	d.text("接待地点", cmp.Or(day.Place, d.station.Address, d.station.Name))
	d.text("接待主题", day.Topic)
	var came []string
	var list []docx.Values
	for _, shift := range day.Shifts {
		if shift.Person == "" {
			continue
		}
		sign := "未签到"
		switch {
		case !shift.CheckedIn.IsZero():
			sign = shift.CheckedIn.In(calendar.Zone).Format("15:04")
		case shift.State == roster.ShiftAbsent:
			sign = "未到"
		}
		if shift.State != roster.ShiftAbsent {
			came = append(came, shift.Name)
		}
		list = append(list, entry("姓名", shift.Name, "代表类别", kindZH(shift.Kind), "签到", sign))
	}
	d.text("接待代表", strings.Join(came, "、"))
	d.values.Lists["代表名单"] = list
	cases, err := s.casesOf(ctx, day)
	if err != nil {
		return err
	}
	d.text("接待人次", strconv.Itoa(len(cases)))
	d.values.Lists["接待清单"], err = s.caseEntries(ctx, cases)
	return err
}

func kindZH(kind string) string {
	if kind == "official" {
		return "领导干部代表"
	}
	return "基层代表"
}

// mostOfDay bounds how far after a reception its cases were received: hearing
// goes on past the hour, and devices without a network send later with the time.
const mostOfDay = 24 * time.Hour

// casesOf are the cases that were taken down at a reception; the caller reaches
// the station.
func (s *Service) casesOf(ctx context.Context, day Day) ([]Case, error) {
	start := calendar.DateOf(day.Start).Start()
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{authz.StationToken(day.Station)}})
	page, err := s.cases.List(ctx, store.Query{Index: "all", From: start, Below: start.Add(mostOfDay), Limit: store.MaxPage})
	return slices.DeleteFunc(page.Items, func(c Case) bool { return c.ReceptionDay != day.ID }), err
}

func (s *Service) caseEntries(ctx context.Context, cases []Case) ([]docx.Values, error) {
	var out []docx.Values
	names := s.names()
	for i := range cases {
		c := &cases[i]
		voices := slices.Clone(c.Voices)
		if err := s.masked(ctx, voices); err != nil {
			return nil, err
		}
		state := stepNames[c.Step].ZH
		if _, unit := names.of(ctx, c); unit != "" {
			state = unit + "，" + state
		}
		out = append(out, entry("序号", strconv.Itoa(i+1), "编号", c.Number, "姓名", people(voices), "内容", c.Title, "办理情况", state))
	}
	return out, nil
}

var weekdaysZH = []string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// noticeTexts fills in the days that people may come to.
func noticeTexts(d *draft, days []Day) {
	d.text("月份", d.title)
	d.text("联络站地址", d.station.Address)
	var list []docx.Values
	for _, day := range days {
		if day.State != "published" && day.State != "held" {
			continue
		}
		start := day.Start.In(calendar.Zone)
		var deputies []string
		for _, shift := range day.Shifts {
			if shift.Person != "" {
				deputies = append(deputies, shift.Name)
			}
		}
		list = append(list, entry("序号", strconv.Itoa(len(list)+1), "日期", fmt.Sprintf("%d月%d日", start.Month(), start.Day()),
			"星期", weekdaysZH[start.Weekday()], "时间", clockZH(day.Start, day.End), "主题", day.Topic,
			"地点", cmp.Or(day.Place, d.station.Address, d.station.Name), "代表", strings.Join(deputies, "、")))
	}
	d.values.Lists["接待安排"] = list
}

// named fills the person's name in, in full.
func (s *Service) named(ctx context.Context, d *draft) (voice string, err error) {
	if d.kind.Code != paper.Reply || d.c == nil || len(d.c.Voices) == 0 || d.c.Voices[0].Anonymous {
		return "", errInFull
	}
	voice = d.c.Voices[0].ID
	_, p, err := s.unseal(ctx, voice)
	if err == nil && p.Name == "" {
		err = errInFull
	}
	if err != nil {
		return "", err
	}
	full := p.Name
	if n := len(d.c.Voices); n > 1 {
		full = fmt.Sprintf("%s等%d人", full, n)
	}
	d.values.Texts["反映人"] = full
	return voice, nil
}
