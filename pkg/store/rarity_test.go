package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

func TestRarityAsksOnce(t *testing.T) {
	var r Rarity
	asked := 0
	of := func(term string, apart uint64, fails error) uint64 {
		got, err := r.Of(term, func() (uint64, error) { asked++; return apart, fails })
		if !errors.Is(err, fails) {
			t.Fatal(err)
		}
		return got
	}
	if r.Least() != 1 {
		t.Error("a rarity that knows nothing divides by it")
	}
	failed := errors.New("the database is away")
	of("路灯", 0, failed)
	if got := []uint64{of("路灯", 70, nil), of("路灯", 1, nil), of("水渠", 30, nil)}; got[0] != 70 || got[1] != 70 || got[2] != 30 || asked != 3 {
		t.Errorf("%v, asked %d times", got, asked)
	}
	if r.Least() != 30 {
		t.Errorf("the least is %d", r.Least())
	}
	for range remembered {
		of("水渠", 40, nil)
	}
	if got := of("路灯", 90, nil); got != 90 || r.Least() != 40 {
		t.Errorf("%d, least %d: it is never asked anew", got, r.Least())
	}
}

func TestRarityFromMany(t *testing.T) {
	var r Rarity
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			term := fmt.Sprint(i % 7)
			got, err := r.Of(term, func() (uint64, error) { return uint64(i%7 + 3), nil })
			if err != nil || got != uint64(i%7+3) || r.Least() < 1 {
				t.Errorf("%s: %d, %v", term, got, err)
			}
		})
	}
	all.Wait()
	if r.Least() != 3 {
		t.Errorf("least %d", r.Least())
	}
}
