package voting

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// mostCases bounds how many cases of one congress are looked at for topics.
const mostCases = 3_000

// ListClusters serves voting.ListClusters. Where a county has many townships, each
// is looked at by itself: a topic is for one congress.
func (s *Service) ListClusters(ctx context.Context, req voting.ClustersRequest) (rpc.Page[voting.Cluster], error) {
	out := rpc.Page[voting.Cluster]{Items: []voting.Cluster{}}
	for _, code := range s.congresses(ctx, req.Area) {
		found, err := s.clusters(ctx, code)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, found...)
	}
	sorting.Stably(out.Items, func(a, b voting.Cluster) int {
		return cmp.Or(cmp.Compare(b.Voices, a.Voices), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Category, b.Category))
	})
	out.Items = out.Items[:min(len(out.Items), 50)]
	return out, nil
}

// congresses are those of the caller's reach in which topics are looked for: of a
// county, its own and those of its townships; of a station, the one that it belongs to.
func (s *Service) congresses(ctx context.Context, narrow string) []string {
	if narrow != "" {
		ctx = authz.Within(ctx, s.tree, narrow)
	}
	scope, _ := store.ScopeOf(ctx)
	var out []string
	for _, token := range scope.Tokens {
		if code, ok := strings.CutPrefix(token, "a:"); ok {
			out = append(out, code)
			if area.Code(code).Level() == area.LevelCounty {
				for _, d := range s.tree.Children(area.Code(code)) {
					out = append(out, string(d.Code))
				}
			}
		}
		if id, ok := strings.CutPrefix(token, "s:"); ok {
			if st, err := s.stations.Get(store.System(ctx), id); err == nil { // one that is not known yet has none
				if code, err := s.congressOf(st.Area); err == nil && (narrow == "" || slices.Contains(s.tree.Line(code), narrow)) {
					out = append(out, code)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// clusters are the topics of one congress among the cases that the caller reaches.
func (s *Service) clusters(ctx context.Context, code string) ([]voting.Cluster, error) {
	now := s.clock.Now()
	r, _ := s.rules.At(code, now)
	found, looked := map[string]*gathered{}, 0
	q := store.Query{Index: "topic", Eq: store.Key{code}, From: now.AddDate(0, 0, -r.ClusterDays), Limit: store.MaxPage}
	for looked < mostCases {
		page, err := s.cases.List(store.System(ctx), q)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			if err := s.gather(ctx, found, &page.Items[i]); err != nil {
				return nil, err
			}
		}
		looked += len(page.Items)
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	var out []voting.Cluster
	for category, g := range found {
		if len(g.voices) >= r.ClusterLeast {
			sorting.Stably(g.cases, func(a, b voting.CaseRef) int { return cmp.Compare(b.Voices, a.Voices) })
			out = append(out, voting.Cluster{Area: code, AreaName: s.tree.Path(area.Code(code)), Category: category, Voices: len(g.voices), Cases: g.cases[:min(len(g.cases), mostOfCluster)]})
		}
	}
	return out, nil
}

// mostOfCluster is how many cases one proposal takes.
const mostOfCluster = 200

// gathered is a topic while it is gathered.
type gathered struct {
	cases  []voting.CaseRef
	voices map[string]bool
}

func (s *Service) gather(ctx context.Context, found map[string]*gathered, c *Case) error {
	if !permits(ctx, s.caseTokens(c)) {
		return nil
	}
	ref, err := s.refTo(ctx, c)
	if err != nil {
		return err
	}
	g := found[c.Category]
	if g == nil {
		g = &gathered{voices: map[string]bool{}}
		found[c.Category] = g
	}
	g.cases = append(g.cases, ref)
	for _, v := range c.Voices {
		g.voices[v] = true
	}
	return nil
}
