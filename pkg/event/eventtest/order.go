package eventtest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"lianluo/pkg/event"
)

// Interleavings is how many orders OrderIndependent tries.
const Interleavings = 50

// OrderIndependent checks that a fold gives the same state however events of
// different aggregates interleave: what a read model needs so that one built
// anew from the journals equals the old one. fold starts from nothing each time
// and returns the state it comes to.
func OrderIndependent[S any](t testing.TB, events []event.Event, fold func([]event.Event) S) {
	t.Helper()
	want := fold(slices.Clone(events))
	for seed := range uint64(Interleavings) {
		got := fold(Interleave(events, rand.New(rand.NewPCG(seed, 0))))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("interleaving %d comes to\n%s\nand the given order to\n%s", seed, show(got), show(want))
		}
	}
}

// Interleave returns the events in a random order that keeps every aggregate's.
func Interleave(events []event.Event, random *rand.Rand) []event.Event {
	queues := map[string][]event.Event{}
	var turns []string
	for _, e := range events {
		key := e.Source + "/" + e.Key()
		queues[key] = append(queues[key], e)
		turns = append(turns, key)
	}
	random.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
	out := make([]event.Event, 0, len(events))
	for _, key := range turns {
		out, queues[key] = append(out, queues[key][0]), queues[key][1:]
	}
	return out
}

func show(v any) string { return fmt.Sprintf("%+v", v) }
