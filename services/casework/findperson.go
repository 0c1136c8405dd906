package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
	"lianluo/pkg/words"
)

// Parts of names that are hashed: of two to four characters, which is most names
// whole, within the first characters of a long one.
const (
	leastOfName, mostOfName = 2, 4
	nameWithin              = 20
	phoneTail               = 4
)

// nameParts are the parts of a name by which it is found. A family name alone
// is none: too many people share it.
func nameParts(name string) []string {
	r := []rune(words.Solid(name))
	r = r[:min(len(r), nameWithin)]
	var out []string
	for from := range r {
		for to := from + leastOfName; to <= min(len(r), from+mostOfName); to++ {
			out = append(out, string(r[from:to]))
		}
	}
	return out
}

func (s *Service) blindNames(name string) []string {
	var out []string
	for _, part := range nameParts(name) {
		out = append(out, s.vault.Blind("name", part))
	}
	return out
}

// named are what the name is found by: within the county, so that a common name
// does not cost the more the larger the province is.
func (c *Contact) named() []string {
	var out []string
	for _, hash := range c.Names {
		out = append(out, divisionOf(c.Area, "county")+"|"+hash)
	}
	return out
}

// byName finds cases by a voice's name or part of it. Hashes only propose; the
// name itself, unsealed, decides: of data that were destroyed nothing is found.
func (s *Service) byName(ctx context.Context, name string) way {
	part := []rune(name)
	hash := s.vault.Blind("name", string(part[:min(len(part), mostOfName)]))
	holds := func(c *Contact) (bool, error) {
		if !slices.Contains(c.Names, hash) {
			return false, nil
		}
		_, p, err := s.unseal(ctx, c.Voice)
		if errors.Is(err, vault.ErrDestroyed) {
			return false, nil
		}
		return strings.Contains(words.Solid(p.Name), name), err
	}
	return way{has: s.anyVoice(ctx, holds), page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		return inCounties(s.around(ctx), req, func(county, after string, limit int) (rpc.Page[casework.CaseRow], error) {
			q := store.Query{Index: "name", Of: county + "|" + hash, Desc: true, Limit: limit, After: after}
			return s.byContact(ctx, q, holds, keep)
		})
	}}
}

// byPhone finds cases by a voice's phone, or the last four digits of it.
func (s *Service) byPhone(ctx context.Context, index, typed string) way {
	hash := s.vault.Blind(index, typed)
	holds := func(c *Contact) (bool, error) { return hash == c.Phone || hash == c.Tail, nil }
	return way{has: s.anyVoice(ctx, holds), page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		return s.byContact(ctx, store.Query{Index: index, Eq: store.Key{hash}, Desc: true, Limit: req.Limit, After: req.After}, holds, keep)
	}}
}

// byContact lists the cases of the contacts that hold: personal data and case
// both have to lie within the caller's reach.
func (s *Service) byContact(ctx context.Context, q store.Query, holds func(*Contact) (bool, error), keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	page, err := s.contacts.List(ctx, q)
	if err != nil {
		return out, err
	}
	may, seen := s.powers(ctx), map[string]bool{}
	for i := range page.Items {
		is, err := holds(&page.Items[i])
		if err != nil {
			return out, err
		}
		c, err := s.cases.Get(ctx, page.Items[i].Case)
		if !is || err != nil || seen[c.ID] || !keep(&c) {
			continue // out of the caller's reach, or found before
		}
		seen[c.ID] = true
		out.Items = append(out.Items, s.rowOf(&c, may))
	}
	out.Next = page.Next
	return out, nil
}

// anyVoice reports whether the contact of one of a case's voices holds, as far
// as the caller reaches contacts.
func (s *Service) anyVoice(ctx context.Context, holds func(*Contact) (bool, error)) func(*Case) bool {
	return func(c *Case) bool {
		return slices.ContainsFunc(c.Voices, func(v casework.Voice) bool {
			contact, err := s.contacts.Get(ctx, v.ID)
			if err != nil {
				return false
			}
			is, err := holds(&contact)
			return is && err == nil
		})
	}
}

// around are the counties in which the caller reaches personal data, in order.
func (s *Service) around(ctx context.Context) []string {
	scope, _ := store.ScopeOf(ctx)
	out := s.counties(scope)
	for _, token := range scope.Tokens {
		switch kind, id, _ := strings.Cut(token, ":"); {
		case kind == "a" && rank(area.Code(id).Level().String()) < rank("county"):
			out = append(out, divisionOf(s.ancestors(id), "county"))
		case kind == "s":
			if st, err := s.stations.Get(store.System(ctx), id); err == nil { // where a station lies is public
				out = append(out, divisionOf(st.Ancestors, "county"))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
