package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
	"lianluo/pkg/words"
)

// Bounds of what is looked through while somebody types.
const (
	recentCases = 200
	alike       = 0.18
	fewest      = 5
)

// SimilarCases serves casework.SimilarCases: the most alike of the open cases of
// the station's area that the caller reaches.
func (s *Service) SimilarCases(ctx context.Context, req casework.SimilarRequest) (rpc.Page[casework.CaseRow], error) {
	out := rpc.Page[casework.CaseRow]{Items: []casework.CaseRow{}}
	st, err := s.station(ctx, req.Station)
	if err != nil {
		return out, err
	}
	page, err := s.cases.List(ctx, store.Query{Index: "recent", Eq: store.Key{st.Area}, Desc: true, Limit: recentCases})
	if err != nil {
		return out, err
	}
	may := s.powers(ctx)
	for _, i := range likest(page.Items, req) {
		out.Items = append(out.Items, s.rowOf(&page.Items[i], may))
	}
	return out, nil
}

// likest gives the places of the cases that are alike enough, most alike first.
func likest(cases []Case, req casework.SimilarRequest) []int {
	typed, place := words.NewSet(req.Text), words.NewSet(req.Place)
	scores := make([]float64, len(cases))
	var out []int
	for i, c := range cases {
		scores[i] = typed.Like(words.NewSet(c.Title + "\n" + c.Text))
		if scores[i] > 0 && req.Category != "" && c.Category == req.Category {
			scores[i] += 0.05
		}
		scores[i] += 0.15 * place.Like(words.NewSet(c.Place.Text))
		if scores[i] >= alike {
			out = append(out, i)
		}
	}
	sorting.Stably(out, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return out[:min(len(out), fewest)]
}

// Suggest serves casework.Suggest.
func (s *Service) Suggest(ctx context.Context, req casework.SuggestRequest) (casework.Suggestion, error) {
	st, err := s.station(ctx, req.Station)
	if err != nil {
		return casework.Suggestion{}, err
	}
	out := casework.Suggestion{Title: words.Title(req.Text), Category: suggestCategory(req.Text)}
	if out.Day, out.OnDuty, err = s.dayOf(ctx, st.Station, s.clock.Now()); err != nil {
		return out, err
	}
	if out.Places, err = s.places(ctx, st); err != nil || req.Phone == "" {
		return out, err
	}
	return out, s.recognise(ctx, st, req.Phone, &out)
}

// places are where recent cases of the area were, newest first.
func (s *Service) places(ctx context.Context, st Station) ([]string, error) {
	out := []string{}
	page, err := s.cases.List(ctx, store.Query{Index: "recent", Eq: store.Key{st.Area}, Desc: true, Limit: 100})
	for _, c := range page.Items {
		if c.Place.Text != "" && !slices.Contains(out, c.Place.Text) && len(out) < 8 {
			out = append(out, c.Place.Text)
		}
	}
	return out, err
}

// recognise says who came to the station before with this phone.
func (s *Service) recognise(ctx context.Context, st Station, phone string, out *casework.Suggestion) error {
	p, times, err := s.knownBy(ctx, st, phone)
	if times > 0 {
		out.Known, out.Earlier = vault.MaskName(p.Name), times
	}
	return err
}

// knownBy finds who came to the station before with this phone, and how often.
func (s *Service) knownBy(ctx context.Context, st Station, phone string) (personal, int, error) {
	// The caller works for the station; what others keep of the phone stays theirs.
	hash := s.vault.Blind("phone", digitsOf(phone))
	page, err := s.contacts.Search(store.WithScope(ctx, store.Scope{Tokens: []string{authz.StationToken(st.Station)}}), store.Search{
		Index: "found", Words: []string{inShort(hash)}, Limit: 100,
	})
	known := slices.DeleteFunc(page.Items, func(c Contact) bool { return c.Phone != hash })
	if err != nil || len(known) == 0 {
		return personal{}, 0, err
	}
	_, p, err := s.unseal(ctx, known[0].Voice)
	if errors.Is(err, vault.ErrDestroyed) { // their retention ended: nobody we know
		return personal{}, 0, nil
	}
	return p, len(known), err
}

// recall fills in the name of somebody who came before and gives only the phone.
func (s *Service) recall(ctx context.Context, st Station, who *casework.Who) error {
	if who.Anonymous || who.Name != "" || who.Phone == "" {
		return nil
	}
	p, _, err := s.knownBy(ctx, st, who.Phone)
	who.Name = p.Name
	return err
}
