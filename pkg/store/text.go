package store

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// TextScan asks a text index for documents that have all the terms, newest
// first, after a position. Where nearly all documents lie Under the scope a backend
// may leave that out: whoever asks looks at each document's tokens again.
type TextScan struct {
	Collection, Index string
	Terms             []string
	Under             string // the scope's own term, "" for everything
	After             *Position
	Limit             int
	Members           []string // what of the documents is wanted at least; nil: all
}

// TextHits are hits, newest first. Stopped is where the backend gave up looking
// before it had Limit of them, nil where there are no more.
type TextHits struct {
	Hits    []Hit
	Stopped *Position
}

// Search asks for the documents within the caller's scope that have all the
// words, newest first.
type Search struct {
	Index string
	Words []string
	Limit int    // 1 to 500; 0 is 50
	After string // cursor of the page before
	// Members are the top-level JSON members that are read, nil for all; those that
	// the collection's Tokens need must be among them. Such documents are for
	// showing, never for storing.
	Members []string
}

func (c *set) search(ctx context.Context, q Search) (docs []any, next string, err error) {
	scope, ok := ScopeOf(ctx)
	if !ok {
		return nil, "", errNoScope
	}
	if ix, ok := c.by[q.Index]; !ok || ix.words == nil {
		return nil, "", c.noIndex(q.Index)
	}
	after, err := parseCursor(q.After)
	if err != nil || len(q.Words) == 0 {
		return nil, "", err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, MaxPage)
	found, err := c.found(ctx, scope, TextScan{Collection: c.name, Index: q.Index, After: after, Limit: limit + 1, Terms: terms(q.Words), Members: q.Members})
	if err != nil {
		return nil, "", err
	}
	docs, next, err = c.fill(ctx, found.Hits, limit, q.Members)
	if next == "" && found.Stopped != nil {
		next = found.Stopped.cursor()
	}
	return docs, next, err
}

// found scans under each token of the scope and merges what comes: up to where
// the scan that got least far stopped.
func (c *set) found(ctx context.Context, scope Scope, s TextScan) (TextHits, error) {
	if scope.All {
		return c.db.backend.Search(ctx, s)
	}
	var all TextHits
	for _, token := range scope.scanTokens() {
		s.Under = scopeTerm(token)
		part, err := c.db.backend.Search(ctx, s)
		if err != nil {
			return all, err
		}
		all.Hits = append(all.Hits, part.Hits...)
		if part.Stopped != nil && (all.Stopped == nil || compare(all.Stopped.hit(), part.Stopped.hit()) < 0) {
			all.Stopped = part.Stopped
		}
	}
	all.Hits = slices.DeleteFunc(merge(all.Hits, true), func(h Hit) bool {
		return all.Stopped != nil && compare(h, all.Stopped.hit()) < 0
	})
	return all, nil
}

func (p Position) hit() Hit { return Hit{Record: Record{ID: p.ID}, Key: p.Key} }

// textOf is the whole of an entry's words and scope tokens in one; none where
// there are no words.
func textOf(words, tokens []string) []string {
	if len(words) == 0 {
		return nil
	}
	all := terms(words)
	for _, t := range tokens {
		all = append(all, scopeTerm(t))
	}
	slices.Sort(all)
	return []string{strings.Join(slices.Compact(all), " ")}
}

// Terms are the terms of an entry of a text index.
func (e Entry) Terms() []string { return strings.Split(e.Multi, " ") }

func terms(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = term(w)
	}
	return out
}

// term is a word as text indexes hold it: of lower-case letters, digits and what
// is beyond ASCII only, so that no backend reads anything into it. Pairs of such
// characters are what they are, all else is in hex.
func term(word string) string {
	if n := utf8.RuneCountInString(word); n > 0 && n <= 2 && utf8.ValidString(word) && !strings.ContainsFunc(word, special) {
		return word
	}
	return "x" + hex.EncodeToString([]byte(word))
}

// scopeTerm is a scope token beside the words. No word is one.
func scopeTerm(token string) string { return "t" + hex.EncodeToString([]byte(token)) }

func special(r rune) bool {
	return r < utf8.RuneSelf && (r < '0' || r > '9') && (r < 'a' || r > 'z')
}
