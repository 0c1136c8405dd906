package province

import (
	"fmt"
	"slices"
	"time"

	roster "lianluo/api/roster"
	station "lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/services/platform/replay/script"
	rosterservice "lianluo/services/roster"
	stationservice "lianluo/services/station"
)

// posted is how many deputies of a station are posted there.
const posted = 8

// county is the code of the county that a township lies in.
func (p *plan) county(t town) string {
	for _, code := range p.tree.Ancestors(t.Code) {
		if code.Level() == area.LevelCounty {
			return string(code)
		}
	}
	return string(t.Code)
}

func (t town) stationName(n int) string {
	if n == 0 {
		return t.Name + "代表联络站"
	}
	return fmt.Sprintf("%s第%d代表联络站", t.Name, n+1)
}

// stationsOf are the stations of a township.
func (p *plan) stationsOf(t town) []stationservice.PastStation {
	out := make([]stationservice.PastStation, t.stations)
	for n := range out {
		kind := station.Normal
		if n == 0 {
			kind = station.Center
		}
		out[n] = stationservice.PastStation{
			ID: p.stationID(t, n), Area: string(t.Code), Event: p.id(founded, "opened", t.n, n), At: founded, By: clerk,
			Draft: station.Draft{Name: t.stationName(n), Kind: kind, Address: fmt.Sprintf("%s街%d号", t.Name, 1+n), Phone: "0731-88880000"},
		}
	}
	return out
}

// clerk is who entered what nobody in particular entered.
const clerk = "past"

// place is all that the roster knows of a township; of its county with the first.
func (p *plan) place(t town) rosterservice.PastPlace {
	out := rosterservice.PastPlace{NewID: newID(p.dice(forPlaces, uint64(t.n)))}
	if t.n == 0 || p.county(p.towns[t.n-1]) != p.county(t) {
		out.Units = p.units(p.county(t), "county", script.CountyOffices)
	}
	out.Units = append(out.Units, p.units(string(t.Code), "township", script.TownshipOffices)...)
	r := p.dice(forPlaces, uint64(t.n), 1)
	for n := range t.deputies {
		d := rosterservice.PastPerson{ID: p.personID(t, n), Area: string(t.Code), At: founded, Mandate: p.seat(t, n)}
		d.PersonDraft = roster.PersonDraft{Name: script.Name(r), Gender: []string{"male", "male", "female"}[r.IntN(3)],
			Official: t.official(n), Phone: fmt.Sprintf("139%08d", r.IntN(100_000_000))}
		if n < posted*t.stations {
			d.Station = p.stationID(t, n%t.stations)
		}
		out.Persons = append(out.Persons, d)
	}
	for n := range t.stations {
		for month := range 13 {
			if d, ok := p.day(t, n, month); ok {
				out.Days = append(out.Days, d)
			}
		}
	}
	return out
}

func (p *plan) units(code, level string, offices []script.Office) []rosterservice.PastUnit {
	out := make([]rosterservice.PastUnit, len(offices))
	for n, o := range offices {
		out[n] = rosterservice.PastUnit{ID: p.unitID(code, n), Area: code, At: founded, UnitDraft: roster.UnitDraft{Name: o.Name, Level: level}}
		for _, duty := range o.Duties {
			out[n].Duties = append(out[n].Duties, roster.Duty{Category: duty})
		}
	}
	return out
}

// official: every third deputy of a station holds an office.
func (t town) official(n int) bool { return n/t.stations%3 == 0 }

// seat is the congress that a deputy sits in: one in five in the county's.
func (p *plan) seat(t town, n int) roster.MandateDraft {
	where := t.Code
	if n%5 == 0 {
		where = area.Code(p.county(t))
	}
	for _, up := range slices.Backward(p.tree.Ancestors(where)) {
		if p.tree.HasCongress(up) {
			where = up
			break
		}
	}
	return roster.MandateDraft{Level: where.Level().String(), Area: string(where), Term: 1, District: fmt.Sprintf("第%d选区", 1+n%90), From: founded}
}

// reception is when a station receives people in a month: every month, every other
// station every second.
func (p *plan) reception(t town, desk, month int) (start time.Time, ok bool) {
	first := calendar.DateOf(from).AddMonths(month)
	day := first + 4 + calendar.Date((t.firstOne+desk)*7%20)
	for !calendar.Default().IsWorkday(day) {
		day++
	}
	return day.Start().Add(9 * time.Hour), desk%2 == 0 || month%2 == 0
}

// sitting are the two deputies of a reception: one who holds an office, one who does not.
func (p *plan) sitting(t town, desk, month int) [2]int {
	at := func(turn int) int { return turn*t.stations + desk }
	official, other := []int{0, 3, 6}, []int{1, 2, 4, 5, 7}
	return [2]int{at(official[month%len(official)]), at(other[month%len(other)])}
}

// day is a reception and who came.
func (p *plan) day(t town, desk, month int) (rosterservice.PastDay, bool) {
	start, ok := p.reception(t, desk, month)
	d := rosterservice.PastDay{ID: p.dayID(t, desk, month), Station: p.stationID(t, desk), StationName: t.stationName(desk), Area: string(t.Code),
		Start: start, End: start.Add(150 * time.Minute), Planned: start.AddDate(0, 0, -20), Published: start.AddDate(0, 0, -10), Topic: "听民声、解民忧"}
	if !ok || d.Planned.After(until) {
		return d, false
	}
	r := p.dice(forPlaces, uint64(t.n), 2, uint64(desk), uint64(month))
	d.Visitors = r.IntN(9)
	for n, who := range p.sitting(t, desk, month) {
		seat := rosterservice.PastSeat{Shift: p.id(founded, "shift", t.n, desk, month, n), Person: p.personID(t, who)}
		if r.IntN(100) < 40 {
			seat.Confirmed = d.Published.Add(time.Duration(1+r.IntN(90)) * time.Hour)
		}
		if r.IntN(100) < 95 {
			seat.Arrived = start.Add(time.Duration(r.IntN(30)-15) * time.Minute)
		}
		d.Seats = append(d.Seats, seat)
	}
	return d, true
}
