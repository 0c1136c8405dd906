package script

import "math/rand/v2"

// dice gives the same numbers for the same thing in every run, whatever is
// thrown for other things.
func (w *writer) dice(parts ...uint64) *rand.Rand {
	seed := w.Seed
	for _, p := range parts {
		seed = seed*1_000_003 + p + 1
	}
	return rand.New(rand.NewPCG(seed, 431223))
}

// What dice are thrown for.
const (
	forPeople = iota
	forReceptions
	forArrivals
	forLives
	forMerges
	forLeaves
	forWords
	forTopics
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// often is true with a chance of n in a hundred.
func often(r *rand.Rand, n float64) bool { return r.Float64()*100 < n }

// share draws an index by weights.
func share(r *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := r.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// split parts a whole by weights so that the parts add up to it.
func split(whole int, weights []float64) []int {
	out := make([]int, len(weights))
	sum, given, so := 0.0, 0, 0.0
	for _, w := range weights {
		sum += w
	}
	for i, w := range weights {
		so += w
		upTo := int(float64(whole)*so/sum + 0.5)
		out[i] = upTo - given
		given = upTo
	}
	return out
}
