package casework

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"lianluo/api/casework"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

const (
	// shortReplies in characters: "已修好" is the same everywhere, and says enough.
	shortReplies = 20
	// prints is how many pairs of a reply others are found by, nearly the same
	// texts share most of theirs; looked is how many replies each pair brings.
	prints, looked = 4, 10
	// copied is from where on two replies count as the same.
	copied = 0.9
)

// Print is what a reply is found by when another one is like it. It holds no words.
type Print struct {
	ID   string `json:"id"`
	Case string `json:"case"`
	N    int    `json:"n"` // of the case's replies
	// Position of its event in the journal: what is before what does not change.
	Position int64    `json:"position"`
	Prints   []string `json:"prints"`
}

func declarePrints(db *store.DB) *store.Collection[Print] {
	return store.NewCollection(db, "print", store.Def[Print]{
		ID: func(p *Print) string { return p.ID },
		Indexes: []store.Index[Print]{{Name: "like", Of: func(p *Print) []string { return p.Prints },
			Key: func(p *Print) store.Key { return store.Key{p.Position} }}},
	})
}

// printsOf are the pairs of characters with the smallest hashes, which texts that
// differ in a few words mostly share.
func printsOf(county, text string) []string {
	if len([]rune(text)) < shortReplies {
		return nil
	}
	var hashes []uint64
	for pair := range words.NewSet(text) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(pair)) // never fails
		hashes = append(hashes, h.Sum64())
	}
	slices.Sort(hashes)
	var out []string
	for _, h := range hashes[:min(prints, len(hashes))] {
		out = append(out, county+"/"+strconv.FormatUint(h, 36))
	}
	return out
}

// sameReply finds an earlier reply to another case of the county that is this one,
// the case's n-th, nearly word for word; the zero Mark for none. What it reads does
// not grow with the county.
func (s *Service) sameReply(ctx context.Context, row store.JournalRow, d casework.Changed, n int) (Mark, error) {
	c, err := s.cases.Get(ctx, d.Case)
	if err != nil || n >= len(c.Replies) {
		return Mark{}, err
	}
	text := c.Replies[n].Text
	marks := printsOf(c.county(), text)
	if len(marks) == 0 {
		return Mark{}, nil
	}
	err = s.prints.Put(ctx, Print{ID: fmt.Sprintf("%s/%d", d.Case, n), Case: d.Case, N: n, Position: row.Position, Prints: marks})
	if err != nil {
		return Mark{}, err
	}
	own := words.NewSet(text)
	for _, mark := range marks {
		page, err := s.prints.List(ctx, store.Query{Index: "like", Of: mark, Below: row.Position, Desc: true, Limit: looked})
		if err != nil {
			return Mark{}, err
		}
		for _, p := range page.Items {
			if other, err := s.like(ctx, p, d.Case, own); err != nil || other.Other != "" {
				return other, err
			}
		}
	}
	return Mark{}, nil
}

// like compares a reply with another one.
func (s *Service) like(ctx context.Context, p Print, id string, own words.Set) (Mark, error) {
	if p.Case == id {
		return Mark{}, nil
	}
	o, err := s.cases.Get(ctx, p.Case)
	if err != nil || p.N >= len(o.Replies) || own.Like(words.NewSet(o.Replies[p.N].Text)) < copied {
		return Mark{}, err
	}
	return Mark{Other: o.ID, OtherNumber: o.Number}, nil
}
