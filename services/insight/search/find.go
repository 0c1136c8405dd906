package search

import (
	"context"
	"time"

	"lianluo/api/insight"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// Bounds of one search.
const (
	rounds  = 4  // how often the store is asked to fill one page
	excerpt = 60 // characters shown around the words
	enough  = 8  // pairs of characters that are looked for; the text decides
)

var errShort = fault.Invalid("search.short", "请输入至少两个相邻的字", "Type at least two characters next to each other").At("q", "至少两个字", "two characters or more")

// Find returns a page of what the caller may find at a time, with the counts per
// kind where it is the first of all kinds. It fails with invalid for too little to
// look for and for a broken cursor.
func (v *View) Find(ctx context.Context, req insight.SearchRequest, now time.Time) (insight.SearchPage, error) {
	q := words.NewQuery(req.Words)
	if len(q.Pairs()) == 0 {
		return insight.SearchPage{}, errShort
	}
	out, err := v.page(ctx, q, req, now)
	if err != nil || req.Kind != "" || req.After != "" {
		return out, err
	}
	out.Counts = map[insight.FoundKind]int{}
	for _, kind := range insight.FoundKinds {
		part, err := v.page(ctx, q, insight.SearchRequest{Kind: kind, Limit: insight.MostCounted}, now)
		if err != nil {
			return out, err
		}
		out.Counts[kind] = len(part.Items)
	}
	return out, nil
}

func (v *View) page(ctx context.Context, q words.Query, req insight.SearchRequest, now time.Time) (insight.SearchPage, error) {
	out := insight.SearchPage{Items: []insight.Found{}, Next: req.After}
	limit := req.Limit
	if limit <= 0 {
		limit = 50
	}
	by := q.Some(enough)
	if req.Kind != "" {
		by = append(by, kindWord(req.Kind))
	}
	scope, _ := store.ScopeOf(ctx)
	for range rounds {
		page, err := v.found.Search(ctx, store.Search{Index: "text", Words: by, Limit: limit - len(out.Items), After: out.Next})
		if err != nil {
			return out, err
		}
		for i := range page.Items {
			if f := &page.Items[i]; q.Finds(f.says()) && scope.Permits(v.reach(f, now)) {
				out.Items = append(out.Items, f.shown(q, now))
			}
		}
		if out.Next = page.Next; page.Next == "" || len(out.Items) >= limit {
			break
		}
	}
	return out, nil
}

// shown is what the caller sees of it.
func (f *Found) shown(q words.Query, now time.Time) insight.Found {
	return insight.Found{Kind: f.Kind, ID: f.Of, Title: f.Title, Excerpt: q.Excerpt(f.Text, excerpt), Station: f.Station, Area: f.Area,
		At: f.At, Ended: f.Ended || !f.Until.IsZero() && !now.Before(f.Until)}
}
