package station

import (
	"context"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// notice is a stored public notice.
type notice struct {
	api.Notice
	Tokens    []string `json:"tokens"`
	Area      string   `json:"area,omitempty"`
	By        string   `json:"by"`
	TakenBack string   `json:"takenBack,omitempty"` // why
}

// tokens: a withdrawn notice is the station's own affair.
func (n *notice) tokens() []string {
	if n.Withdrawn {
		return n.Tokens
	}
	return append([]string{publicToken}, n.Tokens...)
}

func newNotices(db *store.DB) *store.Collection[notice] {
	newest := func(n *notice) store.Key { return store.Key{n.Station, store.Reverse(n.Published)} }
	return store.NewCollection(db, "notice", store.Def[notice]{
		ID: func(n *notice) string { return n.ID }, Tokens: (*notice).tokens,
		Indexes: []store.Index[notice]{{Name: "newest", Scoped: true, Key: newest}},
	})
}

var (
	errPast = fault.Invalid("notice.until", "公告的截止时间应在今后，请修改", "A notice ends in the future; correct its end")
	errGone = fault.FailedPrecondition("notice.withdrawn", "公告已撤回", "The notice has been withdrawn already")
)

// shown reports whether the public sees the notice at a time.
func (n *notice) shown(at time.Time) bool {
	return !n.Withdrawn && (n.Until.IsZero() || n.Until.After(at))
}

func (n *notice) withdraw(reason string) ([]event.Event, error) {
	if n.Withdrawn {
		return nil, errGone
	}
	n.Withdrawn, n.TakenBack = true, reason
	return []event.Event{api.NoticeWithdrawn.New(n.changed(reason))}, nil
}

func (n *notice) changed(reason string) api.NoticeChanged {
	return api.NoticeChanged{Notice: n.ID, Station: n.Station, Area: n.Area, Title: n.Title, Text: n.Text, Until: n.Until, Reason: reason}
}

// PublishNotice serves station.PublishNotice.
func (s *Service) PublishNotice(ctx context.Context, req api.NoticeRequest) (api.Notice, error) {
	st, err := s.stations.Get(ctx, req.ID)
	if err != nil {
		return api.Notice{}, err
	}
	a := s.act(ctx, st.Area)
	switch {
	case st.State == api.Closed:
		return api.Notice{}, errClosed
	case !req.Until.IsZero() && !req.Until.After(a.At):
		return api.Notice{}, errPast
	}
	n := notice{By: a.By, Area: st.Area, Tokens: append([]string{authz.StationToken(st.ID)}, authz.AreaTokens(s.tree, st.Area)...), Notice: api.Notice{
		ID: s.db.NewID(), Station: st.ID, Title: req.Title, Text: req.Text, Published: a.At, Until: req.Until,
	}}
	return n.Notice, s.notices.Create(ctx, n, api.NoticePublished.New(n.changed("")))
}

// ListNotices serves station.ListNotices.
func (s *Service) ListNotices(ctx context.Context, req api.ListNoticesRequest) (rpc.Page[api.Notice], error) {
	out := rpc.Page[api.Notice]{Items: []api.Notice{}}
	if _, err := s.stations.Get(ctx, req.ID); err != nil {
		return out, err
	}
	page, err := s.notices.List(ctx, store.Query{Index: "newest", Eq: store.Key{req.ID}, Limit: req.Limit, After: req.After})
	for _, n := range page.Items {
		out.Items = append(out.Items, n.Notice)
	}
	out.Next = page.Next
	return out, err
}

// WithdrawNotice serves station.WithdrawNotice.
func (s *Service) WithdrawNotice(ctx context.Context, req api.WithdrawNoticeRequest) (api.Notice, error) {
	n, err := s.notices.Update(ctx, req.ID, func(n *notice) ([]event.Event, error) { return n.withdraw(req.Reason) })
	return n.Notice, err
}
