package plan

import "slices"

// score is what a roster is worth: more filled first, then earlier receptions of
// each station, then a more even year.
type score struct{ filled, ranks, squares int }

// brute tries every roster of a small problem, with its own reading of the rules.
type brute struct {
	p        Problem
	seats    []bruteSeat
	year     []int
	busy     [][]Shift // by deputy
	limit    []int
	perDay   int
	filled   int
	ranks    int
	squares  int
	most     int // best number filled so far
	ranksLow int // least ranks among those
	evenLow  int // least squares among those
	both     score
}

type bruteSeat struct {
	shift Shift
	kind  Kind
	rank  int
}

// search returns the most that can be filled and, among rosters that fill that
// many, the least sum of ranks and the least sum of squares, each on its own, and
// the best roster by ranks and then squares.
func search(p Problem) (most, ranks, squares int, both score) {
	b := &brute{p: p, perDay: max(1, p.Rules.MaxPerDay), most: -1}
	for _, s := range p.Shifts {
		b.addSeats(s)
	}
	for _, d := range p.Deputies {
		b.limit, b.year = append(b.limit, monthLimit(p, d)), append(b.year, d.Served)
		b.squares += d.Served * d.Served
	}
	b.busy = make([][]Shift, len(p.Deputies))
	for _, f := range p.Fixed {
		b.fix(f)
	}
	b.seat(0)
	return b.most, b.ranksLow, b.evenLow, b.both
}

func monthLimit(p Problem, d Deputy) int {
	switch {
	case d.MaxPerMonth > 0:
		return d.MaxPerMonth
	case p.Rules.MaxPerMonth > 0:
		return p.Rules.MaxPerMonth
	default:
		return 1000
	}
}

func (b *brute) addSeats(s Shift) {
	needs := s.Needs
	if len(needs) == 0 {
		needs = []Need{one(Official), one(Grassroots)}
	}
	rank := 0
	for _, o := range b.p.Shifts {
		sameTime := o.Start.Equal(s.Start) && o.ID < s.ID
		if o.Station == s.Station && (o.Start.Before(s.Start) || sameTime) {
			rank++
		}
	}
	for _, n := range needs {
		for range n.Count {
			b.seats = append(b.seats, bruteSeat{s, n.Kind, rank})
		}
	}
}

// fix seats somebody beforehand, whatever the rules say; one too many for a shift
// fills nothing.
func (b *brute) fix(a Assignment) {
	d := slices.IndexFunc(b.p.Deputies, func(d Deputy) bool { return d.ID == a.Deputy })
	s := slices.IndexFunc(b.p.Shifts, func(s Shift) bool { return s.ID == a.Shift })
	b.squares += 2*b.year[d] + 1
	b.year[d]++
	b.busy[d] = append(b.busy[d], b.p.Shifts[s])
	i := slices.IndexFunc(b.seats, func(x bruteSeat) bool {
		return x.shift.ID == a.Shift && x.kind == b.p.Deputies[d].Kind
	})
	if i >= 0 {
		b.ranks, b.filled = b.ranks+b.seats[i].rank, b.filled+1
		b.seats = slices.Delete(b.seats, i, i+1)
	}
}

func (b *brute) seat(i int) {
	if b.filled+len(b.seats)-i < b.most {
		return
	}
	if i == len(b.seats) {
		b.keep()
		return
	}
	at := b.seats[i]
	for d := range b.p.Deputies {
		if !b.may(d, at) {
			continue
		}
		b.squares += 2*b.year[d] + 1
		b.year[d]++
		b.busy[d] = append(b.busy[d], at.shift)
		b.filled, b.ranks = b.filled+1, b.ranks+at.rank
		b.seat(i + 1)
		b.filled, b.ranks = b.filled-1, b.ranks-at.rank
		b.busy[d] = b.busy[d][:len(b.busy[d])-1]
		b.year[d]--
		b.squares -= 2*b.year[d] + 1
	}
	b.seat(i + 1)
}

func (b *brute) may(d int, at bruteSeat) bool {
	dep := b.p.Deputies[d]
	if dep.Kind != at.kind || !slices.Contains(dep.Stations, at.shift.Station) || len(b.busy[d]) >= b.limit[d] {
		return false
	}
	for _, l := range dep.Leave {
		if l.From.Before(at.shift.End) && at.shift.Start.Before(l.Until) {
			return false
		}
	}
	day := 0
	for _, s := range b.busy[d] {
		if s.Start.Day() == at.shift.Start.Day() {
			day++
		}
		if s.Start.Before(at.shift.End) && at.shift.Start.Before(s.End) {
			return false
		}
	}
	return day < b.perDay
}

func (b *brute) keep() {
	if b.filled > b.most {
		b.most, b.ranksLow, b.evenLow = b.filled, b.ranks, b.squares
		b.both = score{b.filled, b.ranks, b.squares}
		return
	}
	b.ranksLow, b.evenLow = min(b.ranksLow, b.ranks), min(b.evenLow, b.squares)
	if b.ranks < b.both.ranks || b.ranks == b.both.ranks && b.squares < b.both.squares {
		b.both = score{b.filled, b.ranks, b.squares}
	}
}
