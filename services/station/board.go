package station

import (
	"context"
	"errors"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// board is what bulletins are made of, folded from what roster and casework
// tell. It can be built anew: each aggregate's document remembers what it added
// to the counts, so that the order of different aggregates does not matter.
type board struct {
	people *store.Collection[boardPerson]
	days   *store.Collection[boardDay]
	cases  *store.Collection[boardCase]
	counts *store.Collection[boardCount]
}

func newBoard(db *store.DB, suffix string) *board {
	return &board{
		people: newBoardPeople(db, "boardPerson"+suffix), days: newBoardDays(db, "boardDay"+suffix),
		cases: newBoardCases(db, "boardCase"+suffix), counts: newBoardCounts(db, "boardCount"+suffix),
	}
}

// Handlers is part of consume.View.
func (b *board) Handlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[roster.PersonChanged]{
		roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged, roster.PersonPosted, roster.PostingEnded,
	} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, p roster.PersonChanged) error { return b.onPerson(ctx, p) }))
	}
	for _, t := range []event.Type[roster.DayChanged]{
		roster.DayPublishedNews, roster.DayMoved, roster.DayRenamed, roster.DayCancelledNews, roster.DayHeldEvent,
	} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, d roster.DayChanged) error { return b.onDay(ctx, d.Day) }))
	}
	for _, t := range []event.Type[roster.ShiftChanged]{
		roster.ShiftConfirmedBy, roster.SwapAsked, roster.SwapAnswered, roster.ShiftSubstituted,
		roster.CheckedIn, roster.CheckedOut, roster.MarkedAbsent,
	} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, s roster.ShiftChanged) error { return b.onDay(ctx, s.Day) }))
	}
	for _, t := range []event.Type[casework.Changed]{
		casework.CaseReceived, casework.CaseRegistered, casework.CaseRejected, casework.CaseReplied, casework.CaseReopened,
		casework.PersonAnswered, casework.CaseMerged, casework.VoiceAdded, casework.CaseWithdrawn, casework.CaseClosed,
		casework.CaseArchived, casework.PublicTitleSet,
	} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, c casework.Changed) error { return b.onCase(ctx, c) }))
	}
	return out
}

// Clear is part of consume.View.
func (b *board) Clear(ctx context.Context) error {
	return errors.Join(b.people.Purge(ctx), b.days.Purge(ctx), b.cases.Purge(ctx), b.counts.Purge(ctx))
}

func year(t time.Time) int { return calendar.DateOf(t).Year() }

// boardCount are a station's numbers: open cases now, the rest by year.
type boardCount struct {
	Station string        `json:"station"`
	Open    int           `json:"open"`
	Years   map[int]tally `json:"years"`
}

// tally are the numbers of one year.
type tally struct {
	Received  int `json:"received"`
	Closed    int `json:"closed"`
	Satisfied int `json:"satisfied"`
	Answered  int `json:"answered"`
}

func newBoardCounts(db *store.DB, name string) *store.Collection[boardCount] {
	return store.NewCollection(db, name, store.Def[boardCount]{
		ID: func(c *boardCount) string { return c.Station }, Tokens: func(*boardCount) []string { return []string{publicToken} },
	})
}
