package insight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func (w *world) notice(id, st, title, text string, until time.Time) {
	w.stations.Tell(w.t, "notice", id, "x", station.NoticePublished.New(station.NoticeChanged{Notice: id, Station: st, Area: towns[st], Title: title, Text: text, Until: until}))
}

func (w *world) day(id, st string, state roster.DayState, published time.Time, topic string) {
	d := roster.ReceptionDay{ID: id, Station: st, StationName: "站" + st, Area: towns[st], Start: apptest.Now.AddDate(0, 0, 3), State: state,
		PublishedAt: published, Topic: topic, Place: "便民服务中心", Shifts: []roster.Shift{{ID: "x", Person: "p1", Name: "代表p1"}}}
	w.roster.Tell(w.t, "day", id, "x", roster.DayPublishedNews.New(roster.DayChanged{Day: d}))
}

func find(c *rpc.Client, req insight.SearchRequest) (insight.SearchPage, error) {
	return rpc.Call(context.Background(), c, insight.Search, req)
}

// finds are the kinds and ids that somebody finds.
func finds(t *testing.T, c *rpc.Client, words string) []string {
	t.Helper()
	page, err := find(c, insight.SearchRequest{Words: words})
	must(t, err)
	var out []string
	for _, f := range page.Items {
		out = append(out, string(f.Kind)+"/"+f.ID)
	}
	slices.Sort(out)
	return out
}

func (w *world) eventually(c *rpc.Client, words string, want ...string) {
	w.t.Helper()
	var got []string
	apptest.Eventually(w.t, words, func() bool {
		page, err := find(c, insight.SearchRequest{Words: words})
		got = nil
		for _, f := range page.Items {
			got = append(got, string(f.Kind)+"/"+f.ID)
		}
		slices.Sort(got)
		return err == nil && slices.Equal(got, want)
	})
}

func TestSearch(t *testing.T) {
	w := newWorld(t)
	town, county := w.as(authz.TownshipAdmin, "431223100", "", ""), w.as(authz.CountyAdmin, "431223", "", "")
	head := w.as(authz.StationHead, "431223100", "s1", "")
	w.notice("n1", "s1", "停水通知", "明天检修，请提前蓄水", time.Time{})
	w.notice("n2", "s2", "停水通知", "后天检修", time.Time{})
	w.day("d1", "s1", roster.DayPublished, apptest.Now, "听取供水意见")
	w.day("d2", "s2", roster.DayPlanned, time.Time{}, "听取供水意见")
	w.eventually(town, "检修", "notice/n1")
	w.eventually(county, "检修", "notice/n1", "notice/n2")
	w.eventually(town, "供水", "reception/d1")
	w.eventually(town, "代表", "person/p1", "reception/d1")
	w.eventually(county, "站s", "reception/d1", "station/s1", "station/s2")
	for words, want := range map[string][]string{
		"站s": {"reception/d1", "station/s1"}, "停水": {"notice/n1"}, "代表p1": {"person/p1", "reception/d1"}, "代表p2": nil, "蓄水 停水": {"notice/n1"},
		"便民 听取": {"reception/d1"}, "2026年": {"reception/d1"}, "kind:station": nil, "a:43": nil,
	} {
		if got := finds(t, head, words); !slices.Equal(got, want) {
			t.Errorf("a head's %q: %q, want %q", words, got, want)
		}
	}
	page, err := find(county, insight.SearchRequest{Words: "站s"})
	if err != nil || fmt.Sprint(page.Counts) != "map[notice:0 person:0 reception:1 station:2]" {
		t.Errorf("%v %v", page.Counts, err)
	}
	page, err = find(county, insight.SearchRequest{Words: "站s", Kind: insight.FoundStation, Limit: 1})
	if err != nil || len(page.Items) != 1 || page.Next == "" || page.Counts != nil {
		t.Errorf("%+v %v", page, err)
	}
	rest, err := find(county, insight.SearchRequest{Words: "站s", Kind: insight.FoundStation, Limit: 1, After: page.Next})
	if err != nil || len(rest.Items) != 1 || rest.Next != "" {
		t.Errorf("%+v %v", rest, err)
	}
	w.stations.Tell(t, "notice", "n1", "x", station.NoticeWithdrawn.New(station.NoticeChanged{Notice: "n1", Station: "s1", Area: towns["s1"], Title: "停水通知"}))
	w.eventually(town, "停水")
}

func TestSearchRefusals(t *testing.T) {
	w := newWorld(t)
	county := w.as(authz.CountyAdmin, "431223", "", "")
	for _, no := range []struct {
		client *rpc.Client
		req    insight.SearchRequest
		kind   fault.Kind
	}{
		{county, insight.SearchRequest{Words: "水"}, fault.KindInvalid}, {county, insight.SearchRequest{Words: "，。"}, fault.KindInvalid},
		{county, insight.SearchRequest{}, fault.KindInvalid}, {county, insight.SearchRequest{Words: strings.Repeat("水", 10_000)}, fault.KindInvalid},
		{county, insight.SearchRequest{Words: "代表", Kind: "case"}, fault.KindInvalid}, {county, insight.SearchRequest{Words: "代表", After: "x"}, fault.KindInvalid},
		{county, insight.SearchRequest{Words: "代表", After: "WyJ4IiwieSJd"}, fault.KindInvalid},
		{w.as(authz.HandlingUnit, "431223", "", ""), insight.SearchRequest{Words: "代表"}, fault.KindDenied},
		{w.as(authz.DeputyRole, "431223", "", "p1"), insight.SearchRequest{Words: "代表"}, fault.KindDenied},
		{w.Client("insight", authz.Subject{}), insight.SearchRequest{Words: "代表"}, fault.KindUnauthenticated},
	} {
		if _, err := find(no.client, no.req); !fault.Is(err, no.kind) {
			t.Errorf("%.40v: %v, want %s", no.req, err, no.kind)
		}
	}
	for _, q := range []string{`"代表" OR "停水"`, `NEAR(代表)`, "代表\x00\x01", `{"$ne":1}`, "代*表", "'; --代表"} {
		if _, err := find(county, insight.SearchRequest{Words: q}); err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %v", q, err)
		}
	}
}

// A posting that ends takes the person out of the station's reach, without an
// event; who answers for the home area goes on finding them.
func TestSearchAfterAPosting(t *testing.T) {
	w := newWorld(t)
	w.roster.Tell(t, "person", "p9", "x", roster.PersonAdded.New(roster.PersonChanged{Person: "p9", Name: "外镇来的", Area: "431223101",
		Postings: []roster.Posting{{ID: "1", Station: "s1", From: apptest.Now.AddDate(-1, 0, 0), Until: apptest.Now.AddDate(0, 0, 30)}}}))
	head := w.as(authz.StationHead, "431223100", "s1", "")
	w.eventually(head, "外镇来", "person/p9")
	w.Clock.Advance(31 * 24 * time.Hour)
	head, county := w.as(authz.StationHead, "431223100", "s1", ""), w.as(authz.CountyAdmin, "431223", "", "")
	w.eventually(head, "外镇来")
	w.eventually(county, "外镇来", "person/p9")
}

// The index is built anew while the old one answers.
func TestSearchRebuild(t *testing.T) {
	w := newWorld(t)
	county, operator := w.as(authz.CountyAdmin, "431223", "", ""), w.as(authz.SystemOperator, "43", "", "")
	for i := range 20 {
		w.notice(fmt.Sprintf("n%02d", i), "s1", "停水通知", fmt.Sprint("第", i, "次"), time.Time{})
	}
	count := func() int {
		page, err := find(county, insight.SearchRequest{Words: "停水", Kind: insight.FoundNotice})
		must(t, err)
		return len(page.Items)
	}
	apptest.Eventually(t, "all is found", func() bool { return count() == 20 })
	what := insight.RebuildRequest{What: "search"}
	st, err := rpc.Call(t.Context(), operator, insight.Rebuild, what)
	if err != nil || !st.Running || st.What != "search" {
		t.Fatalf("%+v %v", st, err)
	}
	apptest.Eventually(t, "the rebuild has ended", func() bool {
		if n := count(); n != 20 {
			t.Fatalf("meanwhile %d", n)
		}
		st, err = rpc.Call(t.Context(), operator, insight.GetRebuild, what)
		return err == nil && !st.Running
	})
	if st.Generation != 2 || st.Error != "" {
		t.Errorf("%+v", st)
	}
	if other, err := rpc.Call(t.Context(), operator, insight.GetRebuild, insight.RebuildRequest{}); err != nil || other.Generation != 1 || other.What != "counts" {
		t.Errorf("%+v %v", other, err)
	}
	w.notice("later", "s1", "停水通知", "又一次", time.Time{})
	apptest.Eventually(t, "it goes on", func() bool { return count() == 21 })
}
