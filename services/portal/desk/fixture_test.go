package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/portaltest"
)

// Roles that work at the desk.
const (
	officer  = authz.LiaisonOfficer
	township = authz.TownshipAdmin
	unit     = authz.HandlingUnit
)

// office is a fake of the services as one station's desk sees them: what is done
// to it stays done.
type office struct {
	cases      []casework.CaseRow
	calls      []casework.Callback
	days       []roster.ReceptionDay
	loads      []roster.Load
	violations []string
	people     []roster.Person
	notices    []station.Notice
	deliveries []notification.Delivery
	suggestion casework.Suggestion
	taken      []casework.RegisterRequest
	planned    []roster.PlanRequest
	published  []roster.PublishRequest
	changed    []roster.ChangeShiftRequest
	trades     []roster.TradeRequest
	tradeFails error
	settled    []notification.SettleRequest
	printed    []string
}

func at(day, hour int) time.Time {
	return time.Date(2026, time.November, day, hour, 0, 0, 0, portaltest.Now.Location())
}

// row is a case with what the caller may do next and working days left.
func row(id, title string, step casework.Step, op rpc.Operation, left int) casework.CaseRow {
	light := "green"
	if left < 0 {
		light = "red"
	}
	return casework.CaseRow{ID: id, Number: "431223-26-" + id, Title: title, Station: portaltest.Station, StationName: "辰阳镇联络站", Step: step,
		Clock: casework.Clock{What: "triage", Due: at(22+left, 18), Light: light, DaysLeft: left}, Next: op.Name, Voices: 1}
}

func reception(id string, state roster.DayState, start time.Time, shifts ...roster.Shift) roster.ReceptionDay {
	return roster.ReceptionDay{ID: id, Station: portaltest.Station, StationName: "辰阳镇联络站", Start: start, End: start.Add(150 * time.Minute),
		Place: "一楼接待室", State: state, Shifts: shifts, PublishedAt: at(1, 9)}
}

func shift(id, name string, state roster.ShiftState) roster.Shift {
	s := roster.Shift{ID: id, Name: name, Kind: "grassroots", State: state}
	if name != "" {
		s.Person = "pe-" + id
	}
	return s
}

func newOffice() *office {
	return &office{
		violations: []string{"11月24日缺一名担任公职的代表"},
		cases: []casework.CaseRow{
			row("c1", "桥头塌了", casework.Handling, casework.UrgeCase.Declared(), -2),
			row("c2", "路灯不亮", casework.Registered, casework.TriageCase.Declared(), 0),
			row("c3", "水渠漏水", casework.Registered, casework.TriageCase.Declared(), 3),
			row("c4", "垃圾没人收", casework.Received, casework.TriageCase.Declared(), 3),
			row("c5", "正在修的路", casework.Handling, casework.UrgeCase.Declared(), 9),
			row("c6", "快到期的井盖", casework.Handling, casework.UrgeCase.Declared(), 2),
		},
		calls: []casework.Callback{{Case: row("c7", "学校门口要斑马线", casework.Replied, casework.RecordAnswer.Declared(), 10), About: "reply",
			Voice: casework.Voice{ID: "v7", Name: "李**", Phone: "139****2222", Reachable: true}, Until: at(30, 18), Reply: "斑马线已经划好。",
			Tries: []casework.Try{{At: at(20, 9), Note: "无人接听"}}}},
		days: []roster.ReceptionDay{
			reception("d1", roster.DayPlanned, at(24, 9), shift("s1", "向春梅", roster.ShiftAssigned), shift("s2", "", roster.ShiftOpen)),
			reception("d2", roster.DayPublished, at(26, 9), shift("s3", "舒建华", roster.ShiftAssigned)),
			reception("d3", roster.DayPublished, at(28, 9), shift("s4", "米秀英", roster.ShiftConfirmed)),
		},
		loads: []roster.Load{{Person: "pe-s1", Name: "向春梅", Kind: "grassroots", Planned: 2, Served: 5, Why: "向春梅 本月 2 次，因两人请假"},
			{Person: "pe-9", Name: "张祖荣", Kind: "official"}},
		people: []roster.Person{{ID: "pe-1", Name: "向春梅", Post: "村医", Phone: "138****0001", Served: 5,
			Mandates: []roster.Mandate{{Level: "county", Term: 18, District: "第三选区", Status: roster.MandateActive, From: at(1, 0)}},
			Postings: []roster.Posting{{ID: "po", Station: portaltest.Station, From: at(1, 0)}},
			Leaves:   []roster.Leave{{ID: "l1", From: "2026-12-01", To: "2026-12-03", Reason: "学习"}, {ID: "l0", From: "2026-10-01", To: "2026-10-02"}}}},
		notices: []station.Notice{{ID: "n1", Title: "停电通知", Text: "周一上午停电", Published: at(20, 9)}},
		deliveries: []notification.Delivery{{ID: "de1", EventType: "lianluo.casework.CaseReplied.v1", Object: "case/c7", Recipient: "voice:v7", Channel: "mail",
			State: notification.Uncertain, Created: at(21, 9), Tries: []notification.Attempt{{At: at(21, 9), Result: "uncertain"}}}},
		suggestion: casework.Suggestion{Title: "桥头没有护栏", Category: "0103", Places: []string{"桥头村"}, Day: "d0", OnDuty: []casework.OnDuty{{Person: "pe-1", Name: "向春梅"}}},
	}
}

func (o *office) fakes() []portaltest.Fake {
	return slices.Concat(o.casework(), o.roster(), []portaltest.Fake{
		portaltest.Always(station.GetStation, station.Station{ID: portaltest.Station, Code: "N35MCX", Name: "辰阳镇联络站"}),
		portaltest.Always(station.ListStations, rpc.Page[station.Station]{Items: []station.Station{{ID: portaltest.Station, Name: "辰阳镇联络站"}, {ID: "st-2", Name: "桥头联络点"}}}),
		portaltest.Op(station.ListNotices, func(context.Context, station.ListNoticesRequest) (rpc.Page[station.Notice], error) {
			return rpc.Page[station.Notice]{Items: o.notices}, nil
		}),
		portaltest.Op(station.PublishNotice, func(_ context.Context, req station.NoticeRequest) (station.Notice, error) {
			n := station.Notice{ID: "n2", Station: req.ID, Title: req.Title, Text: req.Text, Until: req.Until, Published: portaltest.Now}
			o.notices = append([]station.Notice{n}, o.notices...)
			return n, nil
		}),
		portaltest.Op(station.WithdrawNotice, func(_ context.Context, req station.WithdrawNoticeRequest) (station.Notice, error) {
			o.notices[0].Withdrawn = true
			return o.notices[0], nil
		}),
		portaltest.Op(notification.ListDeliveries, func(_ context.Context, req notification.ListDeliveriesRequest) (rpc.Page[notification.Delivery], error) {
			return rpc.Page[notification.Delivery]{Items: slices.DeleteFunc(slices.Clone(o.deliveries), func(d notification.Delivery) bool {
				return string(d.State) != req.State || req.Channel != "" && d.Channel != req.Channel
			})}, nil
		}),
		portaltest.Op(notification.PrintLetters, func(_ context.Context, req notification.PrintLettersRequest) (notification.Letters, error) {
			if req.IDs[0] != "le1" {
				return notification.Letters{}, fault.FailedPrecondition("letter.nobody", "收信人的信息已清除", "gone")
			}
			o.printed = append(o.printed, req.IDs...)
			return notification.Letters{Name: "信函.docx", Data: docx.Write(docx.Doc{Blocks: []docx.Block{docx.Text("王桂花 收")}})}, nil
		}),
		portaltest.Op(notification.SettleDelivery, func(_ context.Context, req notification.SettleRequest) (notification.Delivery, error) {
			o.settled = append(o.settled, req)
			return o.deliveries[0], nil
		}),
		portaltest.Always(insight.GetFile, insight.File{Year: 2026, Receptions: 5, Cases: 9, Closed: 7, Satisfied: 6,
			Entries: []insight.FileEntry{{At: at(20, 9), What: "CaseRegistered", Object: "case/c7", Label: "431223-26-c7"}, {At: at(19, 9), What: "CheckedIn", Object: "day/d0", Label: "辰阳镇联络站"}}}),
	})
}

func (o *office) casework() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(casework.ListCases, func(_ context.Context, req casework.ListRequest) (rpc.Page[casework.CaseRow], error) {
			return rpc.Page[casework.CaseRow]{Items: o.cases}, nil
		}),
		portaltest.Op(casework.AcceptCase, func(_ context.Context, req casework.ByID) (casework.Case, error) {
			return casework.Case{ID: req.ID, Number: "431223-26-" + req.ID, Title: "路灯不亮", Step: casework.Handling,
				Clock: casework.Clock{Due: at(30, 18), Light: "green", DaysLeft: 6}, Next: []string{casework.ReplyCase.Name}}, nil
		}),
		portaltest.Op(casework.ListCallbacks, func(context.Context, casework.CallbackRequest) (rpc.Page[casework.Callback], error) {
			return rpc.Page[casework.Callback]{Items: o.calls}, nil
		}),
		portaltest.Always(casework.UnmaskVoice, casework.VoiceContact{Name: "李秀英", Phone: "13911112222"}),
		portaltest.Op(casework.Suggest, o.suggest),
		portaltest.Op(casework.SimilarCases, func(context.Context, casework.SimilarRequest) (rpc.Page[casework.CaseRow], error) {
			return rpc.Page[casework.CaseRow]{Items: o.cases[:1]}, nil
		}),
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{Items: []casework.Category{{Code: "01", Name: "交通"}, {Code: "0103", Parent: "01", Name: "桥梁", NameEN: "Bridges"}}}),
		portaltest.Op(casework.RegisterCase, func(_ context.Context, req casework.RegisterRequest) (casework.Receipt, error) {
			o.taken = append(o.taken, req)
			return casework.Receipt{Case: "c9", Number: "431223-26-00124-A", Code: "M4TX8WRK", Next: "联络站将在11月25日前研判。"}, nil
		}),
		portaltest.Op(casework.UploadPhoto, func(_ context.Context, req casework.UploadRequest) (casework.Photo, error) {
			if !strings.HasPrefix(string(req.File.Data), "picture") {
				return casework.Photo{}, fault.Invalid("photo", "不是照片", "No photo").At("file", "不是照片", "No photo")
			}
			return casework.Photo{ID: "ph-" + req.File.Name}, nil
		}),
	}
}

func (o *office) suggest(_ context.Context, req casework.SuggestRequest) (casework.Suggestion, error) {
	out := o.suggestion
	if req.Phone != "" {
		out.Known, out.Earlier = "王**", 3
	}
	return out, nil
}

func (o *office) roster() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(roster.ListDays, func(context.Context, roster.ListDaysRequest) (rpc.Page[roster.ReceptionDay], error) {
			return rpc.Page[roster.ReceptionDay]{Items: o.days}, nil
		}),
		portaltest.Op(roster.GetMonth, func(_ context.Context, req roster.MonthRequest) (roster.Month, error) {
			return roster.Month{Station: req.Station, Month: req.Month, Days: o.days, Loads: o.loads, NoticeDays: 3, PublishBy: at(21, 24), Violations: o.violations}, nil
		}),
		portaltest.Op(roster.GetDay, func(_ context.Context, req roster.ByID) (roster.ReceptionDay, error) { return *o.day(req.ID), nil }),
		portaltest.Op(roster.PlanMonth, func(_ context.Context, req roster.PlanRequest) (roster.PlanResult, error) {
			o.planned = append(o.planned, req)
			return roster.PlanResult{Days: o.days[:1], Shortages: []string{"没有可用的公职代表"}}, nil
		}),
		portaltest.Op(roster.PublishMonth, o.publish), portaltest.Op(roster.ChangeShift, o.change), portaltest.Op(roster.TradeShifts, o.trade), portaltest.Op(roster.MoveDay, o.move),
		portaltest.Op(roster.CancelDay, func(_ context.Context, req roster.Reasoned) (roster.ReceptionDay, error) {
			o.day(req.ID).State, o.day(req.ID).Cancelled = roster.DayCancelled, req.Reason
			return *o.day(req.ID), nil
		}),
		portaltest.Op(roster.CheckIn, func(_ context.Context, req roster.CheckRequest) (roster.ReceptionDay, error) {
			return o.mark(req.ID, req.Shift, roster.ShiftAttended), nil
		}),
		portaltest.Op(roster.MarkAbsent, func(_ context.Context, req roster.MarkAbsentRequest) (roster.ReceptionDay, error) {
			return o.mark(req.ID, req.Shift, roster.ShiftAbsent), nil
		}),
		portaltest.Op(roster.ListPersons, func(context.Context, roster.ListRequest) (rpc.Page[roster.Person], error) {
			return rpc.Page[roster.Person]{Items: append(slices.Clone(o.people), roster.Person{ID: "pe-2", Name: "舒建华"})}, nil
		}),
		portaltest.Op(roster.GetPerson, func(context.Context, roster.ByID) (roster.Person, error) { return o.people[0], nil }),
		portaltest.Always(roster.UnmaskPerson, roster.PersonContact{Phone: "13800000001"}),
		portaltest.Op(roster.TakeLeave, func(_ context.Context, req roster.LeaveRequest) (roster.Person, error) {
			if req.To < req.From {
				return roster.Person{}, fault.Invalid("leave", "结束早于开始", "Ends before it starts").At("to", "不能早于开始", "Not before the start")
			}
			o.people[0].Leaves = append(o.people[0].Leaves, roster.Leave{ID: "l2", From: req.From, To: req.To, Reason: req.Reason})
			return o.people[0], nil
		}),
		portaltest.Op(roster.CancelLeave, func(_ context.Context, req roster.CancelLeaveRequest) (roster.Person, error) {
			o.people[0].Leaves = slices.DeleteFunc(o.people[0].Leaves, func(l roster.Leave) bool { return l.ID == req.Leave })
			return o.people[0], nil
		}),
	}
}

func (o *office) day(id string) *roster.ReceptionDay {
	for i := range o.days {
		if o.days[i].ID == id {
			return &o.days[i]
		}
	}
	return &roster.ReceptionDay{}
}

func (o *office) mark(day, shift string, state roster.ShiftState) roster.ReceptionDay {
	d := o.day(day)
	for i := range d.Shifts {
		if d.Shifts[i].ID == shift {
			d.Shifts[i].State, d.Shifts[i].CheckedIn = state, portaltest.Now
		}
	}
	return *d
}

func (o *office) publish(_ context.Context, req roster.PublishRequest) (roster.PublishResult, error) {
	if req.LateReason == "" || req.GapReason == "" {
		return roster.PublishResult{}, fault.FailedPrecondition("roster.late", "请说明原因", "Say why")
	}
	o.published = append(o.published, req)
	return roster.PublishResult{Days: o.days[:1], Late: 1, People: 1}, nil
}

func (o *office) change(_ context.Context, req roster.ChangeShiftRequest) (roster.ReceptionDay, error) {
	if req.Reason == "" {
		return roster.ReceptionDay{}, fault.FailedPrecondition("roster.rule.leave", "张祖荣当天请假", "On leave that day")
	}
	o.changed = append(o.changed, req)
	return *o.day(req.ID), nil
}

func (o *office) trade(_ context.Context, req roster.TradeRequest) (roster.ReceptionDay, error) {
	if o.tradeFails != nil {
		return roster.ReceptionDay{}, o.tradeFails
	}
	o.trades = append(o.trades, req)
	return *o.day(req.ToDay), nil
}

func (o *office) move(_ context.Context, req roster.MoveDayRequest) (roster.ReceptionDay, error) {
	d := o.day(req.ID)
	d.Start, d.End, d.Place = req.Start, req.End, req.Place
	return *d, nil
}

// sits opens the desk for somebody, with the office behind it.
func sits(t *testing.T, o *office, role authz.Role, fakes ...portaltest.Fake) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(desk.Routes), append(o.fakes(), fakes...)...).As(t, role)
}

// inOrder checks that the words stand in the text one after the other.
func inOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	from := 0
	for _, w := range words {
		i := strings.Index(text[from:], w)
		if i < 0 {
			t.Fatalf("%q does not follow in: %s", w, text)
		}
		from += i
	}
}
