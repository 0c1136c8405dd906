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
		return u.knows(ref{s.Collection, h.ID})
	})
	return merge(append(found, own...), s.Desc), nil
}

// knows reports whether the unit, or the one before it, wrote a document.
func (u *unit) knows(key ref) bool {
	_, ours := u.writes[key]
	_, theirs := u.before.written(key)
	return ours || theirs
}

// hits are the staged documents that the scan would find, those of the unit before
// among them, and how many documents of the collection are staged at all.
func (u *unit) hits(s Scan) (own []Hit, touched int) {
	for key, w := range u.writes {
		if key.collection == s.Collection {
			touched++
			own = append(own, s.hits(w.Record, w.New)...)
		}
	}
	if u.before == nil {
		return own, touched
	}
	for key, w := range u.before.writes {
		if _, ours := u.writes[key]; key.collection == s.Collection && !ours {
			rec, _ := u.before.written(key)
			touched++
			own = append(own, s.hits(rec, w.New)...)
		}
	}
	return own, touched
}

// hits are those that the scan has of one document.
func (s Scan) hits(rec Record, entries []Entry) (out []Hit) {
	for _, e := range entries {
		if hit := (Hit{Record: rec, Key: e.Key}); rec.Version != 0 && s.covers(e, hit) {
			out = append(out, hit)
		}
	}
	return out
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
