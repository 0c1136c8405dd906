package casework

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/rpc"
)

func ids(page rpc.Page[casework.CaseRow]) []string {
	out := []string{}
	for _, r := range page.Items {
		out = append(out, r.ID)
	}
	return out
}

func (w *world) list(c *rpc.Client, req casework.ListRequest) []string {
	w.t.Helper()
	return ids(apptest.Call(w.t, c, casework.ListCases, req))
}

func (w *world) neighbours(text string) casework.Receipt {
	w.t.Helper()
	return apptest.Call(w.t, w.nbr, casework.RegisterCase, register("st2", zhang, text))
}

func wantIDs(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, append([]string{}, want...)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestQueuesAndFilters(t *testing.T) {
	w := start(t)
	first := w.registers(zhang, "第一件：村口路灯坏了").Case
	w.Clock.Advance(time.Hour)
	second := w.registers(zhang, "第二件：自来水停水").Case
	w.Clock.Advance(time.Hour)
	third := w.neighbours("第三件：邻镇的垃圾没人清运").Case
	w.assigned(first)

	all := casework.ListRequest{}
	wantIDs(t, "officer", w.list(w.officer, all), second, first)
	wantIDs(t, "neighbour", w.list(w.nbr, all), third)
	wantIDs(t, "county", w.list(w.county, all), third, second, first)
	wantIDs(t, "unit", w.list(w.unit, all), first)
	for what, c := range map[string]struct {
		req  casework.ListRequest
		want []string
	}{
		"area":              {casework.ListRequest{Area: town}, []string{second, first}},
		"area elsewhere":    {casework.ListRequest{Area: "431224"}, nil},
		"area above":        {casework.ListRequest{Area: "43"}, []string{third, second, first}},
		"station":           {casework.ListRequest{Station: "st2"}, []string{third}},
		"station, unknown":  {casework.ListRequest{Station: "zz"}, nil},
		"unit":              {casework.ListRequest{Unit: "u1"}, []string{first}},
		"unit queue":        {casework.ListRequest{Queue: "unit", Unit: "u1"}, []string{first}},
		"step":              {casework.ListRequest{Queue: "step", Step: "registered"}, []string{third, second}},
		"step of all":       {casework.ListRequest{Step: "assigned"}, []string{first}},
		"step and station":  {casework.ListRequest{Step: "registered", Station: "st1"}, []string{second}},
		"category":          {casework.ListRequest{Category: "0201"}, []string{second}},
		"category and open": {casework.ListRequest{Queue: "open", Category: "0401"}, []string{third}},
		"due":               {casework.ListRequest{Queue: "due", Area: town}, []string{first, second}},
		"supervised":        {casework.ListRequest{Queue: "supervised"}, nil},
		"closed":            {casework.ListRequest{Queue: "closed"}, nil},
	} {
		wantIDs(t, what, w.list(w.county, c.req), c.want...)
	}
	// Filters never widen: what the caller does not reach is not there.
	wantIDs(t, "officer at another station", w.list(w.officer, casework.ListRequest{Station: "st2"}))
	wantIDs(t, "officer in the county", w.list(w.officer, casework.ListRequest{Area: county}), second, first)
	wantIDs(t, "unit of another", w.list(w.nbr, casework.ListRequest{Unit: "u1"}))
	apptest.Refused(t, w.public, casework.ListCases, all, "rpc.no_token")

	apptest.Call(t, w.township, casework.SuperviseCase, casework.Reasoned{ID: first, Reason: "久拖"})
	wantIDs(t, "supervised", w.list(w.county, casework.ListRequest{Queue: "supervised"}), first)
	row := apptest.Call(t, w.county, casework.ListCases, casework.ListRequest{Queue: "supervised"}).Items[0]
	if row.Next != casework.UrgeCase.Name || row.UnitName != "镇供电所" || row.Clock.DaysLeft != 2 || row.AreaName == "" {
		t.Errorf("%+v", row)
	}
}

func TestPagesHoldEveryCaseOnce(t *testing.T) {
	w := start(t)
	var want []string
	for i := range 7 {
		w.Clock.Advance(time.Minute)
		want = append(want, w.registers(zhang, fmt.Sprintf("第%d件事情在这里", i)).Case)
	}
	slices.Reverse(want)
	var got []string
	req := casework.ListRequest{Limit: 3}
	for {
		page := apptest.Call(t, w.county, casework.ListCases, req)
		got = append(got, ids(page)...)
		if req.After = page.Next; page.Next == "" {
			break
		}
	}
	wantIDs(t, "pages", got, want...)
}

func TestFind(t *testing.T) {
	w := start(t)
	a := w.registers(casework.Who{Name: "李四", Phone: "13900001111"}, "大桥村三组的路灯坏了，晚上不安全")
	w.Clock.Advance(time.Minute)
	b := w.registers(zhang, "孝坪村的水渠垮了，灌溉不了")
	w.Clock.Advance(time.Minute)
	c := w.neighbours("另一个镇的路灯也坏了")
	for _, f := range []struct {
		who  *rpc.Client
		q    string
		want []string
	}{
		{w.officer, a.Number, []string{a.Case}}, {w.officer, c.Number, nil}, {w.county, c.Number, []string{c.Case}},
		{w.officer, "1111", []string{a.Case}}, {w.nbr, "1111", nil}, {w.officer, "9999", nil},
		{w.officer, "路灯", []string{a.Case}}, {w.county, "路灯", []string{c.Case, a.Case}}, {w.officer, "灌溉", []string{b.Case}},
		{w.county, "路灯坏了，晚上", []string{a.Case}}, {w.county, "灯路", nil}, {w.deputy, "路灯", nil},
		{w.unit, "水渠", nil},
	} {
		got := ids(apptest.Call(t, f.who, casework.FindCases, casework.FindRequest{Words: f.q}))
		wantIDs(t, f.q, got, f.want...)
	}
	page := apptest.Call(t, w.county, casework.FindCases, casework.FindRequest{Words: "路灯", Limit: 1})
	if page.Next == "" {
		t.Fatal("no second page")
	}
	page = apptest.Call(t, w.county, casework.FindCases, casework.FindRequest{Words: "路灯", Limit: 1, After: page.Next})
	wantIDs(t, "second page", ids(page), a.Case)
}

func TestSimilarAndSuggest(t *testing.T) {
	w := start(t)
	a := apptest.Call(t, w.officer, casework.RegisterCase, casework.RegisterRequest{Station: "st1", Channel: casework.AtDesk, Who: zhang,
		Text: "大桥村三组村口的路灯坏了两个多月，晚上老人走路不安全", Place: casework.Place{Text: "大桥村三组"}})
	w.registers(zhang, "孝坪村的水渠垮了，灌溉不了")
	w.neighbours("大桥村三组村口的路灯坏了两个多月")
	similar := casework.SimilarRequest{Station: "st1", Text: "大桥村村口路灯坏了，晚上走路看不见"}
	wantIDs(t, "similar", ids(apptest.Call(t, w.officer, casework.SimilarCases, similar)), a.Case)
	wantIDs(t, "similar to a deputy who may not see it", ids(apptest.Call(t, w.deputy, casework.SimilarCases, similar)))
	similar.Station = "st2"
	apptest.Refused(t, w.officer, casework.SimilarCases, similar, "station.not_found")

	s := apptest.Call(t, w.officer, casework.Suggest, casework.SuggestRequest{Station: "st1", Text: "村里的路灯又坏了，没人修", Phone: zhang.Phone})
	if s.Title != "村里的路灯又坏了" || s.Category != "0103" || s.Known != "张**" || s.Earlier != 2 || s.Day != "d1" ||
		len(s.OnDuty) != 2 || !slices.Equal(s.Places, []string{"大桥村三组"}) {
		t.Fatalf("%+v", s)
	}
	s = apptest.Call(t, w.officer, casework.Suggest, casework.SuggestRequest{Station: "st1", Phone: "13700000000"})
	if s.Known != "" || s.Earlier != 0 {
		t.Fatalf("%+v", s)
	}
}

func TestWhoeverCameBeforeIsNamedByTheirPhone(t *testing.T) {
	w := start(t)
	w.registers(zhang, "大桥村三组村口的路灯坏了两个多月")
	again := w.registers(casework.Who{Phone: zhang.Phone}, "孝坪村的水渠垮了，灌溉不了")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: again.Case})
	contact := apptest.Call(t, w.officer, casework.UnmaskVoice, casework.UnmaskRequest{ID: c.ID, Voice: c.Voices[0].ID, Purpose: "核对"})
	if contact.Name != zhang.Name {
		t.Fatalf("%+v", contact)
	}
	apptest.Refused(t, w.officer, casework.RegisterCase, casework.RegisterRequest{Station: "st1", Channel: casework.AtDesk,
		Who: casework.Who{Phone: "13700000000"}, Text: "没有留姓名的人说的事"}, "case.name")
}

func TestUnitsAreProposedByDuty(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "自来水管爆裂，停水三天").Case
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "镇里的事"})
	page := apptest.Call(t, w.officer, casework.ProposeUnits, casework.ByID{ID: id})
	if len(page.Items) != 3 || page.Items[0].Unit != "u3" || page.Items[0].Why != "职责清单：饮用水" {
		t.Fatalf("%+v", page.Items)
	}
	other := w.registers(zhang, "又停电了，电压也不稳").Case
	w.assigned(other)
	page = apptest.Call(t, w.officer, casework.ProposeUnits, casework.ByID{ID: other})
	if page.Items[0].Unit != "u1" || page.Items[0].Open != 1 {
		t.Fatalf("%+v", page.Items)
	}
	apptest.Refused(t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u9"}, "case.unit")
	apptest.Refused(t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "none"}, "case.unit")
}

func TestCategoriesAreATree(t *testing.T) {
	w := start(t)
	page := apptest.Call(t, w.deputy, casework.Categories, rpc.None{})
	seen := map[string]bool{"": true}
	for _, c := range page.Items {
		if !seen[c.Parent] || seen[c.Code] || c.Name == "" || c.NameEN == "" {
			t.Errorf("%+v", c)
		}
		seen[c.Code] = true
	}
	if len(seen) < 70 {
		t.Errorf("%d categories", len(seen))
	}
	for text, want := range map[string]string{
		"低保被取消了": "0801", "电线杆倒了": "0302", "食堂的营养餐太差": "0504", "猪粪臭味大": "0404", "天气不错": "", "宅基地审批太慢": "1002",
	} {
		if got := suggestCategory(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
