package app

import (
	"context"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// JournalRequest reads by position, one aggregate's events by Key, or aggregate by
// aggregate.
type JournalRequest struct {
	After int64  `query:"after" doc:"position, or sequence with key"`
	Key   string `query:"key" validate:"max=200" doc:"aggregate/id"`
	Whole bool   `query:"whole" doc:"aggregate by aggregate"`
	Row   string `query:"row" validate:"max=220" doc:"with whole: the row before"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
}

// JournalPage is a page of a service's journal.
type JournalPage struct {
	Rows []store.JournalRow `json:"rows"`
	End  int64              `json:"end,omitempty" doc:"with whole: the last position when it was read"`
}

// JournalOp declares "<service>.ReadJournal", the one call that a service may
// make to another to learn what happened.
func JournalOp(service string) rpc.Op[JournalRequest, JournalPage] {
	return rpc.Get[JournalRequest, JournalPage](service+".ReadJournal", "/api/"+service+"/v1/journal", rpc.Internal())
}

func (s *Service) serveJournal() {
	journal := s.db.Journal()
	rpc.Handle(s.rpc, JournalOp(s.Name), func(ctx context.Context, req JournalRequest) (JournalPage, error) {
		limit := req.Limit
		if limit == 0 {
			limit = store.MaxPage
		}
		switch {
		case req.Whole:
			rows, end, err := journal.ReadWhole(ctx, req.Row, limit)
			return JournalPage{Rows: rows, End: end}, err
		case req.Key != "":
			rows, err := journal.ReadAggregate(ctx, req.Key, req.After, limit)
			return JournalPage{Rows: rows}, err
		}
		rows, err := journal.ReadAfter(ctx, req.After, limit)
		return JournalPage{Rows: rows}, err
	})
}

// journalReader reads other services' journals for consumers.
type journalReader struct {
	peer func(service string) *rpc.Client
}

// ReadAggregate implements consume.GapReader.
func (j journalReader) ReadAggregate(ctx context.Context, service, key string, after int64, limit int) ([]event.Event, error) {
	page, err := rpc.Call(ctx, j.peer(service), JournalOp(service), JournalRequest{Key: key, After: after, Limit: limit})
	out := make([]event.Event, 0, len(page.Rows))
	for _, row := range page.Rows {
		out = append(out, row.Event)
	}
	return out, err
}

// ReadJournal implements consume.GapReader.
func (j journalReader) ReadJournal(ctx context.Context, service string, after int64, limit int) ([]store.JournalRow, error) {
	page, err := rpc.Call(ctx, j.peer(service), JournalOp(service), JournalRequest{After: after, Limit: limit})
	return page.Rows, err
}

// ReadWhole implements consume.GapReader.
func (j journalReader) ReadWhole(ctx context.Context, service, after string, limit int) ([]store.JournalRow, int64, error) {
	page, err := rpc.Call(ctx, j.peer(service), JournalOp(service), JournalRequest{Whole: true, Row: after, Limit: limit})
	return page.Rows, page.End, err
}
