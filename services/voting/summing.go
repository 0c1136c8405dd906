package voting

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/store"
)

const (
	// mostSummed bounds how many projects one sum looks at; a province chooses fewer
	// in a year.
	mostSummed = 20_000
	// sumsFor is how long figures are shown before they are counted anew: anybody can
	// ask for them, and a province's take a look at each project.
	sumsFor = time.Minute
	// mostSums bounds how many are kept.
	mostSums = 500
)

// sums keeps figures for a while. Whoever asks for others meanwhile does not wait.
type sums struct {
	mu sync.Mutex
	of map[string]*summed
}

type summed struct {
	mu sync.Mutex
	voting.Sums
}

func (x *sums) get(key string) *summed {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == nil || len(x.of) >= mostSums && x.of[key] == nil {
		x.of = map[string]*summed{}
	}
	if x.of[key] == nil {
		x.of[key] = &summed{}
	}
	return x.of[key]
}

// SumProjects serves voting.SumProjects.
func (s *Service) SumProjects(ctx context.Context, req voting.SumRequest) (voting.Sums, error) {
	if _, known := s.tree.Get(area.Code(req.Area)); !known {
		return voting.Sums{}, errArea
	}
	kept := s.sums.get(req.Area + "/" + strconv.Itoa(req.Year))
	kept.mu.Lock()
	defer kept.mu.Unlock()
	now := s.clock.Now().UTC()
	if age := now.Sub(kept.AsOf); age >= 0 && age < sumsFor {
		return kept.Sums, nil
	}
	fresh, err := s.sum(ctx, req, now)
	if err == nil {
		kept.Sums = fresh
	}
	return fresh, err
}

// sum counts the projects of a division and year.
func (s *Service) sum(ctx context.Context, req voting.SumRequest, now time.Time) (voting.Sums, error) {
	out := voting.Sums{Area: req.Area, Name: s.tree.Path(area.Code(req.Area)), Year: req.Year, Parts: []voting.AreaSum{}, AsOf: now}
	parts := map[string]*voting.Sum{}
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{publicIn(authz.AreaToken(req.Area))}})
	q := store.Query{Index: "chosen", Eq: store.Key{req.Year}, Limit: store.MaxPage}
	for seen := 0; ; {
		page, err := s.projects.List(ctx, q)
		if err != nil {
			return out, err
		}
		for i := range page.Items {
			p := &page.Items[i]
			part := s.partOf(req.Area, p.Area)
			if parts[part] == nil {
				parts[part] = &voting.Sum{}
			}
			count(&out.All, p)
			count(parts[part], p)
		}
		seen += len(page.Items)
		q.After = page.Next
		if out.Partly = page.Next != "" && seen >= mostSummed; page.Next == "" || out.Partly {
			break
		}
	}
	for _, code := range slices.Sorted(maps.Keys(parts)) { // a division's own code comes before those below
		d, _ := s.tree.Get(area.Code(code))
		out.Parts = append(out.Parts, voting.AreaSum{Area: code, Name: d.Name, Sum: *parts[code]})
	}
	return out, nil
}

// partOf is the division right below one that another lies in; itself for its own.
func (s *Service) partOf(of, code string) string {
	line := s.tree.Line(code)
	if i := slices.Index(line, of); i >= 0 && i+1 < len(line) {
		return line[i+1]
	}
	return of
}

// count adds a project to figures.
func count(sum *voting.Sum, p *Project) {
	sum.Chosen++
	for state, n := range map[voting.State]*int{voting.Implementing: &sum.Started, voting.Completed: &sum.Finished} {
		if slices.ContainsFunc(p.History, func(e voting.Entry) bool { return e.To == state }) {
			*n++
		}
	}
	if n := len(p.Judgements); n > 0 {
		sum.Judged++
		if p.Judgements[n-1].Verdict == voting.Satisfied {
			sum.Satisfied++
		}
	}
}
