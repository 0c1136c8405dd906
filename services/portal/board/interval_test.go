package board

import (
	"math"
	"testing"
)

// The values of Wilson's interval as tables of statistics give them.
func TestInterval(t *testing.T) {
	for _, c := range []struct {
		yes, of   int
		low, high float64
	}{{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {1, 29, 0.0061, 0.1718}, {81, 263, 0.2553, 0.3662}} {
		low, high := rate{c.yes, c.of}.interval()
		if math.Abs(low-c.low) > 0.0001 || math.Abs(high-c.high) > 0.0001 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.yes, c.of, low, high, c.low, c.high)
		}
	}
}

// More answers tell more, and the rate itself always lies within.
func TestIntervalNarrows(t *testing.T) {
	before := 1.0
	for n := 4; n < 5000; n *= 2 {
		low, high := rate{3 * n / 4, n}.interval()
		if high-low >= before || low > 0.75 || high < 0.75 {
			t.Errorf("%d: %.4f to %.4f", n, low, high)
		}
		before = high - low
	}
}
