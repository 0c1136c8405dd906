package casework

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
	"lianluo/services/casework/number"
)

const (
	// enough pairs of characters leave hardly a case to look at that does not hold
	// the words; each more costs time.
	enough = 8
	// searches bounds how often the store is asked to fill one page.
	searches = 4
	// around is how much of what was said is shown around the words, in characters.
	around = 60
)

// byNumber finds cases by the end of a voice's number.
func (s *Service) byNumber(ctx context.Context, tail string) way {
	holds := func(c *Case) bool {
		return slices.ContainsFunc(c.numbers(), func(n string) bool { return number.Ends(n, tail) })
	}
	return s.through(ctx, []string{numberEnd + number.Key(tail)}, holds, func(*Case, *casework.CaseRow) {})
}

// byWords finds cases by what was said, whatever its width, case and composition.
func (s *Service) byWords(ctx context.Context, q words.Query) way {
	return s.through(ctx, q.Some(enough), func(c *Case) bool { return q.Finds(c.said()) },
		func(c *Case, row *casework.CaseRow) { row.Excerpt = c.excerpt(q) })
}

// excerpt is the first of what was said that holds one of the words, around it.
func (c *Case) excerpt(q words.Query) string {
	for _, part := range c.parts() {
		if slices.ContainsFunc(q.Marked(part), func(p words.Part) bool { return p.Hit }) {
			return q.Excerpt(part, around)
		}
	}
	return q.Excerpt(c.Text, around)
}

// through finds the cases that have all the words and hold what is looked for.
func (s *Service) through(ctx context.Context, found []string, holds func(*Case) bool, show func(*Case, *casework.CaseRow)) way {
	may := s.powers(ctx)
	return way{has: holds, page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		return paged(searches, req.Limit, req.After, func(limit int, after string) (store.Page[Case], error) {
			return s.cases.Search(ctx, store.Search{Index: "text", Words: found, Limit: limit, After: after})
		}, func(c *Case) (row casework.CaseRow, ok bool) {
			if !holds(c) || !keep(c) {
				return row, false
			}
			row = s.rowOf(c, may)
			show(c, &row)
			return row, true
		})
	}}
}
