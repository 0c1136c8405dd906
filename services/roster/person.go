package roster

import (
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/roster/plan"
)

// person is a stored deputy or member of staff. Phone and email are masked here
// and sealed in Contact; the reasons of leaves are sealed, too.
type person struct {
	api.Person
	Contact []byte            `json:"contact"`
	Reasons map[string][]byte `json:"reasons"` // leave → sealed reason
	// Reach are the scope tokens, made anew by settle at every change.
	Reach []string `json:"reach"`
	// Expires is when the next posting or mandate runs out.
	Expires time.Time `json:"expires,omitzero"`
	// Where are the scope tokens of the stations of the postings.
	Where map[string][]string `json:"where"`
}

func newPeople(db *store.DB) *store.Collection[person] {
	byName := func(p *person) store.Key { return store.Key{p.Name} }
	return store.NewCollection(db, "person", store.Def[person]{
		ID: func(p *person) string { return p.ID }, Tokens: func(p *person) []string { return p.Reach },
		Indexes: []store.Index[person]{
			{Name: "name", Scoped: true, Key: byName},
			{Name: "station", Of: func(p *person) []string { return p.posted() }, Key: byName},
			{Name: "expires", Key: func(p *person) store.Key {
				if p.Expires.IsZero() {
					return nil
				}
				return store.Key{p.Expires}
			}},
		},
	})
}

// posted are the stations of the postings that have not ended.
func (p *person) posted() []string {
	var out []string
	for _, q := range p.Postings {
		if p.Where[q.Station] != nil {
			out = append(out, q.Station)
		}
	}
	return out
}

// settle computes what follows from mandates and postings at a time: who reaches
// the person, and when that changes by itself.
func (p *person) settle(tree *area.Tree, now time.Time) {
	reach := append(authz.AreaTokens(tree, p.Area), authz.PersonToken(p.ID))
	p.Expires = time.Time{}
	for _, m := range p.Mandates {
		if m.Status != api.MandateTerminated {
			reach = append(reach, authz.AreaTokens(tree, m.Area)...)
			p.expire(m.Until)
		}
	}
	where := map[string][]string{}
	for _, q := range p.Postings {
		if over(q.Until, now) {
			continue
		}
		where[q.Station] = p.Where[q.Station]
		reach = append(append(reach, authz.StationToken(q.Station)), where[q.Station]...)
		p.expire(q.Until)
	}
	slices.Sort(reach)
	p.Where, p.Reach = where, slices.Compact(reach)
}

func (p *person) expire(until time.Time) {
	if !until.IsZero() && (p.Expires.IsZero() || until.Before(p.Expires)) {
		p.Expires = until
	}
}

// deputy reports whether the person holds a mandate in force at a time;
// suspended and terminated deputies take no shifts.
func (p *person) deputy(at time.Time) bool {
	return slices.ContainsFunc(p.Mandates, func(m api.Mandate) bool {
		return m.Status == api.MandateActive && !m.From.After(at) && !over(m.Until, at)
	})
}

// fit reports whether the person may serve at a station at a time, leave apart.
func (p *person) fit(station string, at time.Time) bool {
	return p.deputy(at) && slices.ContainsFunc(p.Postings, func(q api.Posting) bool {
		return q.Station == station && !q.From.After(at) && !over(q.Until, at)
	})
}

// kind is which half of the pair the person is.
func (p *person) kind() plan.Kind {
	if p.Official {
		return plan.Official
	}
	return plan.Grassroots
}

// changed is what is published. Names are published of deputies only.
func (p *person) changed(reason string) api.PersonChanged {
	out := api.PersonChanged{Person: p.ID, Area: p.Area, Official: p.Official, Rank: p.Rank,
		Mandates: p.Mandates, Postings: p.Postings, Reason: reason}
	if len(p.Mandates) > 0 {
		out.Name, out.Post = p.Name, p.Post
	}
	return out
}

// newPerson is a person without mandates, postings and contact.
func newPerson(id, code string, d api.PersonDraft) person {
	p := person{Reasons: map[string][]byte{}, Where: map[string][]string{}}
	p.ID, p.Area, p.Mandates, p.Postings, p.Leaves = id, code, []api.Mandate{}, []api.Posting{}, []api.Leave{}
	p.enter(d)
	return p
}

func (p *person) enter(d api.PersonDraft) {
	p.Name, p.Gender, p.Post, p.Official, p.Rank = d.Name, d.Gender, d.Post, d.Official, d.Rank
}

// leaves are the days away, as the planner takes them.
func (p *person) leaves() []plan.Leave {
	var out []plan.Leave
	for _, l := range p.Leaves {
		from, err1 := calendar.ParseDate(l.From)
		to, err2 := calendar.ParseDate(l.To)
		if err1 == nil && err2 == nil { // both were checked when the leave was taken
			out = append(out, plan.Leave{From: from.Start(), Until: (to + 1).Start()})
		}
	}
	return out
}

func told(t event.Type[api.PersonChanged], p *person, reason string) []event.Event {
	return []event.Event{t.New(p.changed(reason))}
}
