package station

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/services/station/geo"
)

func (f *fixture) find(req api.FindRequest) []string {
	f.t.Helper()
	var out []string
	for {
		page := apptest.Call(f.t, f.public, api.FindStations, req)
		for _, st := range page.Items {
			out = append(out, st.Name)
		}
		if req.After = page.Next; req.After == "" {
			return out
		}
	}
}

func TestFind(t *testing.T) {
	f := start(t)
	d := draft("辰阳镇联络站")
	d.Lat, d.Lng = 28.006, 110.184
	a := f.create(town, d)
	d = draft("孝坪镇联络站")
	d.Address, d.Lat, d.Lng = "矿区大道 8 号", 27.9, 110.3
	b := f.create(other, d)
	gone := f.create(town, draft("老联络站"))
	apptest.Call(t, f.county, api.CloseStation, api.CloseRequest{ID: gone.ID, Reason: "合并"})
	here := func(r api.FindRequest) api.FindRequest { r.Lat, r.Lng = 27.91, 110.29; return r }
	for name, c := range map[string]struct {
		req  api.FindRequest
		want []string
	}{
		"everything":             {api.FindRequest{}, []string{a.Name, b.Name}},
		"a code":                 {api.FindRequest{Words: strings.ToLower(a.Code)}, []string{a.Name}},
		"a code with a dash":     {api.FindRequest{Words: b.Code[:3] + "-" + b.Code[3:]}, []string{b.Name}},
		"the code of one closed": {api.FindRequest{Words: gone.Code}, []string{gone.Name}},
		"a part of the name":     {api.FindRequest{Words: "辰阳"}, []string{a.Name}},
		"in traditional script":  {api.FindRequest{Words: "辰陽鎮聯絡站"}, []string{a.Name}},
		"one character":          {api.FindRequest{Words: "矿"}, []string{b.Name}},
		"of all names":           {api.FindRequest{Words: "联络站"}, []string{b.Name, a.Name}},
		"area and name":          {api.FindRequest{Words: "辰溪 孝坪"}, []string{b.Name}},
		"pairs, but not in turn": {api.FindRequest{Words: "络联"}, nil},
		"pairs apart":            {api.FindRequest{Words: "辰阳孝坪"}, nil},
		"no such words":          {api.FindRequest{Words: "不存在"}, nil},
		"signs alone":            {api.FindRequest{Words: "，。！"}, []string{a.Name, b.Name}},
		"an area":                {api.FindRequest{Area: other}, []string{b.Name}},
		"another area":           {api.FindRequest{Area: yuanling}, nil},
		"words in an area":       {api.FindRequest{Area: town, Words: "联络"}, []string{a.Name}},
		"near":                   {here(api.FindRequest{}), []string{b.Name, a.Name}},
		"the nearest":            {here(api.FindRequest{Limit: 1}), []string{b.Name}},
		"near in an area":        {here(api.FindRequest{Area: town}), []string{a.Name}},
	} {
		t.Run(name, func(t *testing.T) {
			got := f.find(c.req)
			if strings.Contains(name, "all names") || name == "everything" || name == "signs alone" { // sorted by name or code of area
				slices.Sort(got)
				slices.Sort(c.want)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	page := apptest.Call(t, f.public, api.FindStations, here(api.FindRequest{}))
	want := geo.Distance(geo.Point{Lat: 27.91, Lng: 110.29}, geo.Point{Lat: 27.9, Lng: 110.3})
	if got := page.Items[0].Distance; got < want-1 || got > want+1 {
		t.Errorf("distance %f, want %f", got, want)
	}
}

func TestFindByWordsPages(t *testing.T) {
	f := start(t)
	want := map[string]bool{}
	for i := range 23 {
		name := fmt.Sprintf("第%02d联络点", i)
		f.create(town, draft(name))
		want[name] = true
		f.create(town, draft(fmt.Sprintf("点络%02d", i))) // has the characters, not the word
	}
	got := f.find(api.FindRequest{Words: "联络点", Limit: 4})
	if len(got) != len(want) {
		t.Errorf("%d of %d: %q", len(got), len(want), got)
	}
	for _, name := range got {
		if !want[name] {
			t.Errorf("%q found", name)
		}
		delete(want, name)
	}
	apptest.Refused(t, f.public, api.FindStations, api.FindRequest{After: "$$"}, "page.cursor")
	apptest.Refused(t, f.public, api.FindStations, api.FindRequest{Lat: 28, Lng: 110, After: "x"}, "station.after")
}
