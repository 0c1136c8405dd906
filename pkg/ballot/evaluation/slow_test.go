package evaluation

import (
	"reflect"
	"slices"
	"testing"
)

func TestTheListOfSlowProjects(t *testing.T) {
	courses := []Course{
		{"fine", 0, Green, day(0), day(99)},
		{"silent", 2, Green, day(0), day(30)},
		{"red", 40, Red, day(98), day(99)},
		{"red and silent", 40, Red, day(98), day(1)},
		{"yellow for long", 15, Yellow, day(70), day(99)},
		{"yellow of late", 20, Yellow, day(71), day(99)},
	}
	got := DefaultSlow.SlowList(courses, day(100))
	var ids []string
	for _, s := range got {
		ids = append(ids, s.ID)
	}
	if want := []string{"red and silent", "red", "yellow for long", "silent"}; !slices.Equal(ids, want) {
		t.Fatalf("%v", ids)
	}
	if !reflect.DeepEqual(got[0].Reasons, []Slowness{SlowRed, SlowSilent}) || !reflect.DeepEqual(got[2].Reasons, []Slowness{SlowYellow}) {
		t.Fatalf("%+v", got)
	}
	slices.Reverse(courses)
	if again := DefaultSlow.SlowList(courses, day(100)); !reflect.DeepEqual(got, again) {
		t.Fatalf("the order of what came in shows: %+v", again)
	}
}

func TestReasonsThatAreNotUsed(t *testing.T) {
	c := []Course{{"a", 15, Yellow, day(0), day(0)}}
	if got := (SlowRule{}).SlowList(c, day(1000)); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	if got := (SlowRule{}).SlowList([]Course{{"b", 31, Red, day(0), day(0)}}, day(0)); len(got) != 1 {
		t.Fatalf("red is always slow: %+v", got)
	}
}

func TestTheListOnlyGrowsWhileNothingIsDone(t *testing.T) {
	c := []Course{{"a", 15, Yellow, day(0), day(0)}, {"b", 5, Green, day(0), day(20)}, {"c", 50, Red, day(3), day(4)}}
	before := 0
	for at := range 200 {
		n := 0
		for _, s := range DefaultSlow.SlowList(c, day(at)) {
			n += len(s.Reasons)
		}
		if n < before {
			t.Fatalf("day %d: %d reasons after %d", at, n, before)
		}
		before = n
	}
	if before != 5 {
		t.Fatalf("%d reasons in the end", before)
	}
}
