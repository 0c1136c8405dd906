package script

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"lianluo/pkg/calendar"
	"lianluo/pkg/sorting"
)

// Reception is a reception day at a station: an office-holder and a grass-roots
// deputy receive people from nine to half past eleven.
type Reception struct {
	Station int
	Date    calendar.Date
	Topic   string
	// Guest comes out from the centre and takes the office-holder's seat, -1 for
	// nobody.
	Guest int
	// Missing is the seat whose deputy does not come: official, grassroots or "".
	Missing string
	// Cancelled says why the day does not take place.
	Cancelled string
	Swap      bool // somebody is asked to take a shift over
}

// Hours of a reception.
const (
	From = "09:00"
	To   = "11:30"
)

var topics = []string{"", "", "", "道路交通专题", "饮水安全专题", "教育医疗专题", "春耕生产专题", "养老助残专题", "环境整治专题"}

var calledOff = []string{"强降雨红色预警，村道积水，改至下周接待", "站点所在便民服务中心停电检修，暂停接待一次", "乡镇人代会同日召开，代表均须出席，暂停接待一次", "疫情防控要求，暂停现场接待，可电话反映"}

// receptions chooses the days: as many as the figures need, with some absences
// and some days called off.
func (w *writer) receptions() {
	absent := w.Attended() * 3 / 100
	absent += (w.Attended() + absent) % 2
	held := (w.Attended() + absent) / 2
	off := held / 100
	all := w.openings()[:held+off]
	sorting.By(all, func(a, b Reception) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Station, b.Station))
	})
	w.Receptions = all
	order := w.dice(forReceptions, 1).Perm(len(all))
	for _, n := range order[:off] {
		all[n].Cancelled = pick(w.dice(forReceptions, 2, uint64(n)), calledOff)
	}
	free := slices.DeleteFunc(order, func(n int) bool { return all[n].Cancelled != "" })
	rest := w.guests(free)
	for i, n := range rest {
		if i < absent {
			all[n].Missing = []string{"official", "grassroots", "grassroots"}[n%3]
		}
		all[n].Swap = i%25 == 3
	}
	w.absences(free, absent-len(rest))
}

// absences puts those that found no day of their own beside a guest.
func (w *writer) absences(free []int, left int) {
	for _, n := range free {
		if left <= 0 {
			return
		}
		if x := &w.Receptions[n]; x.Missing == "" && x.Guest >= 0 {
			x.Missing = "grassroots"
			left--
		}
	}
}

// openings are days on which a station could receive people, in a drawn order:
// each station's weekday first, and the stations in turn, so that even a small
// county has its receptions everywhere.
func (w *writer) openings() []Reception {
	var usual, others [][]Reception
	for s := range Townships() {
		weekday := 1 + (s*3+1)%5
		usual = append(usual, w.weekly(s, weekday))
		others = append(others, w.weekly(s, weekday%5+1))
	}
	return append(inTurn(usual), inTurn(others)...)
}

// weekly are a station's days of a weekday.
func (w *writer) weekly(station, weekday int) []Reception {
	var out []Reception
	for d := Begin; d < Last; d++ {
		if int(d.Weekday()) == weekday && Workday(d) {
			topic := pick(w.dice(forReceptions, 3, uint64(station), uint64(d)), topics)
			out = append(out, Reception{Station: station, Date: d, Guest: -1, Topic: topic})
		}
	}
	shuffle(w.dice(forReceptions, 4, uint64(station), uint64(weekday)), out)
	return out
}

// inTurn takes one of each list, then the next of each.
func inTurn[T any](lists [][]T) []T {
	var out []T
	for i, more := 0, true; more; i++ {
		more = false
		for _, l := range lists {
			if i < len(l) {
				out, more = append(out, l[i]), true
			}
		}
	}
	return out
}

func shuffle[T any](r *rand.Rand, all []T) {
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}

// guests gives leaders and heads their days in turn, nobody two on one date, and
// returns the days that are left.
func (w *writer) guests(free []int) []int {
	leaders, heads := w.turns("county_leader", w.Leaders), w.turns("section_head", w.Heads)
	return slices.DeleteFunc(slices.Clone(free), func(n int) bool {
		x := &w.Receptions[n]
		return leaders.take(x) || heads.take(x)
	})
}

// turns are people who come out in turn, so many times together.
type turns struct {
	line []int
	left int
	busy map[calendar.Date]int
}

func (w *writer) turns(rank string, left int) *turns {
	return &turns{line: w.ofRank(rank), left: left, busy: map[calendar.Date]int{}}
}

// take gives a day its guest, unless all have been out or all are out that day.
func (t *turns) take(x *Reception) bool {
	if t.left == 0 || t.busy[x.Date] > 0 {
		return false
	}
	t.busy[x.Date]++
	t.left--
	x.Guest = t.line[t.left%len(t.line)]
	return true
}
