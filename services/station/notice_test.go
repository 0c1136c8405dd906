package station

import (
	"slices"
	"testing"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

func TestNotices(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	first := apptest.Call(t, f.county, api.PublishNotice, api.NoticeRequest{ID: st.ID, Title: "接待日调整", Text: "本月接待日改为 17 日"})
	f.Clock.Advance(time.Minute)
	brief := apptest.Call(t, f.county, api.PublishNotice, api.NoticeRequest{ID: st.ID, Title: "停电通知", Text: "今天停电", Until: f.Clock.Now().Add(time.Hour)})
	if b := f.bulletin(st.Code); len(b.Notices) != 2 || b.Notices[0].ID != brief.ID {
		t.Errorf("newest first: %+v", b.Notices)
	}
	apptest.Refused(t, f.county, api.PublishNotice, api.NoticeRequest{ID: st.ID, Title: "迟了", Text: "已过期", Until: f.Clock.Now()}, "notice.until")
	f.Clock.Advance(time.Hour)
	if b := f.bulletin(st.Code); len(b.Notices) != 1 || b.Notices[0].ID != first.ID {
		t.Errorf("one is over: %+v", b.Notices)
	}
	if n := apptest.Call(t, f.county, api.WithdrawNotice, api.WithdrawNoticeRequest{ID: first.ID, Reason: "日期写错"}); !n.Withdrawn {
		t.Errorf("%+v", n)
	}
	apptest.Refused(t, f.county, api.WithdrawNotice, api.WithdrawNoticeRequest{ID: first.ID, Reason: "再撤"}, "notice.withdrawn")
	if b := f.bulletin(st.Code); len(b.Notices) != 0 {
		t.Errorf("withdrawn: %+v", b.Notices)
	}
	if page := apptest.Call(t, f.county, api.ListNotices, api.ListNoticesRequest{ID: st.ID}); len(page.Items) != 2 || !page.Items[1].Withdrawn {
		t.Errorf("staff see all: %+v", page.Items)
	}
	apptest.Refused(t, f.county, api.ListNotices, api.ListNoticesRequest{ID: "none"}, "station.not_found")
}

// The station's own line follows a move of its division some seconds later.
func TestANoticeLiesWhereTheTreeHasIt(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	_, err := f.service.stations.Update(store.System(t.Context()), st.ID, func(st *station) ([]event.Event, error) {
		st.Ancestors = append([]string{authz.AreaToken("431224")}, st.Ancestors...)
		return nil, nil
	})
	must(t, err)
	made := apptest.Call(t, f.county, api.PublishNotice, api.NoticeRequest{ID: st.ID, Title: "接待日调整", Text: "本月接待日改为 17 日"})
	n, err := f.service.notices.Get(store.System(t.Context()), made.ID)
	must(t, err)
	if want := append([]string{authz.StationToken(st.ID)}, authz.AreaTokens(f.service.tree, town)...); !slices.Equal(n.Tokens, want) {
		t.Errorf("%v", n.Tokens)
	}
}
