package store

import (
	"cmp"
	"context"
	"slices"

	"lianluo/pkg/fault"
)

// Query reads a declared index. On a scoped index the caller's scope chooses
// what is scanned; on others each hit is checked against it.
type Query struct {
	Index string
	Of    string // the element, on a multi-value index
	Eq    Key    // leading values of the key
	From  any    // least value of the component after Eq, inclusive
	Below any    // bound of the component after Eq, exclusive
	Desc  bool
	Limit int    // 1 to 500; 0 is 50
	After string // cursor of the page before
}

// Page is one page; Next is "" on the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// MaxPage is the most documents in one page.
const MaxPage = 500

func (q Query) bounds() (from, to string) {
	prefix := q.Eq.encode()
	from, to = prefix, prefixEnd(prefix)
	if q.From != nil {
		from = append(slices.Clone(q.Eq), q.From).encode()
	}
	if q.Below != nil {
		to = append(slices.Clone(q.Eq), q.Below).encode()
	}
	return from, to
}

func (c *Collection[T]) scans(ctx context.Context, q Query) ([]Scan, error) {
	scope, ok := ScopeOf(ctx)
	if !ok {
		return nil, errNoScope
	}
	ix, ok := c.by[q.Index]
	if !ok || ix.Words != nil || q.Of != "" && ix.Of == nil {
		return nil, c.noIndex(q.Index)
	}
	after, err := parseCursor(q.After)
	if err != nil {
		return nil, err
	}
	if q.Limit <= 0 {
		q.Limit = 50
	}
	from, to := q.bounds()
	s := Scan{Collection: c.name, Index: q.Index, Multi: q.Of, From: from, To: to, After: after, Desc: q.Desc, Limit: min(q.Limit, MaxPage) + 1}
	s, any := s.clip()
	switch {
	case !any:
		return nil, nil
	case !ix.Scoped:
		return []Scan{s}, nil
	}
	var out []Scan
	for _, t := range scope.scanTokens() {
		s.Multi = t
		out = append(out, s)
	}
	return out, nil
}

func (c *Collection[T]) noIndex(name string) error {
	return fault.New(fault.KindInternal, "store.no_index", "集合 %s 没有声明能用于此查询的索引 %s，查询被拒绝",
		"Collection %s declares no index %s that serves this query; it is refused", c.name, name)
}

// List returns one page in key order. It fails with denied without a scope,
// invalid for a broken cursor, internal for an index that is not declared.
func (c *Collection[T]) List(ctx context.Context, q Query) (Page[T], error) {
	page := Page[T]{Items: []T{}}
	scans, err := c.scans(ctx, q)
	if err != nil {
		return page, err
	}
	var hits []Hit
	for _, s := range scans {
		found, err := c.db.find(ctx, s)
		if err != nil {
			return page, err
		}
		hits = append(hits, found...)
	}
	if len(scans) > 1 {
		hits = merge(hits, q.Desc)
	}
	if len(scans) == 0 {
		return page, nil
	}
	return c.fill(ctx, page, hits, scans[0].Limit-1)
}

// merge orders the hits of several tokens and drops repeats: documents that
// carry several of the tokens, or moved while they were read.
func merge(hits []Hit, desc bool) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		n := compare(a, b)
		if desc {
			return -n
		}
		return n
	})
	seen := make(map[string]bool, len(hits))
	return slices.DeleteFunc(hits, func(h Hit) bool {
		again := seen[h.ID]
		seen[h.ID] = true
		return again
	})
}

func compare(a, b Hit) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID))
}

func (c *Collection[T]) fill(ctx context.Context, page Page[T], hits []Hit, limit int) (Page[T], error) {
	if len(hits) > limit {
		hits = hits[:limit]
		page.Next = Position{Key: hits[limit-1].Key, ID: hits[limit-1].ID}.cursor()
	}
	for _, h := range hits {
		doc, err := c.decode(h.Record)
		if err != nil {
			return page, err
		}
		if c.permit(ctx, doc) == nil {
			page.Items = append(page.Items, *doc)
		}
	}
	return page, nil
}

// First returns the first document of the query within reach and whether there
// is one.
func (c *Collection[T]) First(ctx context.Context, q Query) (T, bool, error) {
	q.Limit = 1
	for {
		page, err := c.List(ctx, q)
		if err == nil && len(page.Items) > 0 {
			return page.Items[0], true, nil
		}
		if err != nil || page.Next == "" {
			var zero T
			return zero, false, err
		}
		q.Limit, q.After = MaxPage, page.Next
	}
}

// Each calls fn for every document of the query, page by page. It fails as List
// does, and with what fn fails with, which ends it.
func (c *Collection[T]) Each(ctx context.Context, q Query, fn func(T) error) error {
	q.Limit = MaxPage
	for {
		page, err := c.List(ctx, q)
		if err != nil {
			return err
		}
		for _, doc := range page.Items {
			if err := fn(doc); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
