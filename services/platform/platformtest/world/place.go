package world

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"image/png"
	"strings"
	"sync/atomic"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/services/platform/platformtest"
)

// Place is a division with objects of every kind.
type Place struct {
	Area                          string
	Station, NextStation, Closing station.Station
	Unit, NextUnit, Retiring      string
	Deputy, NextDeputy            string
	// Partner serves with Deputy, Stand could stand in for Deputy, Spare is there
	// to be changed.
	Partner, Stand, Spare                 string
	Posting                               string            // Spare's
	Leave                                 string            // Deputy's
	Import, StationImport, DivisionImport string            // of files that hold nothing
	Rules                                 map[string]string // service → a change of its rules that waits
	Day                                   roster.ReceptionDay
	Shift                                 string // Deputy's on Day
	Term                                  string // of Station's staff
	Notice, Withdrawing                   string
	Owner                                 identity.Account // an account to be managed
	Delivery, Webhook                     string
	Issuer                                string // whom people of the place sign in through
	Asked                                 Case   // explained at once: the person is asked
	Told                                  string // whose case Asked is, as WeChat is connected by
	Round, Project, Question              string

	w      *World
	cases  map[string]Case
	papers map[string]string
}

// Case is a case with what its operations need.
type Case struct {
	ID, Number, Code, Voice, Photo string
}

// Text is a text that nothing else has.
func Text(what string) string { return what + strings.ToLower(rand.Text()[:10]) }

// Key is a fresh idempotency key.
func Key() string { return rand.Text() }

var phones atomic.Int64

// phone is a telephone number that nobody else has.
func phone() string { return fmt.Sprintf("1990%07d", phones.Add(1)) }

// place makes what accounts belong to.
func (w *World) place(code string) *Place {
	w.t.Helper()
	p := &Place{Area: code, w: w, cases: map[string]Case{}, papers: map[string]string{}}
	p.Station, p.NextStation = p.station(), p.station()
	p.Unit, p.NextUnit = p.unit(), p.unit()
	p.Deputy = p.person(p.Station.ID, true)
	next := p.personRequest(p.NextStation.ID, true)
	next.Mandates[0].Term-- // of no ballot of today's congress
	p.NextDeputy = Must(w, "maker", roster.CreatePerson, next).ID
	return p
}

func (p *Place) station() station.Station {
	p.w.t.Helper()
	return Must(p.w, "maker", station.CreateStation, station.CreateRequest{Area: p.Area, Draft: stationDraft()})
}

func stationDraft() station.Draft { return station.Draft{Name: Text("站"), Kind: station.Normal} }

func (p *Place) unit() string {
	p.w.t.Helper()
	return Must(p.w, "maker", roster.CreateUnit, roster.CreateUnitRequest{Area: p.Area, UnitDraft: p.unitDraft()}).ID
}

func (p *Place) level() string {
	if p.Area == County {
		return "county"
	}
	return "township"
}

func (p *Place) unitDraft() roster.UnitDraft {
	return roster.UnitDraft{Name: Text("办"), Level: p.level(), Duties: []roster.Duty{{Category: "01"}}}
}

// person is a deputy posted to a station.
func (p *Place) person(at string, official bool) string {
	p.w.t.Helper()
	return Must(p.w, "maker", roster.CreatePerson, p.personRequest(at, official)).ID
}

func (p *Place) personRequest(at string, official bool) roster.CreatePersonRequest {
	return roster.CreatePersonRequest{Area: p.Area, Stations: []string{at}, Mandates: []roster.MandateDraft{p.mandate()},
		PersonDraft: roster.PersonDraft{Name: Text("代表"), Official: official, Phone: phone()}}
}

func (p *Place) mandate() roster.MandateDraft {
	return roster.MandateDraft{Level: p.level(), Area: p.Area, Term: 18, From: time.Date(2021, 11, 1, 0, 0, 0, 0, time.UTC)}
}

// fill makes the objects that operations act on.
func (p *Place) fill() {
	p.w.t.Helper()
	p.Closing, p.Retiring = p.station(), p.unit()
	p.fillRoster()
	p.fillStation()
	p.Asked = p.Case("asked")
	Must(p.w, "maker", casework.TriageCase, casework.TriageRequest{ID: p.Asked.ID, Class: casework.ExplainedAtOnce, Reason: "政策咨询", Reply: "当场已经解释清楚"})
	p.Told = Must(p.w, "", casework.FollowCase, casework.FollowRequest{Number: p.Asked.Number, Code: p.Asked.Code}).Told
	p.Owner = Must(p.w, "maker", identity.InviteAccount, identity.InviteRequest{Login: Text("user"), Name: "被管理者", Area: p.Area,
		Grants: []identity.Grant{{Role: "liaison_officer", Area: p.Area, Station: p.Station.ID}}}).Account
	p.Webhook, p.Issuer = p.webhook(), p.issuer()
	p.fillVoting()
	platformtest.Eventually(p.w.t, "there is a delivery", p.delivered)
}

// webhook makes one that reaches nobody.
func (p *Place) webhook() string {
	return Must(p.w, "maker", notification.CreateWebhook, notification.CreateWebhookRequest{Area: p.Area, Name: Text("推送"), URL: "https://hooks.example.invalid/"}).Webhook.ID
}

func (p *Place) delivered() bool {
	page := Must(p.w, "maker", notification.ListDeliveries, notification.ListDeliveriesRequest{Object: "case/" + p.Asked.ID})
	if len(page.Items) > 0 {
		p.Delivery = page.Items[0].ID
	}
	return p.Delivery != ""
}

func (p *Place) fillStation() {
	p.w.t.Helper()
	staffed := Must(p.w, "maker", station.AppointStaff, station.AppointRequest{ID: p.Station.ID, Name: "米芳", Role: station.Head})
	p.Term = staffed.Staff[0].ID
	notice := func() string {
		return Must(p.w, "maker", station.PublishNotice, station.NoticeRequest{ID: p.Station.ID, Title: "公告", Text: "接待安排"}).ID
	}
	p.Notice, p.Withdrawing = notice(), notice()
}

// fillRoster announces a day on which Deputy and Partner serve.
func (p *Place) fillRoster() {
	p.w.t.Helper()
	p.Partner = p.person(p.Station.ID, false)
	Must(p.w, "maker", roster.PlanMonth, roster.PlanRequest{Station: p.Station.ID, Month: Month(1)})
	days := Must(p.w, "maker", roster.PublishMonth, roster.PublishRequest{Station: p.Station.ID, Month: Month(1), LateReason: "首月", GapReason: "暂缺"}).Days
	p.Day = days[0]
	for _, s := range p.Day.Shifts {
		if s.Person == p.Deputy {
			p.Shift = s.ID
		}
	}
	if p.Shift == "" {
		p.w.t.Fatalf("the deputy is not on the day: %+v", p.Day)
	}
	p.Stand, p.Spare = p.person(p.Station.ID, true), p.person(p.Station.ID, false)
	p.Posting = Must(p.w, "maker", roster.GetPerson, roster.ByID{ID: p.Spare}).Postings[0].ID
	p.Rules = p.ruleChanges()
	p.StationImport = Must(p.w, "maker", imports.OpsOf("station", station.ImportPermission).Start, imports.StartRequest{Kind: station.ImportStations, Area: p.Area, File: Table()}).ID
	p.DivisionImport = Must(p.w, "maker", imports.OpsOf("identity", identity.ImportPermission).Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: p.Area, File: Table()}).ID
	p.Import = Must(p.w, "maker", imports.OpsOf("roster", roster.ImportPermission).Start, imports.StartRequest{Kind: roster.ImportPersons, Area: p.Area, File: Table()}).ID
	p.Leave = Must(p.w, "maker", roster.TakeLeave, roster.LeaveRequest{ID: p.Deputy, From: Date(400), To: Date(401), Reason: "出差"}).Leaves[0].ID
}

// Month is the month so many months from now.
func Month(ahead int) string {
	now := time.Now()
	return time.Date(now.Year(), now.Month()+time.Month(ahead), 1, 12, 0, 0, 0, time.UTC).Format("2006-01")
}

// Date is the day so many days from now.
func Date(ahead int) string { return time.Now().AddDate(0, 0, ahead).Format("2006-01-02") }

// Case is a case of Station, said to Deputy, kept for what it is named after.
func (p *Place) Case(of string) Case {
	if c, ok := p.cases[of]; ok {
		return c
	}
	p.w.t.Helper()
	photo := Must(p.w, "maker", casework.UploadPhoto, casework.UploadRequest{File: Picture()})
	req := p.register()
	req.Photos = []string{photo.ID}
	r := Must(p.w, "maker", casework.RegisterCase, req)
	voice := Must(p.w, "maker", casework.GetCase, casework.ByID{ID: r.Case}).Voices[0].ID
	p.cases[of] = Case{ID: r.Case, Number: r.Number, Code: r.Code, Voice: voice, Photo: photo.ID}
	return p.cases[of]
}

// Assigned is a case in the hands of Unit.
func (p *Place) Assigned(of string) Case {
	if c, ok := p.cases[of]; ok {
		return c
	}
	p.w.t.Helper()
	c := p.Case(of)
	Must(p.w, "maker", casework.TriageCase, casework.TriageRequest{ID: c.ID, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"})
	Must(p.w, "maker", casework.AssignCase, casework.AssignRequest{ID: c.ID, Unit: p.Unit})
	return c
}

// Renew puts back what the operation took away when it was tried before.
func Renew(w *World, o rpc.Operation) {
	w.t.Helper()
	if o.Name == casework.ReturnCase.Name {
		Must(w, "maker", casework.AssignCase, casework.AssignRequest{ID: w.Town.Assigned("returned").ID, Unit: w.Town.Unit, Reason: reason})
	}
}

func (p *Place) register() casework.RegisterRequest {
	return casework.RegisterRequest{Station: p.Station.ID, Channel: casework.AtDesk, Text: Text("村口的路坏了"),
		Who: casework.Who{Name: "张三", Phone: phone()}, ReceivedBy: []string{p.Deputy}}
}

// Table is a small Excel file that nothing can be imported from.
func Table() rpc.File {
	var out bytes.Buffer
	if w, err := sheet.NewWriter("姓名"); err == nil {
		_ = w.Finish(&out) // a buffer takes everything
		_ = w.Close()
	}
	return rpc.File{Name: "table.xlsx", Data: out.Bytes()}
}

// Picture is a small picture as a telephone sends it.
func Picture() rpc.File {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))) // a buffer takes everything
	return rpc.File{Name: "photo.png", Type: "image/png", Data: out.Bytes()}
}
