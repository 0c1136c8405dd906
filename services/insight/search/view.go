// Package search finds people, stations, receptions and notices by their words.
// It is a read model of its own, from events alone: built anew from the journals
// while the old one serves, and the same then. It holds nothing that is not
// public; what people said stays with their cases, which casework finds.
package search

import (
	"context"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// Revision of the folding: raise it when something comes to be found differently,
// and the index is built anew at the next start.
const Revision = 2 // 2: traditional characters

// View is the index in one of its two places.
type View struct {
	tree  *area.Tree
	found *store.Collection[Found]
}

// NewView declares the index in one of its two places, before the database is opened.
func NewView(db *store.DB, tree *area.Tree, suffix string) *View {
	return &View{tree: tree, found: store.NewCollection(db, "found"+suffix, store.Def[Found]{
		ID: func(f *Found) string { return f.ID }, Tokens: func(f *Found) []string { return f.Tokens },
		Indexes: []store.Index[Found]{{Name: "text", Words: (*Found).words, Key: func(f *Found) store.Key { return store.Key{f.At} }}},
	})}
}

// words are what something is found by: pairs of characters, and its kind.
func (f *Found) words() []string { return append(words.Pairs(f.says()), kindWord(f.Kind)) }

// Clear implements consume.View.
func (v *View) Clear(ctx context.Context) error { return v.found.Purge(ctx) }

// Handlers implements consume.View.
func (v *View) Handlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[station.Changed]{station.StationOpened, station.StationUpdated, station.StationClosed} {
		out = append(out, event.On(t, v.onStation))
	}
	for _, t := range []event.Type[station.NoticeChanged]{station.NoticePublished, station.NoticeWithdrawn} {
		out = append(out, event.On(t, v.onNotice))
	}
	for _, t := range []event.Type[roster.PersonChanged]{roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged, roster.PersonPosted, roster.PostingEnded} {
		out = append(out, event.On(t, v.onPerson))
	}
	for _, t := range []event.Type[roster.DayChanged]{roster.DayPublishedNews, roster.DayDropped, roster.DayMoved, roster.DayRenamed, roster.DayCancelledNews, roster.DayHeldEvent} {
		out = append(out, event.On(t, func(ctx context.Context, e event.Event, d roster.DayChanged) error { return v.onDay(ctx, e, d.Day) }))
	}
	for _, t := range []event.Type[roster.ShiftChanged]{roster.ShiftAssignedTo, roster.SwapAnswered, roster.ShiftSubstituted} {
		out = append(out, event.On(t, func(ctx context.Context, e event.Event, d roster.ShiftChanged) error { return v.onDay(ctx, e, d.Day) }))
	}
	return out
}

func (v *View) onStation(ctx context.Context, e event.Event, d station.Changed) error {
	return v.found.Put(ctx, v.ofStation(e, d))
}

func (v *View) onPerson(ctx context.Context, e event.Event, d roster.PersonChanged) error {
	return v.found.Put(ctx, v.ofPerson(e, d))
}

func (v *View) onNotice(ctx context.Context, e event.Event, d station.NoticeChanged) error {
	if d.Area == "" || e.Type == station.NoticeWithdrawn.Name {
		return v.drop(ctx, noticeID(d.Notice))
	}
	return v.found.Put(ctx, v.ofNotice(e, d))
}

func (v *View) onDay(ctx context.Context, _ event.Event, d roster.ReceptionDay) error {
	if d.PublishedAt.IsZero() || d.State == roster.DayPlanned {
		return v.drop(ctx, dayID(d.ID))
	}
	return v.found.Put(ctx, v.ofDay(d))
}

func (v *View) drop(ctx context.Context, id string) error {
	err := v.found.Delete(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}
