package county_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rules"
	"lianluo/services/portal/portaltest"
)

// dayFakes keep a calendar as identity does, and count as the other services do.
func (h *hall) dayFakes() []portaltest.Fake {
	all := h.ruleFakes("identity")
	all = append(all, portaltest.Op(identity.ReadHolidays, func(_ context.Context, req identity.ReadHolidaysRequest) (identity.HolidayReading, error) {
		h.read = append(h.read, req)
		if req.Source == "" {
			return identity.HolidayReading{}, fault.Invalid("input", "请写明出处", "Say where it comes from").At("source", "请写明出处", "say where it comes from")
		}
		out := identity.HolidayReading{Text: req.Text, Rows: []identity.HolidayRow{{Line: 1, Source: req.Text, Text: fault.Text{ZH: "县庆：2027-03-03（周三）放假，共 1 天"}}}}
		if len(req.File.Data) > 0 {
			out.Text = string(req.File.Data)
		}
		if strings.Contains(out.Text, "02-30") {
			out.Rows[0].Problems = []fault.Text{{ZH: "“2027-02-30”不是日期"}}
			return out, nil
		}
		out.Values = []byte(`{"local":[{"year":2027}]}`)
		return out, nil
	}))
	for service, text := range map[string]string{"casework": "37 件在办意见的期限将重新计算。", "roster": "2 个已公告的接待日将落在放假日。"} {
		all = append(all, portaltest.Op(holidays.OpOf(service), func(context.Context, holidays.ForeseeRequest) (holidays.Foreseen, error) {
			return holidays.Foreseen{Effects: []rules.Effect{{Text: fault.Text{ZH: text}, Count: 37, Grave: service == "roster"}}}, nil
		}))
	}
	return all
}

const (
	dayPage = "/county/holidays"
	dayForm = "/county/holidays?area=" + here + "#enter"
)

func entered(what, source, text string) url.Values {
	return url.Values{"what": {what}, "year": {"2027"}, "source": {source}, "text": {text}}
}

func TestHolidaysAreCheckedBeforeTheyAreProposed(t *testing.T) {
	h, b := start(t)
	page := b.Get(dayPage)
	portaltest.Says(t, page, "2027 年的法定节假日安排还没有录入", "2027 年放假安排", "这里录入本地另外放假的日子")
	silent(t, page, "国务院办公厅每年的通知", "提交审批")
	checked := b.Upload(page, dayForm, entered("check", "县政府通知", "县庆,2027-03-03"))
	portaltest.Says(t, checked, "第 1 行：县庆：2027-03-03（周三）放假，共 1 天", "37 件在办意见的期限将重新计算", "2 个已公告的接待日将落在放假日", "提交审批")
	portaltest.Expect(t, "typed", checked.Form(t, dayForm).Get("text"), "县庆,2027-03-03")
	portaltest.Expect(t, "kind", h.read[0].Kind, "local")
	bad := b.Upload(checked, dayForm, entered("propose", "县政府通知", "县庆,2027-02-30"))
	portaltest.Says(t, bad, "“2027-02-30”不是日期", "有几处需要改正")
	silent(t, bad, "提交审批")
	portaltest.Says(t, b.Upload(bad, dayForm, entered("check", "", "县庆,2027-03-03")), "请填写出处")
	portaltest.Expect(t, "proposed", len(h.proposed["identity"]), 0)
	done := b.Follow(b.Upload(checked, dayForm, entered("propose", "县政府通知", "县庆,2027-03-03")))
	portaltest.Says(t, done, "规则修改：节假日安排", "37 件在办意见", "县政府通知")
	portaltest.Says(t, b.Get(dayPage), "待审批的规则修改")
}

func TestAFileOfHolidaysComesBackAsText(t *testing.T) {
	_, b := start(t)
	checked := b.Upload(b.Get(dayPage), dayForm, entered("check", "县政府通知", ""), portaltest.File{Field: "file", Name: "放假.csv", Data: []byte("县庆,2027-03-03")})
	portaltest.Expect(t, "text", checked.Form(t, dayForm).Get("text"), "县庆,2027-03-03")
	portaltest.Says(t, checked, "提交审批")
}

func TestOlderHolidaysComeBackByTwoPersons(t *testing.T) {
	h, b := start(t)
	h.overrides["identity"] = []rules.Override{{ID: "o1", Area: here, From: at(3, 1, 0), SetAt: at(2, 20, 9), SetBy: "county_admin", Approved: "county_admin", Reason: "县庆",
		Values: []byte(`{"local":[{"year":2026,"holidays":[{"name":{"zh":"县庆","en":"County day"},"from":"2026-03-03","to":"2026-03-04","workdays":["2026-03-07"]}]}]}`)}}
	page := b.Get(dayPage + "?year=2026")
	portaltest.Says(t, page, "调整记录", "恢复到这一版", "春节", "刘建国提出，刘建国批准", "全国")
	portaltest.Says(t, b.Get("/county/rules/identity?area="+here+"&restore=o1"), "37 件在办意见", "提交审批")
}

func TestHolidaysAreReadByAllAndSetByOffices(t *testing.T) {
	_, b := start(t, authz.TownshipAdmin)
	page := b.Get(dayPage + "?year=2026")
	portaltest.Says(t, page, "春节", "中秋节")
	silent(t, page, "检查（不保存）")
	portaltest.Expect(t, "a township", b.Post(dayPage, entered("check", "县政府通知", "县庆,2027-03-03")).Status, http.StatusForbidden)
	_, b = start(t)
	portaltest.Says(t, b.Get("/county"), "2027 年的法定节假日安排还没有录入", "查看或录入节假日安排")
}
