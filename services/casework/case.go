package casework

import (
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// Case is the aggregate as it is stored: what the contract shows of it, and what
// only this service needs. It holds no names or phones: those lie sealed in the
// contact collection, under the voice's id. What is done to it (Triage, Assign,
// Reply …) fails with failed_precondition where the table does not allow it in
// the case's step, and with denied where it does not allow it to a deputy.
type Case struct {
	casework.Case
	Ancestors       []string             `json:"ancestors"` // area codes from the province down
	Registrar       string               `json:"registrar"`
	RegistrarPerson string               `json:"registrarPerson,omitempty"`
	Codes           map[string]string    `json:"codes"` // voice → keyed hash of number and code
	AssignedAt      time.Time            `json:"assignedAt,omitzero"`
	Urged           map[string]time.Time `json:"urged,omitempty"` // subject → last time
	Raised          bool                 `json:"raised,omitempty"`
	Marks           []Mark               `json:"marks,omitempty"`
	ArchiveAt       time.Time            `json:"archiveAt,omitzero"`
	ForgetAt        time.Time            `json:"forgetAt,omitzero"` // when the people's data are destroyed
}

// Act is who does something, when, and by which rules.
type Act struct {
	By, Name, Person string
	At               time.Time
	Planned          time.Time // when time itself was to do it; zero where somebody does
	Rules            Rules
	Version          string
	Days             *calendar.Calendar // of the case's area
	// Upto is the highest level that the caller answers for in the case's area.
	Upto string
	// Deputy: the caller reaches the case only as a person, not for an office.
	Deputy bool
}

// open reports whether something still has to happen before the case is closed.
func (c *Case) open() bool {
	switch c.Step {
	case casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn:
		return false
	}
	return true
}

// handled reports whether the case was closed after it was handled to the end. A
// case that was not accepted is not, though it is filed in the end as well.
func (c *Case) handled() bool {
	refused := func(e casework.Entry) bool { return e.What == event.ShortName(casework.CaseRejected.Name) }
	return c.Step == casework.Closed || c.Step == casework.Archived && !slices.ContainsFunc(c.Timeline, refused)
}

// endedOtherwise: rejected, withdrawn or merged.
func (c *Case) endedOtherwise() bool { return !c.open() && !c.handled() }

// listedBy are the tokens that somebody lists cases by: of one receipt there is
// one case, which is asked for by its number, and nothing lists all there are.
func (c *Case) listedBy() []string {
	out := stationTokens(c.Ancestors, c.Station)
	if c.Unit != "" {
		out = append(out, authz.UnitToken(c.Unit))
	}
	for _, person := range append([]string{c.RegistrarPerson}, c.ReceivedBy...) {
		if person != "" {
			out = append(out, authz.PersonToken(person))
		}
	}
	return out
}

// tokens are what a scope reaches the case by; some may come twice.
func (c *Case) tokens() []string {
	out := c.listedBy()
	for _, hash := range c.Codes {
		out = append(out, "receipt:"+hash)
	}
	return out
}

func (c *Case) numbers() []string {
	var out []string
	for _, v := range c.Voices {
		out = append(out, v.Number)
	}
	return out
}

// voice finds a voice by id, nil for none.
func (c *Case) voice(id string) *casework.Voice {
	for i := range c.Voices {
		if c.Voices[i].ID == id {
			return &c.Voices[i]
		}
	}
	return nil
}

// county is the code of the county, or of the lowest division at or above it.
func (c *Case) county() string { return c.divisionOf("county") }

// divisionOf is the code of the division that answers for the case at a level.
func (c *Case) divisionOf(level string) string { return either(divisionOf(c.Ancestors, level), c.Area) }

// divisionOf is the lowest of the ancestors that is at the level or above it; of
// two at the same level, the one that took the other over, which stands above it.
func divisionOf(ancestors []string, level string) string {
	found := ""
	for _, code := range ancestors {
		if rank(area.Code(code).Level().String()) < rank(level) {
			break
		}
		if area.Code(found).Level() != area.Code(code).Level() {
			found = code
		}
	}
	return found
}

// levels are the levels that decide, lowest first.
var levels = []string{"station", "township", "county", "city", "province"}

func rank(level string) int { return slices.Index(levels, level) }

// above is the next level up to which the case can go, "" at the top.
func (c *Case) above() string {
	for _, level := range levels[max(rank(c.Level), rank("township"))+1:] {
		for _, code := range c.Ancestors {
			if area.Code(code).Level().String() == level {
				return level
			}
		}
	}
	return ""
}

// record writes one line of the history and makes the event that tells it.
func (c *Case) record(a Act, t event.Type[casework.Changed], e casework.Entry, with ...func(*casework.Changed)) event.Event {
	e.At, e.By, e.ByName, e.What, e.Rule, e.Calendar, e.Planned = a.At, a.By, a.Name, event.ShortName(t.Name), a.Version, a.Days.Version(), a.Planned
	if e.Kind == "" {
		e.Kind = "step"
	}
	c.Timeline = append(c.Timeline, e)
	c.Updated = a.At
	return c.tell(a, t, with...)
}

// tell makes an event with the case as it stands.
func (c *Case) tell(a Act, t event.Type[casework.Changed], with ...func(*casework.Changed)) event.Event {
	d := casework.Changed{
		Case: c.ID, Number: c.Number, Station: c.Station, Area: c.Area, Category: c.Category, Channel: c.Channel,
		Step: c.Step, Class: c.Class, Level: c.Level, Unit: c.Unit, UnitName: c.UnitName, PublicTitle: c.PublicTitle,
		Outcome: c.Outcome, Round: c.Round, Returns: c.Returns, Supervision: c.Supervision, Voices: []string{},
		ReceivedBy: c.ReceivedBy, ReceivedAt: c.ReceivedAt, Registrar: c.Registrar, Clock: c.Clock,
		Light: c.Clock.Light, Rule: a.Version, ClosedAt: c.ClosedAt, Planned: a.Planned, Tell: c.hearers(event.ShortName(t.Name)),
	}
	if n := len(c.Replies); n > 0 {
		d.Result = c.Replies[n-1].Class
	}
	for _, v := range c.Voices {
		d.Voices = append(d.Voices, v.ID)
	}
	for _, fn := range with {
		fn(&d)
	}
	return t.New(d)
}

func about(voice string) func(*casework.Changed) {
	return func(d *casework.Changed) { d.Voice = voice }
}
