// Package insight counts and keeps deputies' performance files, from events
// alone. Whatever it holds can be built anew from the journals while the old
// numbers serve, and comes out the same.
package insight

import (
	"lianluo/api/insight"
	"lianluo/pkg/app"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/rpc"
	"lianluo/services/insight/search"
)

// Module is the insight service.
func Module() app.Module {
	return app.Module{Name: "insight", Build: func(b *app.Builder) error {
		_, err := build(b)
		return err
	}}
}

func build(b *app.Builder) (*Service, error) {
	s := &Service{db: b.DB, clock: b.Clock, tree: b.Tree, log: b.Log, rebuilds: declareRebuilds(b.DB), asked: make(chan struct{}, 1)}
	var err error
	s.consumer, err = b.View(rebuildCounts, revision, func(suffix string) consume.View { return placed(b.Placing, newView(b.DB, b.Tree, suffix), suffix) })
	if err != nil {
		return nil, err
	}
	finder, err := b.View(rebuildSearch, search.Revision, func(suffix string) consume.View { return search.NewView(b.DB, b.Tree, suffix) })
	s.rebuilders = map[string]*consume.Consumer{rebuildCounts: s.consumer, rebuildSearch: finder}
	s.handle(b.RPC)
	b.Go(s.work)
	return s, err
}

func (s *Service) handle(r *rpc.Server) {
	rpc.Handle(r, insight.GetCounts, s.GetCounts)
	rpc.Handle(r, insight.ListCounts, s.ListCounts)
	rpc.Handle(r, insight.GetTrend, s.GetTrend)
	rpc.Handle(r, insight.ListRows, s.ListRows)
	rpc.Handle(r, insight.ListFigures, s.ListFigures)
	rpc.Handle(r, insight.PublicCounts, s.PublicCounts)
	rpc.Handle(r, insight.GetFile, s.GetFile)
	rpc.Handle(r, insight.Search, s.Search)
	rpc.Handle(r, insight.Rebuild, s.Rebuild)
	rpc.Handle(r, insight.GetRebuild, s.GetRebuild)
}
