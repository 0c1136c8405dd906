package casework

import (
	"context"
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
	return s.byContact(ctx, hash, func(some []Contact) ([]Contact, error) {
		some = slices.DeleteFunc(some, func(c Contact) bool { return !slices.Contains(c.Names, hash) })
		return s.whoseNameHas(ctx, some, name)
	})
}

// whoseNameHas are those of the contacts whose name has the part.
func (s *Service) whoseNameHas(ctx context.Context, some []Contact, part string) (out []Contact, err error) {
	sealed := make([]vault.Sealed, len(some))
	for i := range some {
		sealed[i] = vault.Sealed{Person: some[i].Voice, Data: some[i].Sealed}
	}
	err = s.vault.OpenAll(ctx, sealed, func(i int, open func(any) error) error {
		var p personal
		err := open(&p)
		if strings.Contains(words.Solid(p.Name), part) {
			out = append(out, some[i])
		}
		return err
	})
	return out, err
}

// isPhone reports whether the digits can be a whole phone, as rpc takes them.
func isPhone(digits string) bool {
	n := len(digits)
	switch {
	case strings.HasPrefix(digits, "400"):
		return n == 10
	case strings.HasPrefix(digits, "0"):
		return n >= 10 && n <= 12
	}
	return n == 11 && digits[0] == '1' && digits[1] >= '3'
}

// digitsOf is a phone without the dashes, which some write and some do not.
func digitsOf(phone string) string { return strings.ReplaceAll(phone, "-", "") }

// byPhone finds cases by a voice's phone, or the last four digits of it.
func (s *Service) byPhone(ctx context.Context, use, typed string) way {
	hash := s.vault.Blind(use, typed)
	return s.byContact(ctx, hash, func(some []Contact) ([]Contact, error) {
		return slices.DeleteFunc(some, func(c Contact) bool { return hash != c.Phone && hash != c.Tail }), nil
	})
}

// holding keeps those of several contacts that hold what is looked for.
type holding func([]Contact) ([]Contact, error)

// byContact finds the cases of contacts with the hash that hold: personal data
// and case both have to lie within the caller's reach.
func (s *Service) byContact(ctx context.Context, hash string, holds holding) way {
	return way{has: s.anyVoice(ctx, holds), page: func(req casework.FindRequest, keep func(*Case) bool) (rpc.Page[casework.CaseRow], error) {
		page, err := s.contacts.Search(ctx, store.Search{Index: "found", Words: []string{inShort(hash)}, Limit: req.Limit, After: req.After})
		if err != nil {
			return rpc.Page[casework.CaseRow]{}, err
		}
		contacts, err := holds(page.Items)
		if err != nil {
			return rpc.Page[casework.CaseRow]{}, err
		}
		rows, err := s.whose(ctx, contacts, keep)
		return rpc.Page[casework.CaseRow]{Items: rows, Next: page.Next}, err
	}}
}

// whose are rows of the contacts' cases within the caller's reach that were not
// found another way, each once.
func (s *Service) whose(ctx context.Context, contacts []Contact, keep func(*Case) bool) ([]casework.CaseRow, error) {
	out := []casework.CaseRow{}
	var ids []string
	for i := range contacts {
		if !slices.Contains(ids, contacts[i].Case) {
			ids = append(ids, contacts[i].Case)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	may := s.powers(ctx)
	cases, err := s.cases.GetAll(ctx, ids)
	for i := range cases {
		if keep(&cases[i]) {
			out = append(out, s.rowOf(&cases[i], may))
		}
	}
	return out, err
}

// anyVoice reports whether the contact of one of a case's voices holds, as far
// as the caller reaches contacts.
func (s *Service) anyVoice(ctx context.Context, holds holding) func(*Case) bool {
	return func(c *Case) bool {
		var voices []string
		for _, v := range c.Voices {
			voices = append(voices, v.ID)
		}
		contacts, err := s.contacts.GetAll(ctx, voices)
		if err != nil {
			return false
		}
		held, err := holds(contacts)
		return len(held) > 0 && err == nil
	}
}
