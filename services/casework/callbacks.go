package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// ListCallbacks serves casework.ListCallbacks: one line for every voice that has
// not answered and can be reached.
func (s *Service) ListCallbacks(ctx context.Context, req casework.CallbackRequest) (rpc.Page[casework.Callback], error) {
	out := rpc.Page[casework.Callback]{Items: []casework.Callback{}}
	narrow := s.narrowed(ctx, casework.ListRequest{Station: req.Station})
	page, err := s.cases.List(store.WithScope(ctx, narrow), store.Query{Index: "callback", Limit: req.Limit, After: req.After})
	if err != nil {
		return out, err
	}
	caller, _ := store.ScopeOf(ctx)
	may := s.powers(ctx)
	for i := range page.Items {
		c := &page.Items[i]
		if !caller.Permits(c.tokens()) || req.Station != "" && c.Station != req.Station {
			continue
		}
		lines, err := s.linesOf(ctx, c, may)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, lines...)
	}
	out.Next = page.Next
	return out, nil
}

func (s *Service) linesOf(ctx context.Context, c *Case, may *powers) ([]casework.Callback, error) {
	var out []casework.Callback
	for _, k := range c.openAsks() {
		v := c.voice(k.Voice)
		if v == nil || !v.Reachable {
			continue
		}
		shown := []casework.Voice{*v}
		if err := s.masked(ctx, shown); err != nil {
			return nil, err
		}
		out = append(out, casework.Callback{
			Case: s.rowOf(c, may), Voice: shown[0], About: k.About, AskedAt: k.AskedAt, Until: k.Until,
			Tries: k.Tries, Reply: c.lastReply(),
		})
	}
	return out, nil
}

func (c *Case) lastReply() string {
	if len(c.Replies) == 0 {
		return ""
	}
	return c.Replies[len(c.Replies)-1].Text
}
