package mongo

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"
)

// A document is never missed for its sign; of those with fifty terms, few are
// read for a term that they do not have.
func TestSigns(t *testing.T) {
	const documents, each = 300, 50
	mistaken := 0
	for d := range documents {
		var terms []string
		for i := range each {
			terms = append(terms, fmt.Sprintf("词%d", d*each+i))
		}
		sign := signOf(terms).Data
		for i := range terms {
			if !holds(sign, signOf(terms[i:min(len(terms), i+3)]).Data) {
				t.Fatalf("%s is missed", terms[i])
			}
		}
		for i := range each {
			if holds(sign, signOf([]string{fmt.Sprintf("t613a%d", d*each+i)}).Data) {
				mistaken++
			}
		}
	}
	if share := float64(mistaken) / (documents * each); share > 0.05 {
		t.Errorf("%.3f are read for nothing", share)
	}
	ones := 0
	for _, b := range signOf([]string{"路灯"}).Data {
		ones += bits.OnesCount8(b)
	}
	if ones == 0 || ones > signMarks || holds(make([]byte, signBytes), signOf([]string{"路灯"}).Data) || !holds(make([]byte, signBytes), signOf(nil).Data) {
		t.Errorf("%d bits", ones)
	}
}

// A step is as long as the ones before it tell, and bounded.
func TestEnough(t *testing.T) {
	for _, c := range []struct{ looked, found, wanted, want int }{
		{512, 0, 21, most - 512}, {512, 1, 21, most - 512}, {512, 12, 21, 576}, {512, 14, 21, 384}, {512, 20, 21, near}, {most - 9, 1, 21, 9},
	} {
		if got := enough(c.looked, c.found, c.wanted); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// The first step is as long as it takes to fill a page of what the next rarest term
// leaves of the rarest one's documents.
func TestWanted(t *testing.T) {
	c := &collection{}
	_, _ = c.rarity.Of("everything", func() (uint64, error) { return 10, nil }) // never fails
	for _, w := range []struct {
		apart []uint64
		limit int
		want  int
	}{
		{[]uint64{10, 500}, 21, near}, {[]uint64{400, 400, 10}, 21, 1260}, {[]uint64{500, 300}, 21, 945}, {[]uint64{math.MaxUint64, 400}, 21, 1260},
		{[]uint64{math.MaxUint64, math.MaxUint64 - 3}, 500, most},
	} {
		if got := c.wanted(w.apart, slices.Index(w.apart, slices.Max(w.apart)), w.limit); got != w.want {
			t.Errorf("%+v: %d", w, got)
		}
	}
}

// Keys that are times tell how rare a term is; others are no harm.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		newer, older string
		want         uint64
	}{{"8000000000000010\x1f", "8000000000000000\x1f", 16}, {"8000000000000000\x1f", "8000000000000000\x1f", 0}, {"x\x1f", "", 0}} {
		if got := apart(c.newer, c.older); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

// holds reports what the server finds out by $bitsAllSet: whether a document of
// this sign may have the terms of the wanted one.
func holds(sign, wanted []byte) bool {
	for i := range wanted {
		if i >= len(sign) || sign[i]&wanted[i] != wanted[i] {
			return false
		}
	}
	return true
}
