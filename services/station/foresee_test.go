package station

import (
	"fmt"
	"testing"

	"lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

// What the public reads is looked at before rules change it.
func TestAPreviewNamesWhatWouldLeaveThePublicPages(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	f.create(other, draft("孝坪镇联络站"))
	own := draft("自有名称站")
	own.Label = "人大代表工作室"
	f.create(town, own)
	near, far := reception("d1", st.ID, 10, roster.DayPublished), reception("d2", st.ID, 28, roster.DayPublished)
	for _, d := range []roster.ReceptionDay{near, far} {
		f.roster.Tell(t, "day", d.ID, "", roster.DayPublishedNews.New(roster.DayChanged{Day: d}))
	}
	for i := range 3 {
		f.tellCase(closedCase(fmt.Sprint("c", i), st.ID))
	}
	apptest.Eventually(t, "the bulletin has all", func() bool {
		b := f.bulletin(st.Code)
		return len(b.Receptions) == 2 && len(b.Results) == 3
	})
	look := func(c *rpc.Client, values string) []rules.Effect {
		return apptest.Call(t, c, rules.OpsOf("station").Preview, rules.PreviewRequest{Draft: rules.Draft{Area: chenxi, Values: []byte(values)}}).Effects
	}
	for values, want := range map[string]struct {
		zh    string
		first string
		grave bool
	}{
		`{"label_station":"人大代表工作站"}`: {"2 个站点的类别将换一种称呼。", "", false},
		`{"bulletin_days":14}`:        {"1 个已公告的接待日将不再显示在公示页上。", far.ID, true},
		`{"results":2}`:               {"1 个站点的公示页将少显示办理结果。", st.ID, true},
	} {
		got := look(f.county, values)
		if len(got) != 1 || got[0].Text.ZH != want.zh || got[0].Grave != want.grave || want.first != "" && got[0].Items[0].ID != want.first {
			t.Errorf("%s: %+v", values, got)
		}
	}
	for _, values := range []string{`{"results":3}`, `{"bulletin_days":61}`, `{"label_hub":"总站"}`} {
		if got := look(f.county, values); len(got) != 0 {
			t.Errorf("%s: %+v", values, got)
		}
	}
	elsewhere := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	_, err := rpc.Call(t.Context(), elsewhere, rules.OpsOf("station").Preview, rules.PreviewRequest{Draft: rules.Draft{Area: chenxi, Values: []byte(`{"results":2}`)}})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another county's administrator sees %v", err)
	}
}
