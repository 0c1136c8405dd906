package casework

import (
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

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
