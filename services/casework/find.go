package casework

import (
	"context"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
	"lianluo/services/casework/number"
)

// FindCases serves casework.FindCases: by number, by the last four digits of a
// phone, or by words.
func (s *Service) FindCases(ctx context.Context, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
	scope, _ := store.ScopeOf(ctx)
	if n, ok := number.Parse(req.Words); ok {
		return s.listed(ctx, scope, store.Query{Index: "number", Of: n, Limit: 1}, everything)
	}
	if len(req.Words) == 4 && strings.Trim(req.Words, "0123456789") == "" {
		return s.byTail(ctx, req)
	}
	return s.byWords(ctx, scope, req)
}

func everything(*Case) bool { return true }

// byTail finds cases by the last four digits of a voice's phone.
func (s *Service) byTail(ctx context.Context, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	page, err := s.contacts.List(ctx, store.Query{
		Index: "tail", Eq: store.Key{s.vault.Blind("tail", req.Words)}, Desc: true, Limit: req.Limit, After: req.After,
	})
	if err != nil {
		return out, err
	}
	may, seen := s.powers(ctx), map[string]bool{}
	for _, found := range page.Items {
		c, err := s.cases.Get(ctx, found.Case)
		if err != nil || seen[c.ID] {
			continue // out of the caller's reach, or found by another voice
		}
		seen[c.ID] = true
		out.Items = append(out.Items, s.rowOf(&c, may))
	}
	out.Next = page.Next
	return out, nil
}

// byWords finds cases whose title or text contain the words. A caller who
// reaches a whole county finds them by pairs of characters; others, whose cases
// are some hundreds, by looking through these.
func (s *Service) byWords(ctx context.Context, scope store.Scope, req casework.FindRequest) (rpc.Page[casework.CaseRow], error) {
	keep := func(c *Case) bool { return words.Contains(c.Title+"\n"+c.Text, req.Words) }
	pairs := words.Bigrams(req.Words, 1)
	if len(pairs) == 0 {
		return rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}, nil
	}
	counties := s.counties(scope)
	if len(counties) == 0 {
		return s.listed(ctx, scope, store.Query{Index: "all", Desc: true, Limit: req.Limit, After: req.After}, keep)
	}
	return s.inCounties(ctx, scope, counties, pairs[0], req, keep)
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
func (s *Service) inCounties(ctx context.Context, scope store.Scope, counties []string, pair string, req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	at, after, _ := strings.Cut(req.After, ".")
	wanted := either(req.Limit, 50)
	for i, county := range counties {
		if at != "" && county != at {
			continue
		}
		at = ""
		q := store.Query{Index: "words", Of: county + "|" + pair, Desc: true, Limit: wanted - len(out.Items), After: after}
		page, err := s.listed(ctx, scope, q, keep)
		if err != nil {
			return out, err
		}
		after = ""
		out.Items = append(out.Items, page.Items...)
		switch {
		case page.Next != "":
			out.Next = county + "." + page.Next
			return out, nil
		case len(out.Items) >= wanted && i+1 < len(counties):
			out.Next = counties[i+1] + "."
			return out, nil
		}
	}
	return out, nil
}
