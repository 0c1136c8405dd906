package insight

import (
	"context"

	"lianluo/api/insight"
	"lianluo/pkg/event/consume"
	"lianluo/services/insight/search"
)

// Search serves insight.Search.
func (s *Service) Search(ctx context.Context, req insight.SearchRequest) (insight.SearchPage, error) {
	v, err := consume.Serving[*search.View](ctx, s.rebuilders[rebuildSearch])
	if err != nil {
		return insight.SearchPage{}, err
	}
	return v.Find(ctx, req, s.clock.Now())
}
