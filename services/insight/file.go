package insight

import (
	"cmp"
	"context"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Entry is one act in a deputy's file.
type Entry struct {
	ID      string    `json:"id"`
	Person  string    `json:"person"`
	Year    int       `json:"year"`
	At      time.Time `json:"at"`
	What    string    `json:"what"`
	Object  string    `json:"object"`
	Label   string    `json:"label,omitempty"`
	Station string    `json:"station,omitempty"` // its name is the label
	Event   string    `json:"event"`
}

// proved completes an entry with what it rests on.
func (e Entry) proved(about string, p proof) Entry {
	e.ID, e.At, e.What, e.Event = e.Person+"/"+about, p.At, p.What, p.Event
	return e
}

// Person is a deputy or member of staff whose file can be read.
type Person struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Area     string           `json:"area"`
	Rank     string           `json:"rank,omitempty"`
	Postings []roster.Posting `json:"postings"`
	Tokens   []string         `json:"tokens"`
	Places   []string         `json:"places"` // on whose roll, while in office
	Seats    []spell          `json:"seats,omitempty"`
	Posted   []spell          `json:"posted,omitempty"`
	Terms    []Term           `json:"terms,omitempty"`
}

// Term is a deputy's in one congress.
type Term struct {
	Area  string        `json:"area"` // of the congress
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until"`
}

func declarePersons(db *store.DB, name string) *store.Collection[Person] {
	return store.NewCollection(db, name, store.Def[Person]{
		ID: func(p *Person) string { return p.ID }, Tokens: func(p *Person) []string { return p.Tokens }, Missing: errNoFile,
		Indexes: []store.Index[Person]{{Name: "roll", Of: func(p *Person) []string {
			if len(p.Seats) == 0 {
				return nil
			}
			return p.Places
		}, Key: func(p *Person) store.Key { return store.Key{p.Name} }}},
	})
}

// reach are the tokens of a person at a time: the area's, the stations' they are
// posted to then, and their own.
func (v *view) reach(p Person, at time.Time) []string {
	tokens := append(authz.AreaTokens(v.tree, p.Area), authz.PersonToken(p.ID))
	for _, t := range p.Postings {
		if t.Until.IsZero() || at.Before(t.Until) {
			tokens = append(tokens, authz.StationToken(t.Station))
		}
	}
	return tokens
}

var (
	errNoFile  = fault.NotFound("file.not_found", "没有这位代表的履职档案，或不在您的管辖范围内", "There is no such file, or it is outside your area")
	errNoOwner = fault.NotFound("file.not_yours", "您的账号没有关联代表，请联系管理员", "Your account belongs to no deputy; ask your administrator")
)

// GetFile serves insight.GetFile.
func (s *Service) GetFile(ctx context.Context, req insight.FileRequest) (insight.File, error) {
	if req.Person == "me" {
		if req.Person = authz.Actor(ctx).Person; req.Person == "" {
			return insight.File{}, errNoOwner
		}
	}
	v, err := s.view(ctx)
	if err != nil {
		return insight.File{}, err
	}
	p, err := v.persons.Get(ctx, req.Person)
	if err != nil {
		return insight.File{}, err
	}
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(v.reach(p, s.clock.Now())) { // a posting ended since
		return insight.File{}, errNoFile
	}
	return v.file(ctx, p, cmp.Or(req.Year, s.today().Year()))
}

// file reads what belongs to a person whom the caller may read: numbers and
// entries carry that person's token alone.
func (v *view) file(ctx context.Context, p Person, year int) (insight.File, error) {
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{authz.PersonToken(p.ID)}})
	out := insight.File{Person: p.ID, Name: p.Name, Year: year, Entries: []insight.FileEntry{}}
	n, err := v.numbers(ctx, authz.PersonToken(p.ID), year)
	if err != nil {
		return out, err
	}
	out.Receptions, out.Absences = n.N["receptions"], n.N["absences"]
	out.Cases, out.Closed, out.Satisfied = n.N["cases"], n.N["closed"], n.N["satisfied"]
	page, err := v.entries.List(ctx, store.Query{Index: "newest", Eq: store.Key{p.ID, year}, Desc: true, Limit: store.MaxPage})
	if err != nil {
		return out, err
	}
	names := map[string]string{}
	for _, e := range page.Items {
		label, err := v.label(ctx, e, names)
		if err != nil {
			return out, err
		}
		out.Entries = append(out.Entries, insight.FileEntry{At: e.At, What: e.What, Object: e.Object, Label: label, Event: e.Event})
	}
	return out, nil
}

// label is a case's number, or the public name of the station of a reception.
func (v *view) label(ctx context.Context, e Entry, names map[string]string) (string, error) {
	if e.Station == "" {
		return e.Label, nil
	}
	if name, ok := names[e.Station]; ok {
		return name, nil
	}
	st, err := v.stations.Get(public(ctx), e.Station)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return "", err
	}
	names[e.Station] = st.Name
	return st.Name, nil
}

// public reaches what anybody may see.
func public(ctx context.Context) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{"public"}})
}
