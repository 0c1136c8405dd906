package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var chenxi = Point{Lat: 28.006, Lng: 110.184}

func TestHashOfKnownPlaces(t *testing.T) {
	for _, c := range []struct {
		p    Point
		want string
	}{
		{Point{57.64911, 10.40744}, "u4pruydqqv"}, // the example of the inventor
		{Point{39.92324, 116.3906}, "wx4g0ec19x"}, // Beijing
		{Point{-25.382708, -49.265506}, "6gkzwgjzn8"},
	} {
		if got := Hash(c.p, Digits); got != c.want {
			t.Errorf("%v: %s, want %s", c.p, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{chenxi, chenxi, 0},
		{Point{0, 0}, Point{1, 0}, 111_195},
		{Point{28.0, 110}, Point{28.0, 111}, 98_181},
		{Point{0, 179.5}, Point{0, -179.5}, 111_195},
	} {
		if got := Distance(c.a, c.b); math.Abs(got-c.want) > 5 {
			t.Errorf("%v to %v: %.0f m, want %.0f", c.a, c.b, got, c.want)
		}
	}
}

// Everything within the radius must lie in one of the cells.
func TestAroundMissesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		p := Point{Lat: r.Float64()*150 - 75, Lng: r.Float64()*360 - 180}
		digits := 2 + r.IntN(5)
		cells, radius := Around(p, digits)
		q := Point{Lat: p.Lat + (r.Float64()-0.5)*radius/50_000, Lng: p.Lng + (r.Float64()-0.5)*radius/20_000}
		q.Lng = math.Remainder(q.Lng, 360)
		if math.Abs(q.Lat) > 90 || Distance(p, q) >= radius {
			continue
		}
		if h := Hash(q, digits); !slices.Contains(cells, h) {
			t.Fatalf("%v lies %.0f m from %v (radius %.0f), its cell %s is not among %v", q, Distance(p, q), p, radius, h, cells)
		}
	}
}

func TestHashIsAPrefixOfItsFinerSelf(t *testing.T) {
	full := Hash(chenxi, Digits)
	for digits := 1; digits < Digits; digits++ {
		if h := Hash(chenxi, digits); !strings.HasPrefix(full, h) {
			t.Errorf("%s is no prefix of %s", h, full)
		}
	}
	if cells, _ := Around(Point{90, 0}, 3); len(cells) == 0 || len(cells) > 9 {
		t.Errorf("%d cells at the pole", len(cells))
	}
}
