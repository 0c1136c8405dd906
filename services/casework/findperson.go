package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
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

// named are what the name is found by: under each token that reaches it, from the
// county down, so that a common name does not cost the more the larger the
// province is, and nobody walks over namesakes out of reach.
func (c *Contact) named() []string {
	var out []string
	from := max(slices.Index(c.Area, divisionOf(c.Area, "county")), 0)
	for _, token := range stationTokens(c.Area[from:], c.Station) {
		for _, hash := range c.Names {
			out = append(out, token+"|"+hash)
		}
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
		return inCounties(s.around(ctx), req, func(token, after string, limit int) (rpc.Page[casework.CaseRow], error) {
			q := store.Query{Index: "name", Of: token + "|" + hash, Desc: true, Limit: limit, After: after}
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

// around are the tokens under which the caller reaches personal data, in order:
// counties, and what lies in none of these.
func (s *Service) around(ctx context.Context) []string {
	scope, _ := store.ScopeOf(ctx)
	var out []string
	for _, token := range scope.Tokens {
		kind, id, _ := strings.Cut(token, ":")
		if kind == "a" {
			out = append(out, s.countiesOr(token, id, scope)...)
		} else if st, err := s.stations.Get(store.System(ctx), id); kind == "s" && err == nil && !s.covers(scope, st.Area) { // where a station lies is public
			out = append(out, token)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// countiesOr are the counties of a division, else the division: a township, or a
// city that has none. It is nothing where the scope reaches more around it.
func (s *Service) countiesOr(token, code string, scope store.Scope) []string {
	var out []string
	for _, county := range s.counties(store.Scope{Tokens: []string{token}}) {
		out = append(out, authz.AreaToken(county))
	}
	above := s.tree.Ancestors(area.Code(code))
	if len(out) == 0 && (len(above) < 2 || !s.covers(scope, string(above[len(above)-2]))) {
		return []string{token}
	}
	return out
}
