package county_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/timers"
	"lianluo/services/portal/portaltest"
)

// signalFakes have one late return, which takes an explanation.
func (h *hall) signalFakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(casework.ListSignals, func(_ context.Context, req casework.SignalsRequest) (rpc.Page[casework.SignalRow], error) {
			if req.Signal == casework.SignInsOnly {
				in := casework.SignIns{Station: "s1", StationName: "桥头村联络站", Person: "p1", PersonName: "王秀英", PeriodDays: 180, Least: 3,
					Days: []casework.SignInDay{{Day: "d1", Start: at(9, 15, 9), Persons: []casework.OnDuty{{Person: "p1", Name: "王秀英"}}}, {Day: "d2", Start: at(10, 15, 9)}}}
				return rpc.Page[casework.SignalRow]{Items: []casework.SignalRow{{SignIns: &in, Signal: req.Signal, At: at(10, 22, 9), Explanations: h.explained}}}, nil
			}
			if req.Signal != casework.LateReturn {
				return rpc.Page[casework.SignalRow]{}, nil
			}
			return rpc.Page[casework.SignalRow]{Items: []casework.SignalRow{{Case: casework.CaseRow{ID: "c1", Number: "431223-26-00123-K", Title: "桥头村村口道路塌陷"},
				Signal: req.Signal, At: at(11, 17, 9), Due: at(11, 17, 18), Unit: "县交通运输局", Explanations: h.explained}}}, nil
		}),
		portaltest.Op(timers.OpOf("casework"), func(_ context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
			row := timers.Row{At: at(11, 20, 23), What: "light_yellow", For: "reply", Kind: "case", ID: "c1", Label: "431223-26-00123-K", Place: "桥头村联络站", Rule: "default"}
			if req.Late {
				row.Late, row.What, row.Why, row.Who = true, "light_red", "waits_for", "县交通运输局"
			}
			return rpc.Page[timers.Row]{Items: []timers.Row{row}, Next: "more"}, nil
		}),
		portaltest.Op(timers.OpOf("notification"), func(context.Context, timers.Request) (rpc.Page[timers.Row], error) {
			return rpc.Page[timers.Row]{Items: []timers.Row{{At: at(11, 20, 8), What: "send", For: "sms", Kind: "message", ID: "m1", Label: "CaseReplied", Why: "quiet"},
				{At: at(11, 20, 9), What: "push", Kind: "webhook", ID: "w1", Label: "市热线平台", Why: "timeout"}}}, nil
		}),
		portaltest.Op(casework.ExplainSignIns, func(_ context.Context, req casework.ExplainSignInsRequest) (casework.SignalRow, error) {
			if req.Station != "s1" || req.Day != "d2" || req.Person != "p1" {
				return casework.SignalRow{}, fault.FailedPrecondition("case.no_sign_ins", "没有需要说明的情况", "Nothing to explain")
			}
			h.explained = append(h.explained, casework.Explanation{Text: req.Text, ByName: "刘建国", At: portaltest.Now})
			return casework.SignalRow{}, nil
		}),
		portaltest.Op(casework.ExplainSignal, func(_ context.Context, req casework.ExplainRequest) (casework.Case, error) {
			if len([]rune(req.Text)) < 2 {
				return casework.Case{}, fault.Invalid("input", "请写明原因", "Say why").At("text", "请写明原因", "say why")
			}
			h.explained = append(h.explained, casework.Explanation{Text: req.Text, ByName: "刘建国", At: portaltest.Now})
			return casework.Case{}, nil
		}),
	}
}

func TestFactsAreShownAndExplained(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/signals")
	portaltest.Says(t, page, "需要说明的情况", "不计分、不排名", "桥头村村口道路塌陷", "431223-26-00123-K", "离开县交通运输局", "写明原因")
	form := "/county/signals/c1/late_return"
	portaltest.Says(t, refused(t, b, "/county/signals", form, url.Values{"text": {"无"}}), "至少 2 个字")
	portaltest.Says(t, portaltest.Does(t, b, "/county/signals", form, url.Values{"text": {"接收当天停电"}}), "说明已保存", "接收当天停电", "刘建国")
	portaltest.Expect(t, "explained", len(h.explained), 1)
	portaltest.Says(t, b.Get("/county/signals?signal=same_reply&days=30"), "这段时间没有这种情况", "九成以上相同")
}

func TestSignInsWithoutWorkAreExplained(t *testing.T) {
	h, b := start(t)
	path := "/county/signals?signal=sign_ins_only"
	portaltest.Says(t, b.Get(path), "只签到没有工作记录", "来访 0 人", "桥头村联络站：王秀英", "签到 2 次", "180 天内至少 3 次", "签到：王秀英", "查看站点")
	form := "/county/signals/sign-ins/s1/d2"
	portaltest.Says(t, portaltest.Does(t, b, path, form, url.Values{"person": {"p1"}, "text": {"农忙，改为入户走访"}}), "列在这几次接待下面", "农忙，改为入户走访")
	portaltest.Expect(t, "explained", len(h.explained), 1)
	portaltest.Says(t, portaltest.Does(t, b, path, form, url.Values{"person": {"p2"}, "text": {"不是这个人"}}), "没有需要说明的情况", "只签到没有工作记录")
}

func TestWhatComesNextIsShown(t *testing.T) {
	_, b := start(t)
	portaltest.Says(t, b.Get("/county/timers"), "期限预告", "答复期限，亮黄灯", "431223-26-00123-K，桥头村联络站", "默认规则")
	portaltest.Says(t, b.Get("/county/timers?show=late"), "到期（亮红灯）", "等县交通运输局办理")
	portaltest.Says(t, b.Get("/county/timers?service=notification"), "发送或重试", "短信", "再次推送", "市热线平台", "超时")
}
