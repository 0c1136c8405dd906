package open311

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Places of these tests: a county and a township of another one.
const (
	county    = "431223"
	township  = "431223100"
	elsewhere = "431224100"
)

// world is the door before stand-ins for casework and station, which keep what
// reached them.
type world struct {
	*apptest.System
	t        *testing.T
	door     http.Handler
	cases    []casework.PublishedCase
	stations []station.PublicStation
	made     []casework.RegisterRequest
	photos   int
	admitted []string
	refuse   error
}

func start(t *testing.T) *world {
	w := &world{t: t, stations: []station.PublicStation{
		{ID: "s1", Code: "K7", Name: "孝坪联络站", Area: township, State: station.Open},
		{ID: "s2", Code: "M3", Name: "外县联络站", Area: elsewhere, State: station.Open},
		{ID: "s3", Code: "Z9", Name: "停用联络站", Area: township, State: station.Closed},
	}}
	cases := apptest.NewTeller("casework", "case")
	stations := apptest.NewTeller("station", "station")
	w.System = apptest.Start(t, cases.Module(w.casework), stations.Module(w.station))
	w.door = Handler(Settings{BaseURL: "https://ll.example.org", Tree: area.Default(), Now: w.Clock.Now,
		Client: func(service, token string) *rpc.Client {
			c := w.Client(service, authz.Subject{})
			c.Token = func(context.Context) string { return token }
			return c
		},
		Admit: func(_ *http.Request, token string) error {
			w.admitted = append(w.admitted, token)
			return w.refuse
		},
	})
	return w
}

func (w *world) casework(s *rpc.Server) {
	rpc.Handle(s, casework.Categories, func(context.Context, rpc.None) (rpc.Page[casework.Category], error) {
		return rpc.Page[casework.Category]{Items: []casework.Category{
			{Code: "01", Name: "道路交通", NameEN: "Roads"}, {Code: "0103", Parent: "01", Name: "路灯与照明", NameEN: "Street lights"},
			{Code: "0201", Name: "饮用水", NameEN: "Drinking water"},
		}}, nil
	})
	rpc.Handle(s, casework.ListPublished, w.listed)
	rpc.Handle(s, casework.GetPublished, func(_ context.Context, req casework.PublishedByID) (casework.PublishedCase, error) {
		for _, c := range w.cases {
			if req.ID == c.ID || req.ID == c.Number {
				return c, nil
			}
		}
		return casework.PublishedCase{}, fault.NotFound("case.not_published", "没有", "none")
	})
	rpc.Handle(s, casework.UploadPhoto, func(_ context.Context, req casework.UploadRequest) (casework.Photo, error) {
		if !strings.HasPrefix(string(req.File.Data), "\xff\xd8") {
			return casework.Photo{}, fault.Invalid("photo", "不是照片", "no photo")
		}
		w.photos++
		return casework.Photo{ID: "photo" + strconv.Itoa(w.photos)}, nil
	})
	rpc.Handle(s, casework.RegisterCase, func(_ context.Context, req casework.RegisterRequest) (casework.Receipt, error) {
		w.made = append(w.made, req)
		return casework.Receipt{Case: "c9", Number: "431223-100-26-0009-1", Code: "ABCD2345", Next: "联络站将在3月5日前研判。"}, nil
	})
}

func (w *world) listed(_ context.Context, req casework.PublishedRequest) (rpc.Page[casework.PublishedCase], error) {
	out := slices.DeleteFunc(slices.Clone(w.cases), func(c casework.PublishedCase) bool {
		state := map[bool]string{true: "open", false: "closed"}[c.Open]
		return !strings.HasPrefix(c.Area, req.Area) || req.Category != "" && c.Category != req.Category || req.State != "" && req.State != state ||
			c.ReceivedAt.Before(req.From) || !c.ReceivedAt.Before(req.Below)
	})
	slices.SortFunc(out, func(a, b casework.PublishedCase) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return rpc.Page[casework.PublishedCase]{Items: out}, nil
}

func (w *world) station(s *rpc.Server) {
	rpc.Handle(s, station.FindStations, func(_ context.Context, req station.FindRequest) (rpc.Page[station.PublicStation], error) {
		found := slices.DeleteFunc(slices.Clone(w.stations), func(s station.PublicStation) bool {
			return req.Words != "" && !strings.EqualFold(s.Code, req.Words) || !strings.HasPrefix(s.Area, req.Area)
		})
		return rpc.Page[station.PublicStation]{Items: found[:min(len(found), max(req.Limit, 1))]}, nil
	})
}

// add adds a published case of so many days ago.
func (w *world) add(id, code string, days int, change func(*casework.PublishedCase)) {
	c := casework.PublishedCase{ID: id, Number: "N-" + id, Title: "标题" + id, Category: code, Station: "K7", StationName: "孝坪联络站",
		Area: township, AreaName: "辰溪县孝坪镇", UnitName: "供电所", Step: casework.Handling, Open: true,
		ReceivedAt: w.Clock.Now().AddDate(0, 0, -days), Updated: w.Clock.Now(), Due: w.Clock.Now().Add(time.Hour)}
	if change != nil {
		change(&c)
	}
	w.cases = append(w.cases, c)
}

func (w *world) do(r *http.Request) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	w.door.ServeHTTP(out, r)
	return out
}

func (w *world) get(path string) *httptest.ResponseRecorder {
	return w.do(httptest.NewRequest(http.MethodGet, "/open311/"+path, nil))
}
