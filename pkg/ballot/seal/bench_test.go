package seal_test

import (
	"testing"

	"lianluo/pkg/ballot/seal"
)

// A ballot of 12 candidates with at most 10 approvals, as in docs/benchmarks.md.
var twelve = seal.Shape{Rows: 12, Columns: 1, Limit: 10}

func tenOfTwelve() [][]int {
	marks := make([][]int, 12)
	for i := range marks {
		marks[i] = []int{min(1, i/2)}
	}
	return marks
}

func BenchmarkMake(b *testing.B) {
	s, _ := setting("seat:1")
	for b.Loop() {
		must(s.Make(twelve, tenOfTwelve(), seal.Fresh))
	}
}

func BenchmarkCheck(b *testing.B) {
	s, _ := setting("seat:1")
	ballot := must(s.Make(twelve, tenOfTwelve(), seal.Fresh))
	for b.Loop() {
		if err := check(s, twelve, ballot); err != nil {
			b.Fatal(err)
		}
	}
}
