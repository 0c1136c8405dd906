package store

import (
	"cmp"
	"context"
	"slices"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
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

func (c *set) scans(ctx context.Context, q Query) ([]Scan, error) {
	scope, ok := ScopeOf(ctx)
	if !ok {
		return nil, errNoScope
	}
	ix, ok := c.by[q.Index]
	if !ok || ix.words != nil || q.Of != "" && ix.of == nil || ix.scoped && scope.All && c.lists != nil {
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
	case !ix.scoped:
		return []Scan{s}, nil
	}
	var out []Scan
	for _, t := range scope.scanTokens() {
		s.Multi = t
		out = append(out, s)
	}
	return out, nil
}

func (c *set) noIndex(name string) error {
	return fault.New(fault.KindInternal, "store.no_index", "集合 %s 没有声明能用于此查询的索引 %s，查询被拒绝",
		"Collection %s declares no index %s that serves this query; it is refused", c.name, name)
}

func (c *set) list(ctx context.Context, q Query) (docs []any, next string, err error) {
	scans, err := c.scans(ctx, q)
	if err != nil || len(scans) == 0 {
		return nil, "", err
	}
	var hits []Hit
	for _, s := range scans {
		found, err := c.db.find(ctx, s)
		if err != nil {
			return nil, "", err
		}
		hits = append(hits, found...)
	}
	if len(scans) > 1 {
		hits = merge(hits, q.Desc)
	}
	return c.fill(ctx, hits, scans[0].Limit-1, nil)
}

// merge orders the hits of several tokens and drops repeats: documents that
// carry several of the tokens, or moved while they were read.
func merge(hits []Hit, desc bool) []Hit {
	sorting.By(hits, func(a, b Hit) int {
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

// fill reads the documents of one page and drops what is out of reach.
func (c *set) fill(ctx context.Context, hits []Hit, limit int, members []string) (docs []any, next string, err error) {
	if len(hits) > limit {
		hits = hits[:limit]
		next = Position{Key: hits[limit-1].Key, ID: hits[limit-1].ID}.cursor()
	}
	docs = make([]any, 0, len(hits))
	for _, h := range hits {
		doc, err := c.decodeSome(h.Record, members)
		if err != nil {
			return docs, next, err
		}
		if c.permit(ctx, doc) == nil {
			docs = append(docs, doc)
		}
	}
	return docs, next, nil
}

// first is nil where there is none.
func (c *set) first(ctx context.Context, q Query) (any, error) {
	q.Limit = 1
	for {
		docs, next, err := c.list(ctx, q)
		if err == nil && len(docs) > 0 {
			return docs[0], nil
		}
		if err != nil || next == "" {
			return nil, err
		}
		q.Limit, q.After = MaxPage, next
	}
}

func (c *set) each(ctx context.Context, q Query, fn func(any) error) error {
	q.Limit = MaxPage
	for {
		docs, next, err := c.list(ctx, q)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := fn(doc); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}
