package casework

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

const (
	// enough pairs of characters leave hardly a case to look at that does not hold
	// the words; each more costs time.
	enough = 4
	// searches bounds how often the store is asked to fill one page.
	searches = 4
	// around is how much of what was said is shown around the words, in characters.
	around = 60
)

// shownOf is what a case that was found is checked, reached and shown by. Its
// history and answers, most of what is stored of it, are none of that.
var shownOf = []string{
	"id", "number", "area", "ancestors", "station", "stationName", "registrarPerson", "receivedBy", "unit", "unitName", "codes",
	"text", "voices", "place", "title", "publicTitle", "category", "step", "class", "level", "clock", "supervision", "receivedAt", "outcome",
	"round", "binding", "extension", "asks",
}

// byNumber finds cases by the end of a voice's number.
func (s *Service) byNumber(ctx context.Context, tail string) way {
	holds := func(c *Case) bool {
		return slices.ContainsFunc(c.numbers(), func(n string) bool { return number.Ends(n, tail) })
	}
	if key, ok := number.LongKey(tail); ok {
		return s.byEnd(ctx, key, holds)
	}
	return s.through(ctx, []string{numberEnd + number.Key(tail)}, holds, func(*Case, *casework.CaseRow) {})
}

// byEnd finds cases by a long end of a number, which few cases of a country share.
func (s *Service) byEnd(ctx context.Context, key string, holds func(*Case) bool) way {
	scope, _ := store.ScopeOf(ctx)
	return way{has: holds, page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		q := store.Query{Index: "ends", Of: key, Desc: true, Limit: req.Limit, After: req.After}
		return s.listed(ctx, scope, q, func(c *Case) bool { return holds(c) && keep(c) })
	}}
}

// byWords finds cases by what was said, whatever its width, case and composition.
func (s *Service) byWords(ctx context.Context, q words.Query) way {
	return s.through(ctx, q.Some(enough), func(c *Case) bool { return q.Finds(c.said()) },
		func(c *Case, row *casework.CaseRow) { row.Excerpt = c.excerpt(q) })
}

// excerpt is the first of what was said that holds one of the words, around it.
func (c *Case) excerpt(q words.Query) string {
	for _, part := range c.parts() {
		if q.FindsAny(part) {
			return q.Excerpt(part, around)
		}
	}
	return q.Excerpt(c.Text, around)
}

// through finds the cases that have all the words and hold what is looked for.
func (s *Service) through(ctx context.Context, found []string, holds func(*Case) bool, show func(*Case, *casework.CaseRow)) way {
	may := s.powers(ctx)
	return way{has: holds, page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		gaveUp := false // what looked as far as one search may is not asked to look on
		return rpc.Fill(searches, req.Limit, req.After, func(limit int, after string) (store.Page[Case], error) {
			if gaveUp {
				return store.Page[Case]{Next: after}, nil
			}
			page, err := s.cases.Search(ctx, store.Search{Index: "text", Words: found, Limit: limit, After: after, Members: shownOf})
			gaveUp = page.Next != "" && len(page.Items) < limit
			return page, err
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
