package deputy_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
)

const me, colleague = portaltest.Person, "pe-2"

// phone is a fake of roster, casework and insight as one deputy sees them: what
// is done to it stays done.
type phone struct {
	mu     sync.Mutex
	days   []roster.ReceptionDay
	person roster.Person
	cases  []casework.Case
	taken  []casework.RegisterRequest
	photos int
	// pressed is the time that came with the last check-in.
	pressed time.Time
	now     func() time.Time
}

func at(day, hour int) time.Time {
	return time.Date(2026, time.November, day, hour, 0, 0, 0, portaltest.Now.Location())
}

func reception(id string, start time.Time, shifts ...roster.Shift) roster.ReceptionDay {
	return roster.ReceptionDay{ID: id, Station: portaltest.Station, StationName: "辰阳镇人大代表联络站", Start: start, End: start.Add(150 * time.Minute),
		Place: "一楼接待室", State: roster.DayPublished, Shifts: shifts}
}

func mine(id string, state roster.ShiftState) roster.Shift {
	return roster.Shift{ID: id, Person: me, Name: "向春梅", Kind: "grassroots", State: state}
}

func theirs(id string) roster.Shift {
	return roster.Shift{ID: id, Person: colleague, Name: "舒建华", Kind: "official", State: roster.ShiftConfirmed}
}

func newPhone() *phone {
	asked := theirs("s31")
	asked.State, asked.SwapWith, asked.SwapName, asked.SwapNote = roster.ShiftSwapAsked, me, "向春梅", "那天县里开会，麻烦您替我一次。"
	return &phone{
		days: []roster.ReceptionDay{
			reception("d1", at(24, 9), mine("s11", roster.ShiftAssigned), theirs("s12")),
			reception("d2", at(30, 9), mine("s21", roster.ShiftConfirmed), theirs("s22")),
			reception("d3", at(27, 14), asked),
		},
		person: roster.Person{ID: me, Name: "向春梅", Area: portaltest.Area,
			Postings: []roster.Posting{{ID: "po1", Station: portaltest.Station, From: at(1, 0)}},
			Leaves:   []roster.Leave{{ID: "l1", From: "2026-12-20", To: "2026-12-24", Reason: "外出学习"}, {ID: "l0", From: "2026-10-01", To: "2026-10-03"}}},
		cases: []casework.Case{{
			ID: "c1", Number: "431223-26-00123-K", Title: "桥头村村口道路塌陷", Text: "村口那条路下雨塌了一块，骑车过不去，晚上很危险。",
			Station: portaltest.Station, StationName: "辰阳镇人大代表联络站", Step: casework.Handling, Unit: "u1", UnitName: "县交通运输局",
			Place: casework.Place{Text: "桥头村村口"}, Voices: []casework.Voice{{ID: "v1", Name: "李**"}}, ReceivedAt: at(9, 9),
			Photos:   []casework.Photo{{ID: "ph1", Name: "road.jpg"}},
			Clock:    casework.Clock{What: "reply", Due: at(25, 18), Light: "yellow", DaysLeft: 3},
			Timeline: []casework.Entry{{At: at(9, 9), What: "CaseRegistered", ByName: "向春梅", Kind: "step"}, {At: at(10, 8), What: "CaseAssigned", ByName: "张小兰", Kind: "step", Why: "属县交通运输局职责"}},
			Next:     []string{casework.AddNote.Name},
		}},
		now: func() time.Time { return portaltest.Now },
	}
}

func (p *phone) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(roster.MyShifts, func(context.Context, roster.MyShiftsRequest) (rpc.Page[roster.ReceptionDay], error) {
			return rpc.Page[roster.ReceptionDay]{Items: p.days}, nil
		}),
		portaltest.Op(roster.GetDay, func(_ context.Context, req roster.ByID) (roster.ReceptionDay, error) { return *p.day(req.ID), nil }),
		portaltest.Op(roster.ConfirmShift, p.to(roster.ShiftConfirmed)), portaltest.Op(roster.CheckIn, p.checkIn), portaltest.Op(roster.CheckOut, p.checkOut),
		portaltest.Always(roster.SwapCandidates, rpc.Page[roster.Load]{Items: []roster.Load{{Person: "pe-3", Name: "米秀英", Served: 6}, {Person: "pe-4", Name: "张祖荣", Served: 4, Planned: 1}}}),
		portaltest.Op(roster.AskSwap, p.askSwap), portaltest.Op(roster.AnswerSwap, p.answer),
		portaltest.Op(roster.GetPerson, func(context.Context, roster.ByID) (roster.Person, error) { return p.person, nil }),
		portaltest.Op(roster.TakeLeave, p.takeLeave), portaltest.Op(roster.CancelLeave, p.cancelLeave),
		portaltest.Op(casework.ListCases, p.list), portaltest.Op(casework.GetCase, p.get), portaltest.Op(casework.AddNote, p.addNote),
		portaltest.Op(casework.RegisterCase, p.register), portaltest.Op(casework.UploadPhoto, p.upload),
		portaltest.Stream(casework.GetPhoto, func(_ context.Context, _ casework.PhotoRequest, w *rpc.Writer) error {
			_, err := w.Write([]byte("picture"))
			return err
		}),
		portaltest.Op(insight.GetFile, func(_ context.Context, req insight.FileRequest) (insight.File, error) {
			if req.Person != "me" {
				return insight.File{}, fault.NotFound("file", "没有", "none")
			}
			return insight.File{Person: me, Name: "向春梅", Year: req.Year, Receptions: 9, Absences: 1, Cases: 31, Closed: 24, Satisfied: 22, Entries: []insight.FileEntry{
				{At: at(9, 9), What: "CaseRegistered", Object: "case/c1", Label: "431223-26-00123-K", Event: "01JD7Q0C"},
				{At: at(9, 8), What: "CheckedIn", Object: "day/d0", Label: "辰阳镇人大代表联络站", Event: "01JD7PZZ"},
				{At: at(2, 8), What: "MarkedAbsent", Object: "day/d00", Label: "辰阳镇人大代表联络站", Event: "01JD7P00"},
			}}, nil
		}),
		portaltest.Always(station.FindStations, rpc.Page[station.PublicStation]{Items: []station.PublicStation{{ID: portaltest.Station, Name: "辰阳镇人大代表联络站"}, {ID: "st-2", Name: "桥头村联络点"}}}),
	}
}

func (p *phone) day(id string) *roster.ReceptionDay {
	for i := range p.days {
		if p.days[i].ID == id {
			return &p.days[i]
		}
	}
	return &roster.ReceptionDay{}
}

func (p *phone) shift(day, id string) *roster.Shift {
	d := p.day(day)
	for i := range d.Shifts {
		if d.Shifts[i].ID == id {
			return &d.Shifts[i]
		}
	}
	return &roster.Shift{}
}

func (p *phone) to(state roster.ShiftState) func(context.Context, roster.ShiftRequest) (roster.ReceptionDay, error) {
	return func(_ context.Context, req roster.ShiftRequest) (roster.ReceptionDay, error) {
		p.shift(req.ID, req.Shift).State = state
		return *p.day(req.ID), nil
	}
}

func (p *phone) checkIn(_ context.Context, req roster.CheckRequest) (roster.ReceptionDay, error) {
	if p.now().Before(p.day(req.ID).Start.Add(-time.Hour)) {
		return roster.ReceptionDay{}, fault.FailedPrecondition("roster.checkin_early", "还没到签到时间", "Too early")
	}
	sh := p.shift(req.ID, req.Shift)
	p.pressed = req.At
	sh.State, sh.CheckedIn = roster.ShiftAttended, p.now()
	return *p.day(req.ID), nil
}

func (p *phone) checkOut(_ context.Context, req roster.CheckRequest) (roster.ReceptionDay, error) {
	p.shift(req.ID, req.Shift).CheckedOut = p.now()
	return *p.day(req.ID), nil
}

func (p *phone) askSwap(_ context.Context, req roster.AskSwapRequest) (roster.ReceptionDay, error) {
	sh := p.shift(req.ID, req.Shift)
	sh.State, sh.SwapWith, sh.SwapName, sh.SwapNote = roster.ShiftSwapAsked, req.With, "米秀英", req.Note
	return *p.day(req.ID), nil
}

func (p *phone) answer(_ context.Context, req roster.AnswerSwapRequest) (roster.ReceptionDay, error) {
	sh := p.shift(req.ID, req.Shift)
	sh.SwapWith, sh.SwapName, sh.State = "", "", roster.ShiftAssigned
	if req.Accept {
		sh.Person, sh.Name, sh.State = me, "向春梅", roster.ShiftConfirmed
	}
	return *p.day(req.ID), nil
}

func (p *phone) takeLeave(_ context.Context, req roster.LeaveRequest) (roster.Person, error) {
	if req.To < req.From {
		return p.person, fault.Invalid("leave", "有内容需要修改", "mend").At("to", "最后一天不能早于第一天", "The last day cannot come before the first")
	}
	p.person.Leaves = append(p.person.Leaves, roster.Leave{ID: "l2", From: req.From, To: req.To, Reason: req.Reason})
	return p.person, nil
}

func (p *phone) cancelLeave(_ context.Context, req roster.CancelLeaveRequest) (roster.Person, error) {
	p.person.Leaves = p.person.Leaves[:0]
	return p.person, nil
}

func (p *phone) list(_ context.Context, req casework.ListRequest) (rpc.Page[casework.CaseRow], error) {
	var page rpc.Page[casework.CaseRow]
	for _, c := range p.cases {
		page.Items = append(page.Items, casework.CaseRow{ID: c.ID, Number: c.Number, Title: c.Title, StationName: c.StationName, UnitName: c.UnitName,
			Step: c.Step, Clock: c.Clock, ReceivedAt: c.ReceivedAt})
	}
	return page, nil
}

func (p *phone) get(_ context.Context, req casework.ByID) (casework.Case, error) {
	for _, c := range p.cases {
		if c.ID == req.ID {
			return c, nil
		}
	}
	return casework.Case{}, fault.NotFound("case", "没有这件意见", "No such case")
}

func (p *phone) addNote(ctx context.Context, req casework.NoteRequest) (casework.Case, error) {
	p.cases[0].Timeline = append(p.cases[0].Timeline, casework.Entry{At: p.now(), What: "CaseNoted", Note: req.Text, ByName: "向春梅", Kind: "note"})
	return p.get(ctx, casework.ByID{ID: req.ID})
}

func (p *phone) register(_ context.Context, req casework.RegisterRequest) (casework.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, req)
	p.cases = append(p.cases, casework.Case{ID: "c9", Number: "431223-26-00139-4", Title: "新登记", Text: req.Text, Step: casework.Registered, ReceivedAt: p.now(), StationName: "辰阳镇人大代表联络站"})
	return casework.Receipt{Case: "c9", Number: "431223-26-00139-4", Code: "7KM29QXF", Next: "工作人员会在 3 个工作日内研判并告知您由谁办理。"}, nil
}

func (p *phone) upload(context.Context, casework.UploadRequest) (casework.Photo, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.photos++
	return casework.Photo{ID: "up" + string(rune('0'+p.photos))}, nil
}

func start(t *testing.T, change ...func(*phone)) (*phone, *portaltest.Site, *portaltest.Browser) {
	t.Helper()
	p := newPhone()
	for _, f := range change {
		f(p)
	}
	site := portaltest.Start(t, portaltest.Pages(deputy.Routes), p.fakes()...)
	p.now = site.Clock.Now
	return p, site, site.As(t, authz.DeputyRole)
}

func pagesOf() func(*session.Portal) http.Handler { return portaltest.Pages(deputy.Routes) }

func noCandidates() portaltest.Fake {
	return portaltest.Always(roster.SwapCandidates, rpc.Page[roster.Load]{})
}
