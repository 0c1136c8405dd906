package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianluo/api/casework"
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

// foundBy are the hashes that the contact is found by: one entry for all of them
// and for all places, instead of one for each of each.
func (c *Contact) foundBy() []string {
	var out []string
	for _, hash := range append([]string{c.Phone, c.Tail}, c.Names...) {
		if hash != "" {
			out = append(out, inShort(hash))
		}
	}
	return out
}

// inShort is the beginning of a hash, enough to look for: the whole one decides.
func inShort(hash string) string { return hash[:min(len(hash), 10)] }

// byName finds cases by a voice's name or part of it. Hashes only propose; the
// name itself, unsealed, decides: of data that were destroyed nothing is found.
func (s *Service) byName(ctx context.Context, name string) way {
	part := []rune(name)
	hash := s.vault.Blind("name", string(part[:min(len(part), mostOfName)]))
	holds := func(c *Contact) (bool, error) {
		if !slices.Contains(c.Names, hash) {
			return false, nil
		}
		var p personal
		err := s.vault.Open(store.System(ctx), c.Voice, c.Sealed, &p)
		if errors.Is(err, vault.ErrDestroyed) {
			return false, nil
		}
		return strings.Contains(words.Solid(p.Name), name), err
	}
	return s.byContact(ctx, hash, holds)
}

// byPhone finds cases by a voice's phone, or the last four digits of it.
func (s *Service) byPhone(ctx context.Context, use, typed string) way {
	hash := s.vault.Blind(use, typed)
	return s.byContact(ctx, hash, func(c *Contact) (bool, error) { return hash == c.Phone || hash == c.Tail, nil })
}

// byContact finds the cases of contacts with the hash that hold: personal data
// and case both have to lie within the caller's reach.
func (s *Service) byContact(ctx context.Context, hash string, holds func(*Contact) (bool, error)) way {
	return way{has: s.anyVoice(ctx, holds), page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		page, err := s.contacts.Search(ctx, store.Search{Index: "found", Words: []string{inShort(hash)}, Limit: req.Limit, After: req.After})
		if err != nil {
			return rpc.Page[casework.CaseRow]{}, err
		}
		rows, err := s.whose(ctx, page.Items, holds, keep)
		return rpc.Page[casework.CaseRow]{Items: rows, Next: page.Next}, err
	}}
}

// whose are rows of the cases of the contacts that hold, each once.
func (s *Service) whose(ctx context.Context, contacts []Contact, holds func(*Contact) (bool, error), keep func(*Case) bool) ([]casework.CaseRow, error) {
	out := []casework.CaseRow{}
	may, seen := s.powers(ctx), map[string]bool{}
	for i := range contacts {
		is, err := holds(&contacts[i])
		if err != nil {
			return out, err
		}
		if !is || seen[contacts[i].Case] {
			continue
		}
		c, err := s.cases.Get(ctx, contacts[i].Case)
		if err != nil || !keep(&c) {
			continue // out of the caller's reach, or found another way
		}
		seen[c.ID] = true
		out = append(out, s.rowOf(&c, may))
	}
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
