package station

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/rules/rulestest"
	"lianluo/services/station/code"
)

func TestCreateShowsWhatWasEntered(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	if _, ok := code.Parse(st.Code); !ok || st.State != api.Open || !st.OpenedAt.Equal(f.Clock.Now()) {
		t.Errorf("%+v", st)
	}
	if st.Label != "人大代表联络站" || st.AreaName != "湖南省怀化市辰溪县辰阳镇" {
		t.Errorf("label %q, area %q", st.Label, st.AreaName)
	}
	if got := apptest.Call(t, f.county, api.GetStation, api.ByID{ID: st.ID}); got.Name != st.Name || len(got.Staff) != 0 || len(got.Hours) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestCreateRefuses(t *testing.T) {
	f := start(t)
	f.create(town, draft("辰阳镇联络站"))
	bad := func(change func(*api.Draft)) api.Draft { d := draft("又一站"); change(&d); return d }
	for name, c := range map[string]struct {
		area string
		d    api.Draft
		code string
	}{
		"another county":     {yuanling, draft("沅陵站"), "station.not_found"},
		"the city above":     {"4312", draft("怀化站"), "station.not_found"},
		"no such division":   {"431299", draft("无"), "invalid"},
		"unknown township":   {"431223999", draft("无此乡"), "area.unknown"},
		"the same name":      {town, draft("辰阳镇联络站"), "station.name_taken"},
		"hours backwards":    {town, bad(func(d *api.Draft) { d.Hours = []api.Hours{{From: "17:00", To: "09:00"}} }), "station.hours"},
		"hours no time":      {town, bad(func(d *api.Draft) { d.Hours = []api.Hours{{From: "ab:cd", To: "25:00"}} }), "station.hours"},
		"half a place":       {town, bad(func(d *api.Draft) { d.Lat = 28 }), "station.point"},
		"a kind of its own":  {town, bad(func(d *api.Draft) { d.Kind = "castle" }), "invalid"},
		"a name of one sign": {town, bad(func(d *api.Draft) { d.Name = "站" }), "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rpc.Call(t.Context(), f.county, api.CreateStation, api.CreateRequest{Area: c.area, Draft: c.d})
			if err == nil || c.code != "invalid" && !strings.Contains(err.Error(), c.code) {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	apptest.Refused(t, f.public, api.CreateStation, api.CreateRequest{Area: town, Draft: draft("谁都能建")}, "rpc.no_token")
}

// Streets have no congress (DOMAIN.md trap 2), but a station is as good there.
func TestAStreetMayHaveAStation(t *testing.T) {
	f := start(t)
	client := f.as(authz.Assignment{Role: authz.CityAdmin, Area: "4312"})
	street := "431202001"
	if f.service.tree.HasCongress("431202001") || !f.service.tree.Active("431202001") {
		t.Fatal("the test needs a street")
	}
	st := apptest.Call(t, client, api.CreateStation, api.CreateRequest{Area: street, Draft: draft("街道联络站")})
	if st.Area != street {
		t.Errorf("%+v", st)
	}
}

func TestScopes(t *testing.T) {
	f := start(t)
	a, b := f.create(town, draft("辰阳镇联络站")), f.create(other, draft("孝坪镇联络站"))
	township := f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: town})
	head := f.as(authz.Assignment{Role: authz.StationHead, Area: town, Station: a.ID})
	neighbour := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	for name, c := range map[string]*rpc.Client{"township": township, "head": head} {
		if page := apptest.Call(t, c, api.ListStations, api.ListRequest{}); len(page.Items) != 1 || page.Items[0].ID != a.ID {
			t.Errorf("%s lists %+v", name, page.Items)
		}
		apptest.Refused(t, c, api.GetStation, api.ByID{ID: b.ID}, "station.not_found")
		apptest.Refused(t, c, api.PublishNotice, api.NoticeRequest{ID: b.ID, Title: "通知", Text: "内容"}, "station.not_found")
	}
	if page := apptest.Call(t, neighbour, api.ListStations, api.ListRequest{Area: chenxi}); len(page.Items) != 0 {
		t.Errorf("the neighbour lists %+v", page.Items)
	}
	apptest.Refused(t, neighbour, api.CloseStation, api.CloseRequest{ID: a.ID, Reason: "合并"}, "station.not_found")
	apptest.Refused(t, head, api.UpdateStation, api.UpdateRequest{ID: a.ID, Draft: draft("新名")}, "denied")
	if page := apptest.Call(t, f.county, api.ListStations, api.ListRequest{Area: other}); len(page.Items) != 1 || page.Items[0].ID != b.ID {
		t.Errorf("of one township: %+v", page.Items)
	}
	if page := apptest.Call(t, f.county, api.ListStations, api.ListRequest{Limit: 1}); len(page.Items) != 1 || page.Next == "" {
		t.Errorf("first page: %+v", page)
	}
}

func TestUpdateAndClose(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	apptest.Call(t, f.county, api.AppointStaff, api.AppointRequest{ID: st.ID, Name: "张三", Role: api.Head})
	d := draft("辰阳联络站")
	d.Label, d.Lat, d.Lng = "人大代表工作室", 28.0, 110.18
	if got := apptest.Call(t, f.county, api.UpdateStation, api.UpdateRequest{ID: st.ID, Draft: d}); got.Label != d.Label || got.Lat != 28 || got.Code != st.Code || len(got.Staff) != 1 {
		t.Errorf("%+v", got)
	}
	f.Clock.Advance(time.Hour)
	closed := apptest.Call(t, f.county, api.CloseStation, api.CloseRequest{ID: st.ID, Reason: "并入孝坪站"})
	if closed.State != api.Closed || !closed.ClosedAt.Equal(f.Clock.Now()) || !closed.Staff[0].Until.Equal(f.Clock.Now()) {
		t.Errorf("%+v", closed)
	}
	apptest.Refused(t, f.county, api.UpdateStation, api.UpdateRequest{ID: st.ID, Draft: d}, "station.closed")
	apptest.Refused(t, f.county, api.CloseStation, api.CloseRequest{ID: st.ID, Reason: "再关一次"}, "station.closed")
	apptest.Refused(t, f.county, api.AppointStaff, api.AppointRequest{ID: st.ID, Name: "李四", Role: api.Head}, "station.closed")
	apptest.Refused(t, f.county, api.PublishNotice, api.NoticeRequest{ID: st.ID, Title: "通知", Text: "内容"}, "station.closed")
	f.create(town, d) // the name is free again
}

func TestLabelsByRule(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	rulestest.Set(t, f.System, "station", chenxi, `{"label_station":"人大代表工作室"}`)
	if got := apptest.Call(t, f.county, api.GetStation, api.ByID{ID: st.ID}); got.Label != "人大代表工作室" {
		t.Errorf("label %q", got.Label)
	}
	for _, values := range []string{`{"label_hub":""}`, `{"bulletin_days":0}`, `{"results":101}`} {
		apptest.Refused(t, f.county, rules.OpsOf("station").Propose, rulestest.Change(chenxi, values), map[bool]string{true: "rules.label", false: "rules.bulletin"}[strings.Contains(values, "label")])
	}
	for _, k := range []api.Kind{api.Hub, api.Center, api.Home, api.Normal, api.Point, api.Online} {
		if defaults.label(k) == "" {
			t.Errorf("kind %s is called nothing", k)
		}
	}
}

func TestEveryOperationIsServed(t *testing.T) {
	served := map[string]bool{}
	m := Module(Settings{})
	inner := m.Build
	m.Build = func(b *app.Builder) error {
		err := inner(b)
		for _, op := range b.RPC.Operations() {
			served[op.Declared().Name] = true
		}
		return err
	}
	apptest.Start(t, m)
	for _, op := range append(slices.Clone(api.Operations), rules.OpsOf("station").All()...) {
		if !served[op.Declared().Name] {
			t.Errorf("%s is declared and not served", op.Declared().Name)
		}
	}
}

// Others keep the number for the poster that they cannot ask us for: every event
// of the station tells it.
func TestEveryEventTellsThePhone(t *testing.T) {
	f := start(t)
	d := draft("辰阳镇联络站")
	st := f.create(town, d)
	d.Phone = "0745-5230000"
	apptest.Call(t, f.county, api.UpdateStation, api.UpdateRequest{ID: st.ID, Draft: d})
	apptest.Call(t, f.county, api.CloseStation, api.CloseRequest{ID: st.ID, Reason: "合并"})
	rows, err := f.service.db.Journal().ReadAggregate(system(t), "station/"+st.ID, 0, 10)
	must(t, err)
	var told []string
	for _, row := range rows {
		var c api.Changed
		must(t, json.Unmarshal(row.Event.Data, &c))
		told = append(told, c.Phone)
	}
	if !slices.Equal(told, []string{"0745-5236000", d.Phone, d.Phone}) {
		t.Errorf("told %q", told)
	}
}
