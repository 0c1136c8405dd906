package insight

import (
	"context"
	"log/slog"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/store"
)

// Service is the insight service.
type Service struct {
	db       *store.DB
	clock    calendar.Clock
	tree     *area.Tree
	log      *slog.Logger
	consumer *consume.Consumer
	// rebuilders are the consumers of all read models, by what is built anew.
	rebuilders map[string]*consume.Consumer
	rebuilds   *store.Collection[Rebuild]
	asked      chan struct{}
}

// view is the read model that serves; ask again for every request.
func (s *Service) view(ctx context.Context) (*view, error) {
	return consume.Serving[*view](ctx, s.consumer)
}
