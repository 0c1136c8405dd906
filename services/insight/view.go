package insight

import (
	"context"
	"errors"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// revision of the folding: raise it when an event comes to count differently,
// and the read model is built anew at the next start.
const revision = 4

// view is the read model in one of its two places. Numbers change by what a
// fact's new state adds and its old state added, in the event's own unit of work.
type view struct {
	db       *store.DB
	tree     *area.Tree
	cases    *store.Collection[Case]
	days     *store.Collection[Day]
	stations *store.Collection[Station]
	persons  *store.Collection[Person]
	projects *store.Collection[Project]
	counters *store.Collection[Counter]
	entries  *store.Collection[Entry]
}

func newView(db *store.DB, tree *area.Tree, suffix string) *view {
	return &view{db: db, tree: tree,
		cases:    declareCases(db, "case"+suffix),
		days:     declareDays(db, "day"+suffix),
		stations: declareStations(db, "station"+suffix),
		persons:  declarePersons(db, "person"+suffix),
		projects: declareProjects(db, "project"+suffix),
		counters: declareCounters(db, "counter"+suffix),
		entries: store.NewCollection(db, "entry"+suffix, store.Def[Entry]{
			ID: func(e *Entry) string { return e.ID }, Tokens: func(e *Entry) []string { return []string{authz.PersonToken(e.Person)} },
			Indexes: []store.Index[Entry]{{Name: "newest", Scoped: true, Key: func(e *Entry) store.Key { return store.Key{e.Person, e.Year, e.At} }}},
		}),
	}
}

// Clear implements consume.View.
func (v *view) Clear(ctx context.Context) error {
	return errors.Join(v.cases.Purge(ctx), v.days.Purge(ctx), v.stations.Purge(ctx), v.persons.Purge(ctx), v.projects.Purge(ctx), v.counters.Purge(ctx), v.entries.Purge(ctx))
}

// Handlers implements consume.View.
func (v *view) Handlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[casework.Changed]{
		casework.CaseReceived, casework.CaseRegistered, casework.CaseTriaged, casework.CaseRejected, casework.CaseExplained, casework.CaseAssigned,
		casework.CaseAccepted, casework.CaseReturned, casework.CaseEscalated, casework.ExtensionAsked, casework.ExtensionGranted,
		casework.ExtensionRefused, casework.CaseNoted, casework.CaseReplied, casework.PersonAsked, casework.PersonTried, casework.PersonAnswered,
		casework.CaseAwaiting, casework.CaseReopened, casework.CaseUrged, casework.CaseSupervised, casework.CaseLightChanged, casework.CaseMerged,
		casework.VoiceAdded, casework.ReceiptRenewed, casework.PublicTitleSet, casework.VoiceWithdrawn, casework.CaseWithdrawn,
		casework.CaseClosed, casework.CaseArchived, casework.ToldRecorded,
	} {
		out = append(out, event.On(t, v.onCase))
	}
	for _, t := range []event.Type[roster.DayChanged]{roster.DayPlannedEvent, roster.DayPublishedNews, roster.DayDropped, roster.DayMoved, roster.DayCancelledNews, roster.DayHeldEvent} {
		out = append(out, event.On(t, func(ctx context.Context, e event.Event, d roster.DayChanged) error { return v.onDay(ctx, e, d.Day) }))
	}
	for _, t := range []event.Type[roster.ShiftChanged]{roster.ShiftAssignedTo, roster.ShiftConfirmedBy, roster.SwapAsked, roster.SwapAnswered,
		roster.ShiftSubstituted, roster.CheckedIn, roster.CheckedOut, roster.MarkedAbsent} {
		out = append(out, event.On(t, func(ctx context.Context, e event.Event, d roster.ShiftChanged) error { return v.onDay(ctx, e, d.Day) }))
	}
	for _, t := range []event.Type[roster.PersonChanged]{roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged, roster.PersonPosted, roster.PostingEnded} {
		out = append(out, event.On(t, v.onPerson))
	}
	for _, t := range []event.Type[station.Changed]{station.StationOpened, station.StationUpdated, station.StationClosed} {
		out = append(out, event.On(t, v.onStation))
	}
	for _, t := range projectEvents {
		out = append(out, event.On(t, v.onProject))
	}
	return out
}

// places are where something at a station counts: every division above it, and
// the station.
func (v *view) places(code, station string) []string {
	return append(authz.AreaTokens(v.tree, code), authz.StationToken(station))
}

func (v *view) onCase(ctx context.Context, e event.Event, d casework.Changed) error {
	return turn(ctx, v, v.cases, d.Case, e.Time, func(c Case) Case { return c.after(e, d, v.places(d.Area, d.Station)) })
}

func (v *view) onDay(ctx context.Context, e event.Event, d roster.ReceptionDay) error {
	return turn(ctx, v, v.days, d.ID, e.Time, func(before Day) Day { return before.after(e, d, v.places(d.Area, d.Station)) })
}

func (v *view) onProject(ctx context.Context, e event.Event, d voting.Changed) error {
	return turn(ctx, v, v.projects, d.Project, e.Time, func(p Project) Project { return p.after(e, d, authz.AreaTokens(v.tree, d.Area)) })
}

func (v *view) onPerson(ctx context.Context, e event.Event, d roster.PersonChanged) error {
	p := Person{ID: d.Person, Name: d.Name, Area: d.Area, Rank: d.Rank, Postings: d.Postings, Places: authz.AreaTokens(v.tree, d.Area), Seats: seats(d.Mandates), Posted: postings(d.Postings)}
	for _, m := range d.Mandates {
		s := spellOf(m.From, m.Until)
		p.Terms = append(p.Terms, Term{m.Area, s.From, s.Until})
	}
	p.Tokens = v.reach(p, e.Time)
	return turn(ctx, v, v.persons, d.Person, e.Time, func(Person) Person { return p })
}
