package station

import (
	"context"

	"lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// boardPerson is what is published of a deputy, and their service by year.
type boardPerson struct {
	Person   string            `json:"person"`
	Name     string            `json:"name"`
	Post     string            `json:"post"`
	Mandates []roster.Mandate  `json:"mandates"`
	Postings []roster.Posting  `json:"postings"`
	Years    map[int]attending `json:"years"`
}

// attending is a deputy's service of one year.
type attending struct {
	Receptions int `json:"receptions"`
	Cases      int `json:"cases"`
}

func newBoardPeople(db *store.DB, name string) *store.Collection[boardPerson] {
	return store.NewCollection(db, name, store.Def[boardPerson]{
		ID: func(p *boardPerson) string { return p.Person }, Tokens: func(*boardPerson) []string { return []string{publicToken} },
		Indexes: []store.Index[boardPerson]{{
			Name: "station", Key: func(p *boardPerson) store.Key { return store.Key{p.Name} },
			Of: func(p *boardPerson) []string {
				var out []string
				for _, posting := range p.Postings {
					out = append(out, posting.Station)
				}
				return out
			},
		}},
	})
}

func (b *board) person(ctx context.Context, id string, fn func(*boardPerson)) error {
	_, err := b.people.Upsert(ctx, id, func() boardPerson { return boardPerson{Person: id, Years: map[int]attending{}} },
		func(p *boardPerson) ([]event.Event, error) { fn(p); return nil, nil })
	return err
}

func (b *board) onPerson(ctx context.Context, c roster.PersonChanged) error {
	return b.person(ctx, c.Person, func(p *boardPerson) {
		p.Name, p.Post, p.Mandates, p.Postings = c.Name, c.Post, c.Mandates, c.Postings
	})
}

// service is one act of a deputy that counts for a year.
type service struct {
	Person string `json:"person"`
	Year   int    `json:"year"`
}

// credit counts what is new and takes back what is not so any more.
func (b *board) credit(ctx context.Context, old, now []service, count func(*attending, int)) error {
	change := map[service]int{}
	for _, s := range old {
		change[s]--
	}
	for _, s := range now {
		change[s]++
	}
	for s, n := range change {
		if n == 0 {
			continue
		}
		err := b.person(ctx, s.Person, func(p *boardPerson) {
			a := p.Years[s.Year]
			count(&a, n)
			p.Years[s.Year] = a
		})
		if err != nil {
			return err
		}
	}
	return nil
}
