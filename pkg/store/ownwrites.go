package store

import (
	"context"
	"slices"
)

// find scans as the unit of work in ctx would leave the collection, so that a
// list inside a unit sees the unit's own writes.
func (db *DB) find(ctx context.Context, s Scan) ([]Hit, error) {
	u := unitOf(ctx, db)
	if u == nil {
		return db.backend.Find(ctx, s)
	}
	own, touched := u.hits(s)
	if touched == 0 {
		return db.backend.Find(ctx, s)
	}
	s.Limit += touched // that many may be found and not count
	found, err := db.backend.Find(ctx, s)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(h Hit) bool {
		_, ours := u.writes[ref{s.Collection, h.ID}]
		return ours
	})
	return merge(append(found, own...), s.Desc), nil
}

// hits are the staged documents that the scan would find, and how many
// documents of the collection are staged at all.
func (u *unit) hits(s Scan) (own []Hit, touched int) {
	for key, w := range u.writes {
		if key.collection != s.Collection {
			continue
		}
		touched++
		if w.Version == 0 {
			continue
		}
		for _, e := range w.New {
			if hit := (Hit{Record: w.Record, Key: e.Key}); s.covers(e, hit) {
				own = append(own, hit)
			}
		}
	}
	return own, touched
}

func (s Scan) covers(e Entry, h Hit) bool {
	if e.Index != s.Index || e.Multi != s.Multi || e.Key < s.From || s.To != "" && e.Key >= s.To {
		return false
	}
	if s.After == nil {
		return true
	}
	n := compare(h, Hit{Record: Record{ID: s.After.ID}, Key: s.After.Key})
	return n > 0 && !s.Desc || n < 0 && s.Desc
}
