// Package search is the search of an office over everything: cases by number,
// name, phone or words, and people, stations, receptions and notices by words.
// Desk and county mount it under their own address and shell.
package search

import (
	"context"
	"net/http"
	"slices"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/fault"
	"lianluo/pkg/words"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Routes serves the search of an office on mux; href is where the office shows
// something that is no case.
func Routes(mux *http.ServeMux, p *session.Portal, office session.Office, href func(insight.Found) string) {
	p.Signed(mux, "GET "+office.Base+"/search", pages{p, office, href}.search, office.Roles...)
}

type pages struct {
	*session.Portal
	office session.Office
	href   func(insight.Found) string
}

// kindCase and kindStaff are the tabs of cases and of those who work in offices,
// besides insight's kinds; "" is that of all.
const kindCase, kindStaff = "case", "staff"

const (
	perPage = 20
	// casesOfAll, othersOfAll and staffOfAll are what the tab of all shows of each.
	casesOfAll, othersOfAll, staffOfAll = 12, 12, 6
)

// view is what was found, of one kind or of all.
type view struct {
	base, typed, kind string
	query             words.Query
	problem           string // what to mend in the words
	rows              []row
	next              string
	cases             int
	moreCases         bool
	counts            map[insight.FoundKind]int // nil where the person finds nothing but cases
	staff             int                       // -1 where the person may not see who works where
	moreStaff         bool
}

func (s pages) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := view{base: s.office.Base + "/search", typed: session.Value(r, "q"), kind: session.Value(r, "kind")}
	if v.kind != kindCase && v.kind != kindStaff && !slices.Contains(insight.FoundKinds, insight.FoundKind(v.kind)) {
		v.kind = ""
	}
	v.query = words.NewQuery(v.typed)
	if v.typed != "" {
		err := s.find(ctx, r, &v)
		if fault.Is(err, fault.KindInvalid) {
			v.problem, err = session.Problems(ctx, err, "")[0].Message, nil
		}
		if err != nil {
			return err
		}
	}
	return session.Render(w, r, page(s.office.Shell(r, ui.T(ctx, "search.title")), v))
}

// find fills the view: the cases first, since most look for one.
func (s pages) find(ctx context.Context, r *http.Request, v *view) error {
	after := session.Value(r, "after")
	if after == "" || v.kind == kindCase {
		if err := s.findCases(ctx, r, v, after); err != nil {
			return err
		}
	}
	if v.kind == kindCase && after != "" {
		return nil
	}
	if after == "" || v.kind == kindStaff {
		if err := s.findStaff(ctx, r, v, after); err != nil {
			return err
		}
	}
	if v.kind == kindStaff && after != "" {
		return nil
	}
	return s.findOthers(ctx, r, v, after)
}

func (s pages) findCases(ctx context.Context, r *http.Request, v *view, after string) error {
	found, err := session.Call(ctx, s.Portal, casework.FindCases, casework.FindRequest{Words: v.typed, Limit: perPage, After: after})
	if err != nil {
		return err
	}
	v.cases, v.moreCases = len(found.Items), found.Next != ""
	switch v.kind {
	case kindCase:
		v.next = session.More(r, found.Next)
	case "":
		found.Items = found.Items[:min(len(found.Items), casesOfAll)]
	default:
		return nil
	}
	for _, c := range found.Items {
		v.rows = append(v.rows, s.caseRow(ctx, v, c))
	}
	return nil
}

// findOthers finds what is no case, counted with the first page. Whoever may not
// look for it finds cases alone.
func (s pages) findOthers(ctx context.Context, r *http.Request, v *view, after string) error {
	call := func(req insight.SearchRequest) (insight.SearchPage, error) {
		req.Words = v.typed
		page, err := session.Call(ctx, s.Portal, insight.Search, req)
		if fault.Is(err, fault.KindDenied) || fault.HasCode(err, "search.short") { // a number may be short of letters
			return insight.SearchPage{}, nil
		}
		return page, err
	}
	var found insight.SearchPage
	var err error
	if after == "" {
		if found, err = call(insight.SearchRequest{Limit: othersOfAll}); err != nil {
			return err
		}
		v.counts = found.Counts
	}
	switch v.kind {
	case kindCase, kindStaff:
		return nil
	case "":
	default:
		if found, err = call(insight.SearchRequest{Kind: insight.FoundKind(v.kind), Limit: perPage, After: after}); err != nil {
			return err
		}
		v.next = session.More(r, found.Next)
	}
	for _, f := range found.Items {
		v.rows = append(v.rows, s.otherRow(ctx, v, f))
	}
	return nil
}
