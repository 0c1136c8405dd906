package evaluation

import (
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

func TestLightsOfYinchuan(t *testing.T) {
	for behind, want := range map[int]Light{-20: Green, 0: Green, 9: Green, 10: Yellow, 30: Yellow, 31: Red, 100: Red} {
		if got := DefaultLights.Light(100, 100-behind); got != want {
			t.Errorf("%d points behind: %s, want %s", behind, got, want)
		}
	}
}

func TestRulesUnderWhichAColourNeverShows(t *testing.T) {
	for _, r := range []LightRule{{0, 30}, {-1, 30}, {31, 30}, {10, 100}} {
		if err := r.Check(); !fault.HasCode(err, "lights.rule") {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, r := range []LightRule{DefaultLights, {1, 1}, {20, 99}} {
		seen := map[Light]bool{}
		for behind := range 101 {
			seen[r.Light(100, 100-behind)] = true
		}
		if r.Check() != nil || len(seen) != 3 {
			t.Errorf("%+v shows %v: %v", r, seen, r.Check())
		}
	}
}

var spring = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func day(n int) time.Time { return spring.AddDate(0, 0, n) }

func TestProgressOfAPlan(t *testing.T) {
	plan := []Milestone{{20, day(10), 100}, {30, day(20), 50}, {50, day(60), 0}}
	for at, want := range map[int][2]int{0: {0, 35}, 10: {20, 35}, 19: {20, 35}, 20: {50, 35}, 60: {100, 35}} {
		if planned, actual := Progress(plan, day(at)); planned != want[0] || actual != want[1] {
			t.Errorf("day %d: %d, %d; want %v", at, planned, actual, want)
		}
	}
	if planned, actual := Progress(nil, day(0)); planned != 0 || actual != 0 {
		t.Error("an empty plan has no progress")
	}
}

func TestTimeOnlyDarkensALightAndWorkOnlyBrightensIt(t *testing.T) {
	dark := map[Light]int{Green: 0, Yellow: 1, Red: 2}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		plan := make([]Milestone, 1+r.IntN(6))
		for i := range plan {
			plan[i] = Milestone{1 + r.IntN(40), day(r.IntN(300)), r.IntN(101)}
		}
		at := r.IntN(300)
		now := func(on int) Light { return DefaultLights.Light(Progress(plan, day(on))) }
		before := now(at)
		if dark[now(at+r.IntN(50))] < dark[before] {
			t.Fatalf("seed %d: waiting brightened the light", seed)
		}
		plan[r.IntN(len(plan))].Done = 100
		if dark[now(at)] > dark[before] {
			t.Fatalf("seed %d: work darkened the light", seed)
		}
		if p, a := Progress(plan, day(at)); p < 0 || p > 100 || a < 0 || a > 100 {
			t.Fatalf("seed %d: %d, %d", seed, p, a)
		}
	}
}
