package identity

import (
	"encoding/json"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

const spring = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。"

func reading(area, kind, text string) identity.ReadHolidaysRequest {
	return identity.ReadHolidaysRequest{Area: area, Year: 2027, Kind: kind, Source: "国办发明电〔2026〕1号", Text: text}
}

// approved has one administrator propose and another approve.
func (w *world) approved(from, by *rpc.Client, d rules.Draft) string {
	w.t.Helper()
	ops := rules.OpsOf("identity")
	p := do(w, from, ops.Propose, rules.ProposeRequest{Draft: d, Reason: "按通知"})
	o := do(w, by, ops.Decide, rules.DecideRequest{ID: p.ID, Approve: true, Reason: "同意"}).Override
	w.hear()
	return o
}

// want asks the calendars of the services that the world delivers security to.
func (w *world) want(area, date string, worked bool) {
	w.t.Helper()
	d, err := calendar.ParseDate(date)
	w.ok(err)
	for _, i := range []int{0, 2} {
		if got := w.days[i].Of(area).IsWorkday(d); got != worked {
			w.t.Errorf("process %d: %s on %s is worked: %v", i, area, date, got)
		}
	}
}

func TestANoticeIsEnteredApprovedHeardOfAndTakenBack(t *testing.T) {
	w := newWorld(t)
	one, two := w.user("one", "", role(authz.ProvinceAdmin, province)).client(), w.user("two", "", role(authz.ProvinceAdmin, province)).client()
	r := do(w, one, identity.ReadHolidays, reading(province, "notice", spring))
	if len(r.Problems) > 0 || len(r.Rows) != 2 || len(r.Warnings) == 0 || r.Text != spring {
		t.Fatalf("%+v", r)
	}
	w.want(county, "2027-02-08", true)
	first := w.approved(one, two, rules.Draft{Area: province, Values: r.Values})
	w.want(county, "2027-02-08", false)
	w.want(county, "2027-02-20", true)
	w.want("44", "2027-02-08", true)

	local := do(w, w.user("county", "", role(authz.CountyAdmin, county)).client(), identity.ReadHolidays, reading(county, "local", "县庆,2027-03-03"))
	w.approved(w.user("c1", "", role(authz.CountyAdmin, county)).client(), one, rules.Draft{Area: county, Values: local.Values})
	w.want(town, "2027-03-03", false)
	w.want(otherCounty, "2027-03-03", true)

	// Another year goes beside it; the older version comes back by two persons.
	next := reading(province, "notice", strings.ReplaceAll(strings.ReplaceAll(spring, "（周五）", ""), "周", ""))
	next.Year = 2028
	next.Text = "元旦,2028-01-01,2028-01-03"
	more := do(w, one, identity.ReadHolidays, next)
	w.approved(two, one, rules.Draft{Area: province, Values: more.Values})
	w.want(county, "2027-02-08", false)
	w.want(county, "2028-01-03", false)
	w.approved(one, two, rules.Draft{Area: province, Restore: first})
	w.want(county, "2027-02-08", false)
	w.want(county, "2028-01-03", true)
	all := do(w, w.client(""), identity.GetWorkdays, rpc.None{}).Settings
	if len(all) != 4 || all[0].ID != first || all[1].Area != county {
		t.Errorf("%+v", all)
	}
	w.approved(two, one, rules.Draft{Area: province, Restore: rules.Inherited})
	w.want(county, "2027-02-08", true)
	w.want(town, "2027-03-03", false)
}

func TestHolidaysAreSetByWhomTheyAreFor(t *testing.T) {
	w := newWorld(t)
	c := w.user("county", "", role(authz.CountyAdmin, county)).client()
	prov := w.user("prov", "", role(authz.ProvinceAdmin, province)).client()
	r := do(w, prov, identity.ReadHolidays, reading(province, "notice", spring))
	ops := rules.OpsOf("identity")
	for name, try := range map[string]func() error{
		"a county reads the notice": func() error {
			_, err := rpc.Call(t.Context(), c, identity.ReadHolidays, reading(county, "notice", spring))
			return err
		},
		"a county sets the notice": func() error {
			_, err := rpc.Call(t.Context(), c, ops.Propose, rules.ProposeRequest{Draft: rules.Draft{Area: county, Values: r.Values}, Reason: "按通知"})
			return err
		},
		"for the province": func() error {
			_, err := rpc.Call(t.Context(), c, identity.ReadHolidays, reading(province, "local", "县庆,2027-03-03"))
			return err
		},
		"elsewhere": func() error {
			_, err := rpc.Call(t.Context(), c, identity.ReadHolidays, reading(otherCounty, "local", "县庆,2027-03-03"))
			return err
		},
		"from a day to come": func() error {
			_, err := rpc.Call(t.Context(), prov, ops.Propose, rules.ProposeRequest{Draft: rules.Draft{Area: province, Values: r.Values, From: w.clock.Now().AddDate(0, 1, 0)}, Reason: "按通知"})
			return err
		},
		"no calendar": func() error {
			_, err := rpc.Call(t.Context(), prov, ops.Propose, rules.ProposeRequest{Draft: rules.Draft{Area: province, Values: json.RawMessage(`{"notices":[{"year":2027}]}`)}, Reason: "按通知"})
			return err
		},
		"a township": func() error {
			_, err := rpc.Call(t.Context(), w.user("town", "", role(authz.TownshipAdmin, town)).client(), identity.ReadHolidays, reading(town, "local", "县庆,2027-03-03"))
			return err
		},
		"a broken file": func() error {
			req := reading(province, "notice", "")
			req.File = rpc.File{Name: "a.xlsx", Data: []byte("PK\x03\x04 nothing")}
			_, err := rpc.Call(t.Context(), prov, identity.ReadHolidays, req)
			return err
		},
	} {
		if err := try(); err == nil || fault.Is(err, fault.KindInternal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsWrongInAFileIsToldRowByRow(t *testing.T) {
	w := newWorld(t)
	c := w.user("prov", "", role(authz.ProvinceAdmin, province)).client()
	req := reading(province, "notice", "")
	req.File = rpc.File{Name: "放假.csv", Data: []byte("节日,第一天,最后一天,上班\n元旦,2027-01-01,2027-01-03\n春节,2027-02-05,2027-02-11,2027-02-15")}
	r := do(w, c, identity.ReadHolidays, req)
	if r.Values != nil || len(r.Rows) != 3 || len(r.Rows[2].Problems) != 1 || !strings.Contains(r.Rows[2].Problems[0].ZH, "不是周末") {
		t.Errorf("%+v", r)
	}
	if again := do(w, c, identity.ReadHolidays, reading(province, "notice", r.Text)); len(again.Rows) != 3 || again.Rows[1].Text != r.Rows[1].Text {
		t.Errorf("the text reads otherwise: %+v", again.Rows)
	}
}
