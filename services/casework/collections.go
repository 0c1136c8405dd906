package casework

import (
	"slices"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/number"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

func declareCases(db *store.DB) *store.Collection[Case] {
	received := func(c *Case) store.Key { return store.Key{c.ReceivedAt} }
	return store.NewCollection(db, "case", store.Def[Case]{
		ID:      func(c *Case) string { return c.ID },
		Tokens:  (*Case).tokens,
		Lists:   (*Case).listedBy,
		Missing: errNoCase,
		Indexes: append([]store.Index[Case]{
			{Name: "all", Scoped: true, Key: received},
			{Name: "open", Scoped: true, Key: where((*Case).open, received)},
			{Name: "due", Scoped: true, Key: where((*Case).dueForSomebody, byDue)},
			{Name: "step", Scoped: true, Key: func(c *Case) store.Key { return store.Key{c.Step, c.ReceivedAt} }},
			{Name: "level", Scoped: true, Key: func(c *Case) store.Key { return store.Key{c.Level, c.Step, c.ReceivedAt} }},
			{Name: "unit", Scoped: true, Key: where((*Case).withUnit, byDue)},
			{Name: "supervised", Scoped: true, Key: where((*Case).supervised, func(c *Case) store.Key {
				return store.Key{store.Reverse(c.Supervision), c.Clock.Due}
			})},
			{Name: "extension", Scoped: true, Key: where((*Case).awaitsMoreTime, byDue)},
			{Name: "closed", Rev: 2, Scoped: true, Key: where((*Case).handled, closed)},
			{Name: "otherwise", Scoped: true, Key: where((*Case).endedOtherwise, closed)},
			{Name: "outcome", Rev: 1, Scoped: true, Key: where((*Case).handled, func(c *Case) store.Key { return store.Key{c.Outcome, c.ClosedAt} })},
			{Name: "content", Scoped: true, Key: where((*Case).content, closed)},
			{Name: "category", Scoped: true, Key: func(c *Case) store.Key { return store.Key{c.Category, c.ReceivedAt} }},
			{Name: "callback", Scoped: true, Key: where((*Case).waitsForAnswer, byDue)},
			{Name: "signal", Of: (*Case).signalled, Key: (*Case).lastMark},
			{Name: "mine", Of: (*Case).owners, Key: received},
			{Name: "number", Unique: true, Of: (*Case).numbers},
			{Name: "text", Words: (*Case).foundBy, Key: received, Rev: 1}, // 1: traditional characters
			{Name: "ends", Of: (*Case).ends, Key: received},
			{Name: "recent", Key: where((*Case).open, func(c *Case) store.Key { return store.Key{c.Area, c.ReceivedAt} })},
			{Name: "unseen", Key: where((*Case).unseen, func(c *Case) store.Key { return store.Key{c.Station, c.ReceivedAt} })},
			{Name: "load", Key: where((*Case).withUnit, func(c *Case) store.Key { return store.Key{c.Unit} })},
			{Name: "forget", Key: where((*Case).remembers, func(c *Case) store.Key { return store.Key{c.ForgetAt} })},
			{Name: "timer", Key: (*Case).nextKey},
			{Name: "next", Of: func(c *Case) []string { return []string{c.county()} }, Key: (*Case).nextKey},
		}, publicIndexes...),
	})
}

// where makes a partial index of the cases that the condition holds for.
func where(holds func(*Case) bool, key func(*Case) store.Key) func(*Case) store.Key {
	return func(c *Case) store.Key {
		if !holds(c) {
			return nil
		}
		return key(c)
	}
}

func byDue(c *Case) store.Key  { return store.Key{c.Clock.Due} }
func closed(c *Case) store.Key { return store.Key{c.ClosedAt} }

// dueForSomebody: a clock runs that somebody can be late with.
func (c *Case) dueForSomebody() bool {
	return c.open() && c.Clock.What != toWait && !c.Clock.Due.IsZero()
}

func (c *Case) withUnit() bool {
	return c.Unit != "" && (c.Step == casework.Assigned || c.Step == casework.Handling)
}

// awaitsMoreTime: more time is asked for, and somebody has to decide.
func (c *Case) awaitsMoreTime() bool { return c.Step == casework.Handling && c.extensionAsked() }

func (c *Case) supervised() bool { return c.open() && c.Supervision > 0 }
func (c *Case) unseen() bool     { return c.Step == casework.Received }

// content: the people said that they are satisfied, or basically so.
func (c *Case) content() bool {
	return c.handled() && (c.Outcome == casework.OutcomeSatisfied || c.Outcome == casework.OutcomeBasically)
}

// owners are the callers to whom the case is "mine".
func (c *Case) owners() []string {
	out := []string{"acct:" + c.Registrar}
	for _, person := range append([]string{c.RegistrarPerson}, c.ReceivedBy...) {
		if person != "" {
			out = append(out, authz.PersonToken(person))
		}
	}
	return out
}

// foundBy are what words and the ends of numbers are found by.
func (c *Case) foundBy() []string {
	out := words.Pairs(c.said())
	for _, v := range c.Voices {
		for _, key := range number.Keys(v.Number) {
			out = append(out, numberEnd+key)
		}
	}
	return out
}

// ends are the long ends of numbers.
func (c *Case) ends() []string {
	var out []string
	for _, v := range c.Voices {
		out = append(out, number.LongKeys(v.Number)...)
	}
	return out
}

// said is all that words are looked for in: what the people said, where it is,
// and what it is called.
func (c *Case) said() string { return strings.Join(append(c.parts(), c.Title, c.PublicTitle), "\n") }

// parts are what was said, one voice after the other, and where it is.
func (c *Case) parts() []string {
	out := []string{c.Text}
	for _, v := range c.Voices {
		out = append(out, v.Text)
	}
	return append(out, c.Place.Text)
}

// numberEnd sets ends of numbers apart from words, which hold no punctuation.
const numberEnd = "#"

// Counter counts the numbers of a series; where it counts by days, those of one.
type Counter struct {
	Series string `json:"series"`
	Last   int    `json:"last"`
	Day    string `json:"day,omitempty"`
}

func declareCounters(db *store.DB) *store.Collection[Counter] {
	return store.NewCollection(db, "counter", store.Def[Counter]{ID: func(c *Counter) string { return c.Series }, Busy: true})
}

// Photo is an uploaded picture; its bytes lie outside, under their hashes.
type Photo struct {
	casework.Photo
	Owner    string    `json:"owner"`
	Display  string    `json:"display"`
	Small    string    `json:"small"`
	Original string    `json:"original,omitempty"`
	Case     string    `json:"case,omitempty"`
	At       time.Time `json:"at"`
}

func declarePhotos(db *store.DB) *store.Collection[Photo] {
	return store.NewCollection(db, "photo", store.Def[Photo]{
		ID:      func(p *Photo) string { return p.ID },
		Tokens:  func(p *Photo) []string { return []string{p.Owner} },
		Missing: errPhoto,
		Blobs: func(p *Photo) []string {
			return slices.DeleteFunc([]string{p.Display, p.Small, p.Original}, func(hash string) bool { return hash == "" })
		},
		Indexes: []store.Index[Photo]{{Name: "loose", Key: func(p *Photo) store.Key {
			if p.Case != "" {
				return nil
			}
			return store.Key{p.At}
		}}},
	})
}

// Contact is a voice's personal data, sealed under the voice's own key, with
// keyed hashes to find it by.
type Contact struct {
	Voice   string    `json:"voice"`
	Number  string    `json:"number"` // the one on the person's receipt
	Case    string    `json:"case"`
	Area    []string  `json:"area"` // ancestors of the station's area
	Station string    `json:"station"`
	Sealed  []byte    `json:"sealed"`
	Phone   string    `json:"phone,omitempty"` // keyed hash
	Tail    string    `json:"tail,omitempty"`  // keyed hash of the last four digits
	Names   []string  `json:"names,omitempty"` // keyed hashes of the parts of the name
	At      time.Time `json:"at"`
}

func declareContacts(db *store.DB) *store.Collection[Contact] {
	return store.NewCollection(db, "contact", store.Def[Contact]{
		ID:      func(c *Contact) string { return c.Voice },
		Tokens:  func(c *Contact) []string { return stationTokens(c.Area, c.Station) },
		Missing: errVoice,
		Indexes: []store.Index[Contact]{{Name: "found", Words: (*Contact).foundBy, Key: func(c *Contact) store.Key { return store.Key{c.At} }}},
	})
}

func stationTokens(ancestors []string, station string) []string {
	out := []string{authz.StationToken(station)}
	for _, code := range ancestors {
		out = append(out, authz.AreaToken(code))
	}
	return out
}
