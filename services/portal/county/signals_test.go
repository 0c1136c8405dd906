package county_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// signalFakes have one late return, which takes an explanation.
func (h *hall) signalFakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(casework.ListSignals, func(_ context.Context, req casework.SignalsRequest) (rpc.Page[casework.SignalRow], error) {
			if req.Signal != casework.LateReturn {
				return rpc.Page[casework.SignalRow]{}, nil
			}
			return rpc.Page[casework.SignalRow]{Items: []casework.SignalRow{{Case: casework.CaseRow{ID: "c1", Number: "431223-26-00123-K", Title: "桥头村村口道路塌陷"},
				Signal: req.Signal, At: at(11, 17, 9), Due: at(11, 17, 18), Unit: "县交通运输局", Explanations: h.explained}}}, nil
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
