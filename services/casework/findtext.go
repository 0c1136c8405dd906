package casework

import (
	"context"
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
	"lianluo/services/casework/number"
)

// byNumber finds cases by the end of a voice's number.
func (s *Service) byNumber(ctx context.Context, tail string) way {
	return s.through(ctx, numberEnd+number.Key(tail), func(c *Case) bool {
		return slices.ContainsFunc(c.numbers(), func(n string) bool { return number.Ends(n, tail) })
	})
}

// byWords finds cases whose title or text contain the words.
func (s *Service) byWords(ctx context.Context, typed, pair string) way {
	return s.through(ctx, pair, func(c *Case) bool { return words.Contains(c.Title+"\n"+c.Text, typed) })
}

// through finds the cases that are found by an element and hold what is looked
// for. A caller who reaches a whole county finds them by the index; others, whose
// cases are some hundreds, by looking through these.
func (s *Service) through(ctx context.Context, element string, holds func(*Case) bool) way {
	scope, _ := store.ScopeOf(ctx)
	counties := s.counties(scope)
	return way{has: holds, page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		both := func(c *Case) bool { return holds(c) && keep(c) }
		if len(counties) == 0 {
			return s.listed(ctx, scope, store.Query{Index: "all", Desc: true, Limit: req.Limit, After: req.After}, both)
		}
		return inCounties(counties, req, func(county, after string, limit int) (rpc.Page[casework.CaseRow], error) {
			return s.listed(ctx, scope, store.Query{Index: "words", Of: county + "|" + element, Desc: true, Limit: limit, After: after}, both)
		})
	}}
}

// counties are those that the scope reaches whole, in order.
func (s *Service) counties(scope store.Scope) []string {
	var out []string
	for _, token := range scope.Tokens {
		code, ok := strings.CutPrefix(token, "a:")
		if !ok || rank(area.Code(code).Level().String()) < rank("county") {
			continue
		}
		for d := range s.tree.Walk(area.Code(code)) {
			if rank(d.Level.String()) == rank("county") {
				out = append(out, string(d.Code))
			}
		}
	}
	return out
}

// inCounties goes through the counties one after the other; the cursor names the
// county it stopped in.
func inCounties(counties []string, req casework.FindRequest, find func(county, after string, limit int) (rpc.Page[casework.CaseRow], error)) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	at, after, _ := strings.Cut(req.After, ".")
	if !slices.Contains(counties, at) {
		at, after = "", req.After // none, or one that the store refuses
	}
	for i, county := range counties {
		if at != "" && county != at {
			continue
		}
		at = ""
		page, err := find(county, after, req.Limit-len(out.Items))
		if err != nil {
			return out, err
		}
		after = ""
		out.Items = append(out.Items, page.Items...)
		switch {
		case page.Next != "":
			out.Next = county + "." + page.Next
			return out, nil
		case len(out.Items) >= req.Limit && i+1 < len(counties):
			out.Next = counties[i+1] + "."
			return out, nil
		}
	}
	return out, nil
}
