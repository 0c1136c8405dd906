package casework

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"lianluo/api/casework"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// way is one way of finding cases.
type way struct {
	// page finds cases that keep keeps.
	page func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error)
	// has reports whether this way finds the case, for the ways after it.
	has func(*Case) bool
	// rarely: it mostly finds nothing.
	rarely bool
}

// FindCases serves casework.FindCases: by the whole number, or else by everything
// that the words may be: the end of a number, a phone, a name, words of the text.
func (s *Service) FindCases(ctx context.Context, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
	scope, _ := store.ScopeOf(ctx)
	if n, ok := number.Parse(req.Words); ok {
		return s.listed(ctx, scope, store.Query{Index: "number", Of: n, Limit: 1}, everything)
	}
	q := words.NewQuery(req.Words)
	ways := s.ways(ctx, req.Words, q)
	if len(ways) == 0 {
		return rpc.Page[casework.CaseRow]{}, errShort
	}
	return along(ways, req)
}

func everything(*Case) bool { return true }

// ways are those that the words can be found by, the surest first; none where
// there is too little to look for.
func (s *Service) ways(ctx context.Context, typed string, q words.Query) []way {
	var out []way
	if tail, ok := number.Tail(typed); ok {
		switch { // a phone before the rare number that ends alike
		case isPhone(tail):
			out = append(out, s.byPhone(ctx, "phone", tail), s.byNumber(ctx, tail))
		case len(tail) == phoneTail:
			out = append(out, s.byNumber(ctx, tail), s.byPhone(ctx, "tail", tail))
		default:
			out = append(out, s.byNumber(ctx, tail))
		}
	} else if name := words.Solid(typed); len([]rune(name)) >= leastOfName {
		byName := s.byName(ctx, name)
		byName.rarely = true
		out = append(out, byName)
	}
	if len(q.Pairs()) > 0 {
		out = append(out, s.byWords(ctx, q))
	}
	return out
}

// along goes one way after the other; the cursor names the way it stopped on. A
// case that several ways find comes by the first of them.
func along(ways []way, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	at, after, _ := strings.Cut(req.After, ".")
	first, err := strconv.Atoi(at)
	if err != nil {
		first, after = 0, req.After // none, or one that the store refuses
	}
	first = min(max(first, 0), len(ways))
	wanted, before := either(req.Limit, 50), ways[:first:first]
	var second func() (rpc.Page[casework.CaseRow], error)
	if first == 0 && after == "" && len(ways) > 1 && ways[0].rarely {
		var done func()
		second, done = meanwhile(ways[1], casework.FindRequest{Words: req.Words, Limit: wanted})
		defer done()
	}
	for i := first; i < len(ways); i++ {
		ask := func() (rpc.Page[casework.CaseRow], error) {
			return ways[i].page(casework.FindRequest{Words: req.Words, Limit: wanted - len(out.Items), After: after}, unlessBy(before))
		}
		if i == 1 && second != nil && len(before) == 0 {
			ask = second
		}
		page, err := ask()
		if err != nil {
			return out, err
		}
		if after != "" || len(page.Items) > 0 { // else it finds nothing that could come again
			before = append(before, ways[i])
		}
		after = ""
		out.Items = append(out.Items, page.Items...)
		switch {
		case page.Next != "":
			out.Next = strconv.Itoa(i) + "." + page.Next
			return out, nil
		case len(out.Items) >= wanted && i+1 < len(ways):
			out.Next = strconv.Itoa(i+1) + "."
			return out, nil
		}
	}
	return out, nil
}

// meanwhile goes a way while another is gone, from which most searches come back
// with nothing. page waits for what it finds, done for its end.
func meanwhile(w way, req casework.FindRequest) (page func() (rpc.Page[casework.CaseRow], error), done func()) {
	var found rpc.Page[casework.CaseRow]
	var work errgroup.Group
	work.Go(func() (err error) {
		found, err = w.page(req, everything)
		return err
	})
	return func() (rpc.Page[casework.CaseRow], error) { err := work.Wait(); return found, err }, func() { _ = work.Wait() } // the page's error, if it is asked for
}

// unlessBy keeps what none of the ways finds.
func unlessBy(ways []way) func(*Case) bool {
	return func(c *Case) bool {
		for _, w := range ways {
			if w.has(c) {
				return false
			}
		}
		return true
	}
}
