package store

import (
	"math"
	"sync"
)

// Rarity remembers how far apart the documents of a text index's terms lie, by
// which the rarest of several is known. What it says may be old: it chooses where
// to look first, never what is found. The zero Rarity is ready, and safe for
// concurrent use.
type Rarity struct {
	mu    sync.Mutex
	asked int
	known map[string]uint64
	least uint64
}

// remembered is how many questions are answered before all is asked anew: terms
// become frequent, and what is remembered takes room.
const remembered = 10_000

// Of is how far apart a term's documents lie, as ask tells. It fails as ask does,
// and remembers nothing of that.
func (r *Rarity) Of(term string, ask func() (uint64, error)) (uint64, error) {
	if apart, ok := r.remembers(term); ok {
		return apart, nil
	}
	apart, err := ask()
	if err == nil {
		r.mu.Lock()
		r.known[term] = apart
		r.least = min(r.least, apart)
		r.mu.Unlock()
	}
	return apart, err
}

func (r *Rarity) remembers(term string) (apart uint64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked++; r.known == nil || r.asked > remembered {
		r.known, r.asked, r.least = map[string]uint64{}, 0, math.MaxUint64
	}
	apart, ok = r.known[term]
	return apart, ok
}

// Least is how far apart those documents lie that lie closest of all it knows.
func (r *Rarity) Least() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return max(r.least, 1)
}
