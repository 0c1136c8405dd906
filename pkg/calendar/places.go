package calendar

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lianluo/pkg/sorting"
)

// Days is what a division sets of its calendar; what it leaves out is what the
// divisions above set.
type Days struct {
	Notices Years `json:"notices" doc:"holidays of whole years, by the notice for the country; each takes the place of what the program knows of its year"`
	Local   Years `json:"local" doc:"days off and make-up days of the division itself, besides those of the country"`
}

// Years is a list that a setting replaces as a whole.
type Years []Year

// UnmarshalJSON reads into a list of its own: decoding in place would keep what
// an older list had in the same spot.
func (y *Years) UnmarshalJSON(raw []byte) error {
	var fresh []Year
	if err := json.Unmarshal(raw, &fresh); err != nil {
		return err
	}
	*y = fresh
	return nil
}

// Put gives the list with one year added or replaced, in order.
func (y Years) Put(year Year) Years {
	out := slices.DeleteFunc(slices.Clone(y), func(o Year) bool { return o.Year == year.Year })
	out = append(out, year)
	sorting.By(out, func(a, b Year) int { return a.Year - b.Year })
	return out
}

// Setting is one version of what a division sets: an object with members of Days.
type Setting struct {
	ID     string          `json:"id"`
	Area   string          `json:"area"`
	From   time.Time       `json:"from"`
	Values json.RawMessage `json:"values"`
}

// Places are the calendars of all divisions: what the program carries, under what
// divisions set from above down. Who holds them counts by what they have learned
// from the next question on; a Calendar that was taken stays as it is.
type Places struct {
	base *Calendar
	line func(code string) []string
	now  atomic.Pointer[settled]

	mu   sync.Mutex
	told map[string][]Setting
}

// settled is one state of what is set.
type settled struct {
	own  map[string]set
	made sync.Map // version → *Calendar
}

// set is what a division sets itself, each part with its version.
type set struct{ notices, local part }

type part struct {
	version string
	years   Years
}

// NewPlaces makes calendars that know base alone. line gives the divisions from
// the top down to one.
func NewPlaces(base *Calendar, line func(code string) []string) *Places {
	p := &Places{base: base, line: line, told: map[string][]Setting{}}
	p.now.Store(&settled{})
	return p
}

// Of is the calendar of a division.
func (p *Places) Of(code string) *Calendar { return p.now.Load().of(p.base, p.line(code)) }

// Knows reports whether a setting has been heard of here.
func (p *Places) Knows(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, told := range p.told {
		if slices.ContainsFunc(told, func(s Setting) bool { return s.ID == id }) {
			return true
		}
	}
	return false
}

// Learn sets all settings that one teller knows of. What any teller knows counts.
func (p *Places) Learn(teller string, all []Setting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told[teller] = all
	p.now.Store(settle(p.all()))
}

// With are the same calendars as they would be with one setting more.
func (p *Places) With(s Setting) *Places {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := NewPlaces(p.base, p.line)
	next.told["all"] = append(p.all(), s)
	next.now.Store(settle(next.told["all"]))
	return next
}

// all are the settings in their order, so that it does not matter who told them
// first.
func (p *Places) all() []Setting {
	known := map[string]Setting{}
	for _, told := range p.told {
		for _, s := range told {
			known[s.ID] = s
		}
	}
	return sorting.Collected(maps.Values(known), func(a, b Setting) int {
		return cmp.Or(a.From.Compare(b.From), strings.Compare(a.ID, b.ID))
	})
}

// settle keeps the last of each part. What cannot be read was written by a later
// version of the program, and is left out.
func settle(all []Setting) *settled {
	s := &settled{own: map[string]set{}}
	for _, one := range all {
		var days struct{ Notices, Local *Years }
		if json.Unmarshal(one.Values, &days) != nil {
			continue
		}
		own := s.own[one.Area]
		if days.Notices != nil {
			own.notices = part{one.ID, *days.Notices}
		}
		if days.Local != nil {
			own.local = part{one.ID, *days.Local}
		}
		s.own[one.Area] = own
	}
	return s
}

func (s *settled) of(base *Calendar, line []string) *Calendar {
	var versions []string
	for _, code := range line {
		own := s.own[code]
		for _, p := range []part{own.notices, own.local} {
			if p.version != "" && !slices.Contains(versions, p.version) {
				versions = append(versions, p.version)
			}
		}
	}
	if len(versions) == 0 {
		return base
	}
	version := strings.Join(versions, "+")
	if made, ok := s.made.Load(version); ok {
		return made.(*Calendar)
	}
	made := s.make(base, line)
	made.version = version
	s.made.Store(version, made)
	return made
}

// make lays the notices over the base, and local days over these. What this
// version does not take is left out, as in settle.
func (s *settled) make(base *Calendar, line []string) *Calendar {
	out := base
	for _, code := range line {
		for _, y := range s.own[code].notices.years {
			if next, err := out.With(y); err == nil {
				out = next
			}
		}
	}
	out = &Calendar{years: out.years, days: maps.Clone(out.days)}
	for _, code := range line {
		for _, y := range s.own[code].local.years {
			out.enter(y)
		}
	}
	return out
}
