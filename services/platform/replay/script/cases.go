package script

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/sorting"
)

// Case is an opinion as it comes in.
type Case struct {
	Station   int
	Channel   casework.Channel
	At        time.Time
	Reception int // where it was said, -1 for elsewhere
	Deputy    int // person who heard it on the phone, -1 for none
	Who       casework.Who
	Category  string
	Place     string
	Text      string
	fate      fate
	reply     string
	Joined    bool // more than one person says it
	into      int
	brisk     bool // nothing stands in its way
}

// fate is what a case comes to.
type fate int

const (
	handed fate = iota
	explained
	rejected
	merged
	withdrawn
	fresh // nobody has looked at it by the last day
)

// arrivals draws when and where people come, in order of time.
func (w *writer) arrivals() {
	w.weigh()
	for n := range w.Received {
		w.Cases = append(w.Cases, w.arrival(uint64(n)))
	}
	w.thin()
	sorting.Stably(w.Cases, func(a, b Case) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Station, b.Station)) })
	w.fates()
	for n := range w.Cases {
		w.word(n)
	}
	for n := range w.Cases {
		w.echo(&w.Cases[n])
	}
}

// recent: so near the end a case may not come to its close.
func (c *Case) recent() bool { return Until.Sub(c.At) < settled }

// thin draws anew those of the recent cases that are more than may stay open: it
// happens in small counties.
func (w *writer) thin() {
	not := w.otherwise()
	room := w.Received - w.Closed - not[1] - not[2] - not[3]
	for n := range w.Cases {
		for again := uint64(1); w.Cases[n].recent(); again++ {
			if room > 0 {
				room--
				break
			}
			w.Cases[n] = w.arrival(uint64(n) + again*1_000_000)
		}
	}
}

// otherwise parts the cases that are not handed over: explained, rejected, merged,
// withdrawn, fresh.
func (w *writer) otherwise() []int {
	return split(w.Received-w.HandedOver, []float64{50, 20, 14, 8, 8})
}

// seasons is how much is said in each month: little around the spring festival,
// most in spring and at high water.
var seasons = map[time.Month]float64{1: 0.8, 2: 0.65, 3: 1.1, 4: 1.15, 5: 1.05, 6: 1.1, 7: 1.2, 8: 1.1, 9: 1, 10: 0.95, 11: 1.05, 12: 0.9}

// season weighs a day; in the first months the stations are hardly known.
func season(d calendar.Date) float64 {
	_, month, _ := d.Civil()
	known := min(1, 0.55+float64(d-Begin)/400)
	return seasons[month] * known
}

// size weighs a township: they differ.
func size(station int) float64 { return 0.6 + float64((station*5+3)%11)/8 }

// weigh prepares what arrivals are drawn from: receptions, working days, any days.
func (w *writer) weigh() {
	for _, r := range w.Receptions {
		weight := season(r.Date) * size(r.Station)
		if r.Cancelled != "" || r.Date >= Last {
			weight = 0
		}
		w.weights.receptions = append(w.weights.receptions, weight)
	}
	for d := Begin; d < Last; d++ {
		weight := season(d)
		w.weights.any = append(w.weights.any, weight)
		if !Workday(d) {
			weight = 0
		}
		w.weights.work = append(w.weights.work, weight)
	}
	for s := range Townships() {
		w.weights.stations = append(w.weights.stations, size(s))
	}
}

type weights struct{ receptions, work, any, stations []float64 }

var channels = []casework.Channel{casework.AtReception, casework.AtDesk, casework.OnPhone, casework.OnPage}

func (w *writer) arrival(n uint64) Case {
	r := w.dice(forArrivals, n)
	c := Case{Channel: channels[share(r, []float64{62, 14, 11, 13})], Reception: -1, Deputy: -1, Station: share(r, w.weights.stations)}
	switch c.Channel {
	case casework.AtReception:
		c.Reception = share(r, w.weights.receptions)
		x := w.Receptions[c.Reception]
		c.Station, c.At = x.Station, clock(x.Date, pick(r, []int{9*60 + 30, 10*60 + 30}))
	case casework.OnPage:
		c.At = clock(Begin+calendar.Date(share(r, w.weights.any)), pick(r, evenings))
	default:
		c.At = clock(Begin+calendar.Date(share(r, w.weights.work)), pick(r, officeDay[1:]))
	}
	if c.Channel == casework.OnPhone {
		c.Deputy = w.signingIn(c.Station, r.IntN(w.signers()))
	}
	return c
}

// signingIn is the i-th deputy of a station who has an account.
func (w *writer) signingIn(station, i int) int {
	return slices.IndexFunc(w.People, func(p Person) bool {
		if p.Station == station && p.Account {
			i--
		}
		return i < 0
	})
}

// settled is how long before the end a case came in that was not handed over.
const settled = 30 * 24 * time.Hour

// fates says which cases are not handed over, and why.
func (w *writer) fates() {
	not := w.otherwise()
	n := len(w.Cases)
	for i := range not[4] {
		w.Cases[n-1-i].fate = fresh
	}
	order := slices.DeleteFunc(w.dice(forMerges).Perm(n), func(i int) bool { return w.Cases[i].recent() })
	for kind, f := range []fate{explained, rejected, merged, withdrawn} {
		for _, i := range order[:not[kind]] {
			w.Cases[i].fate = f
			if f == merged {
				w.cling(i)
			}
		}
		order = order[not[kind]:]
	}
}

// cling makes a case come some days after another of the same station, at the
// desk, to say the same.
func (w *writer) cling(n int) {
	c := &w.Cases[n]
	for i := range w.Cases {
		into := (n + 1 + i*7) % len(w.Cases)
		other := &w.Cases[into]
		if into == n || other.fate != handed || other.Joined || other.recent() {
			continue
		}
		other.Joined = true
		r := w.dice(forMerges, uint64(n))
		c.into, c.Station, c.Channel, c.Reception, c.Deputy = into, other.Station, casework.AtDesk, -1, -1
		c.At = after(r, other.At, 1+r.IntN(2))
		return
	}
	c.fate = rejected // nobody says anything twice in so small a county
}

// word gives a case its person and words.
func (w *writer) word(n int) {
	c := &w.Cases[n]
	r := w.dice(forWords, uint64(n))
	_, month, _ := calendar.DateOf(c.At).Civil()
	s := say(r, month).fill(r, c.Station)
	c.Category, c.Place, c.Text, c.reply = s.category, s.place, s.text, s.reply
	c.Who = casework.Who{Name: Name(r), Phone: fmt.Sprintf("199%08d", 10_000_000+n), Address: s.place}
	if often(r, 4) {
		c.Who.Email = fmt.Sprintf("villager-%d@example.org", n)
	}
	if c.Channel == casework.AtDesk && often(r, 8) && Until.Sub(c.At) > 3*settled && c.fate == handed && !c.Joined {
		c.Who = casework.Who{Anonymous: true}
	}
	if c.fate == handed && !c.Who.Anonymous && c.Channel != casework.OnPage && often(r, 3) {
		c.Joined = true
	}
}

// echo: whoever comes with the same matter says so.
func (w *writer) echo(c *Case) {
	if c.fate == merged {
		into := w.Cases[c.into]
		c.Category, c.Place, c.Text = into.Category, into.Place, "我也是来反映这件事的："+into.Text
	}
}
