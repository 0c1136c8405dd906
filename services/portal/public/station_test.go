package public_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/station"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

func TestAStationIsFoundByWordsAndByPlace(t *testing.T) {
	b := start(t)
	portaltest.Says(t, b.Get("/"), "找到我的联络站")
	portaltest.Says(t, b.Get("/?q="+url.QueryEscape("辰阳")), "辰阳镇人大代表联络站", "先锋路 12 号")
	portaltest.Says(t, b.Get("/?lat=28.0&lng=110.2"), "840 米")
	portaltest.Says(t, b.Get("/?q="+url.QueryEscape("深圳")), "没有找到联络站")
}

func TestACodeLeadsStraightToItsStation(t *testing.T) {
	b := start(t)
	for _, typed := range []string{"CX8K3M", "cx8k3m", " ＣＸ８Ｋ３Ｍ "} {
		portaltest.Expect(t, typed, b.Get("/?q="+url.QueryEscape(typed)).Location(), atStation)
	}
	portaltest.Says(t, b.Get("/?q=ABC123"), "没有找到联络站")
}

func TestMoreStationsAreOnePageFurther(t *testing.T) {
	var got []station.FindRequest
	b := start(t, portaltest.Op(station.FindStations, func(_ context.Context, req station.FindRequest) (rpc.Page[station.PublicStation], error) {
		got = append(got, req)
		return rpc.Page[station.PublicStation]{Items: []station.PublicStation{{Code: "A", Name: "甲站", Distance: 3240}}, Next: "next&page"}, nil
	}))
	a := b.Get("/?lat=28&lng=110")
	portaltest.Says(t, a, "3.2 公里", "再看一些")
	b.Get("/?lat=28&lng=110&after=next%26page")
	portaltest.Expect(t, "after", got[1].After, "next&page")
}

func TestWhatIsNoPlaceIsRefusedInWords(t *testing.T) {
	portaltest.Expect(t, "north", start(t).Get("/?lat=north").Status, http.StatusBadRequest)
	portaltest.Expect(t, "off the earth", start(t).Get("/?lat=200&lng=1").Status, http.StatusBadRequest)
}

func TestAStationsPageSaysWhoIsOnDuty(t *testing.T) {
	a := start(t).Get(atStation)
	portaltest.Says(t, a, "12月7日 周一 9:00–11:30", "舒建华、向春梅", "联络站接待室", "周一至周五 9:00–17:00", "0745-5232100",
		"站长 王立新", "正在办理 14 件", "今年收到 126 件，办结 112 件", "95 件有群众回答，其中 89 件满意或基本满意",
		"向春梅", "县、乡镇人大代表", "桥头村三组路灯不亮", "未联系到本人", "12 月代表接待日安排")
}

func TestElderModeHasFewerThings(t *testing.T) {
	b := start(t)
	b.Header.Set("Cookie", "lianluo_elder=1")
	a := b.Get(atStation)
	portaltest.Says(t, a, "下一次代表接待", "我要反映")
	portaltest.Silent(t, a, "12 月代表接待日安排", "大屏显示")
	portaltest.Silent(t, b.Get(atStation+"/say"), "who.email")
}

func TestAClosedStationTakesNothingNew(t *testing.T) {
	closed := station.Bulletin{Station: station.PublicStation{Code: portaltest.StationCode, Name: "旧站", State: station.Closed}}
	a := start(t, portaltest.Always(station.GetBulletin, closed)).Get(atStation)
	portaltest.Says(t, a, "已经停止使用", "近期的接待日还没有公布")
	portaltest.Silent(t, a, atStation+"/say")
}

func TestUnknownStationsAreNotFoundInWords(t *testing.T) {
	b := start(t)
	for _, path := range []string{"/s/NONE99", "/s/NONE99/say", "/s/NONE99/poster", "/s/NONE99/wall", "/s/" + url.PathEscape("一个远远超过二十个字的编号不可能是任何联络站的编号吧")} {
		a := b.Get(path)
		portaltest.Expect(t, path, a.Status, http.StatusNotFound)
		portaltest.Says(t, a, "没有", "回到首页")
	}
}

func TestOpeningHoursStandTogether(t *testing.T) {
	week := []station.Hours{{Weekday: 0, From: "09:00", To: "11:00"}, {Weekday: 6, From: "09:00", To: "11:00"},
		{Weekday: 1, From: "08:30", To: "12:00"}, {Weekday: 2, From: "08:30", To: "12:00"}, {Weekday: 4, From: "14:00", To: "17:30"}, {Weekday: 4, From: "08:30", To: "12:00"}}
	b := start(t, portaltest.Always(station.GetBulletin, station.Bulletin{Station: station.PublicStation{Code: "A", Hours: week}}))
	portaltest.Says(t, b.Get(atStation), "周一至周二 8:30–12:00", "周四 8:30–12:00、14:00–17:30", "周六至周日 9:00–11:00")
}

func TestWhatAStationHangsOut(t *testing.T) {
	b := start(t)
	portaltest.Says(t, b.Get(atStation+"/poster"), "代表接待日公告", "2026年12月", "向春梅", "本站编号 CX8K3M", "扫码反映情况")
	if a := b.Get(atStation + "/poster?paper=a3"); a.Status != http.StatusOK {
		t.Errorf("a3: %d", a.Status)
	}
	for slide, words := range map[string]string{"0": "桥头村村部", "1": "舒建华", "2": "自来水早晚高峰水压不足", "4": "说一次就行", "nonsense": "12月21日"} {
		portaltest.Says(t, b.Get(atStation+"/wall?slide="+slide), words)
	}
}

func TestManyDeputiesStandBehindTheNextOnDuty(t *testing.T) {
	b := station.Bulletin{Station: station.PublicStation{Code: portaltest.StationCode, Name: "甲站"}, Receptions: []station.BulletinDay{{Deputies: []string{"己十九"}}}}
	for i := range 20 {
		b.Deputies = append(b.Deputies, station.BulletinDeputy{Name: "己" + []string{"一", "十"}[i/10] + "零一二三四五六七八九"[3*(i%10):3*(i%10)+3]})
	}
	v := start(t, portaltest.Always(station.GetBulletin, b))
	page := v.Get(atStation)
	portaltest.Says(t, page, "查看全部 20 位代表")
	if text := page.Text(t); strings.Index(text, "本站代表") > strings.LastIndex(text, "己十九") || strings.LastIndex(text, "己十九") > strings.Index(text, "己一零") {
		t.Errorf("who is on duty next stands first: %s", text)
	}
	portaltest.Says(t, v.Get(atStation+"/wall"), "己一零", "己十八")
	portaltest.Silent(t, v.Get(atStation+"/poster"), `class="portrait"`)
}
