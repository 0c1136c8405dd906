package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// ListCases serves casework.ListCases.
func (s *Service) ListCases(ctx context.Context, req casework.ListRequest) (rpc.Page[casework.CaseRow], error) {
	q, err := queryOf(req, authz.Actor(ctx))
	if err != nil {
		return rpc.Page[casework.CaseRow]{}, err
	}
	return s.listed(ctx, s.narrowed(ctx, req), q, func(c *Case) bool { return matches(c, req) })
}

// matches is what the index may not have served.
func matches(c *Case, req casework.ListRequest) bool {
	return (req.Step == "" || string(c.Step) == req.Step) && (req.Category == "" || c.Category == req.Category) &&
		(req.Station == "" || c.Station == req.Station) && (req.Unit == "" || c.Unit == req.Unit) &&
		(req.Area == "" || within(c, req.Area))
}

func within(c *Case, code string) bool {
	for _, a := range c.Ancestors {
		if a == code {
			return true
		}
	}
	return false
}

// narrowed is the scope to scan under: the filter's own token where the caller
// reaches all of it, so that an index of documents under that token serves the
// filter; else the caller's scope. Every hit is checked against the caller's
// scope all the same.
func (s *Service) narrowed(ctx context.Context, req casework.ListRequest) store.Scope {
	scope, _ := store.ScopeOf(ctx)
	only := func(token string) store.Scope { return store.Scope{Tokens: []string{token}} }
	switch {
	case req.Unit != "":
		u, err := s.units.Get(store.System(ctx), req.Unit)
		if err == nil && (s.covers(scope, u.Area) || scope.Permits([]string{authz.UnitToken(u.ID)})) {
			return only(authz.UnitToken(u.ID))
		}
	case req.Station != "":
		st, err := s.stations.Get(store.System(ctx), req.Station)
		if err == nil && scope.Permits(stationTokens(st.Ancestors, st.Station)) {
			return only(authz.StationToken(st.Station))
		}
	case req.Area != "" && s.covers(scope, req.Area):
		return only(authz.AreaToken(req.Area))
	}
	return scope
}

// covers reports whether the scope reaches everything in the area.
func (s *Service) covers(scope store.Scope, code string) bool {
	var tokens []string
	for _, a := range s.tree.Ancestors(area.Code(code)) {
		tokens = append(tokens, authz.AreaToken(a))
	}
	return len(tokens) > 0 && scope.Permits(tokens)
}

// rounds bounds how often the store is asked to fill one page; a page may come
// back short, with a cursor to go on from.
const rounds = 40

// listed fills a page with rows of hits that the caller reaches and keep keeps.
func (s *Service) listed(ctx context.Context, scan store.Scope, q store.Query, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
	caller, _ := store.ScopeOf(ctx)
	may := s.powers(ctx)
	return rpc.Fill(rounds, q.Limit, q.After, func(limit int, after string) (store.Page[Case], error) {
		q.Limit, q.After = limit, after
		return s.cases.List(store.WithScope(ctx, scan), q)
	}, func(c *Case) (row casework.CaseRow, ok bool) {
		if !caller.Permits(c.tokens()) || !keep(c) {
			return row, false
		}
		return s.rowOf(c, may), true
	})
}
