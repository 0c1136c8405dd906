package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// published reports whether the public sees the case in lists: staff wrote words
// for it, and it is one that is or was handled.
func (c *Case) published() bool {
	return c.PublicTitle != "" && (c.open() || c.handled())
}

// publicly makes an index of published cases.
func publicly(name string, key func(*Case) store.Key) store.Index[Case] {
	return store.Index[Case]{Name: name, Scoped: true, Key: where((*Case).published, key)}
}

func (c *Case) publicState() string {
	if c.open() {
		return "open"
	}
	return "closed"
}

// publicIndexes serve every filter of ListPublished.
var publicIndexes = []store.Index[Case]{
	publicly("published", func(c *Case) store.Key { return store.Key{c.ReceivedAt} }),
	publicly("published_state", func(c *Case) store.Key { return store.Key{c.publicState(), c.ReceivedAt} }),
	publicly("published_category", func(c *Case) store.Key { return store.Key{c.Category, c.ReceivedAt} }),
	publicly("published_both", func(c *Case) store.Key { return store.Key{c.Category, c.publicState(), c.ReceivedAt} }),
}

// ListPublished serves casework.ListPublished.
func (s *Service) ListPublished(ctx context.Context, req casework.PublishedRequest) (rpc.Page[casework.PublishedCase], error) {
	out := rpc.Page[casework.PublishedCase]{Items: []casework.PublishedCase{}}
	// Anybody may read what these indexes hold, and they hold published cases alone.
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(req.Area)}})
	page, err := s.cases.List(ctx, publishedQuery(req))
	names := s.names()
	for i := range page.Items {
		out.Items = append(out.Items, s.publish(ctx, &page.Items[i], names))
	}
	out.Next = page.Next
	return out, err
}

func publishedQuery(req casework.PublishedRequest) store.Query {
	q := store.Query{Index: "published", Desc: true, Limit: req.Limit, After: req.After}
	switch {
	case req.Category != "" && req.State != "":
		q.Index, q.Eq = "published_both", store.Key{req.Category, req.State}
	case req.Category != "":
		q.Index, q.Eq = "published_category", store.Key{req.Category}
	case req.State != "":
		q.Index, q.Eq = "published_state", store.Key{req.State}
	}
	if !req.From.IsZero() {
		q.From = req.From
	}
	if !req.Below.IsZero() {
		q.Below = req.Below
	}
	return q
}

// GetPublished serves casework.GetPublished.
func (s *Service) GetPublished(ctx context.Context, req casework.PublishedByID) (casework.PublishedCase, error) {
	ctx = store.System(ctx) // what is shown of it is for anybody
	n, isNumber := number.Parse(req.ID)
	if !isNumber {
		c, err := s.cases.Get(ctx, req.ID)
		if err != nil {
			return casework.PublishedCase{}, fault.Instead(err, errNotPublished)
		}
		return s.publish(ctx, &c, s.names()), nil
	}
	c, ok, err := s.cases.First(ctx, store.Query{Index: "number", Of: n})
	if err == nil && (!ok || !c.published() || c.Number != n) { // a later voice's number is that person's own
		err = errNotPublished
	}
	if err != nil {
		return casework.PublishedCase{}, err
	}
	return s.publish(ctx, &c, s.names()), nil
}

var errNotPublished = fault.NotFound("case.not_published", "没有公开的这件群众意见，请核对编号；尚未公开的可凭回执上的编号和查询码查看",
	"There is no such published case; check the number. One that is not published is followed with number and code of its receipt")

// publish is the case without anything that is not for everybody.
func (s *Service) publish(ctx context.Context, c *Case, names *currentNames) casework.PublishedCase {
	out := casework.PublishedCase{
		ID: c.ID, Category: c.Category, Area: c.Area, AreaName: s.tree.Path(area.Code(c.Area)), Step: c.Step,
		Open: c.open(), Outcome: c.Outcome, ReceivedAt: c.ReceivedAt, Updated: c.Updated, Due: c.Clock.Due,
	}
	if c.published() {
		out.Number, out.Title = c.Number, c.PublicTitle
	}
	out.StationName, out.UnitName = names.of(ctx, c)
	if st, err := s.stations.Get(store.System(ctx), c.Station); err == nil {
		out.Station = st.Code
	}
	return out
}
