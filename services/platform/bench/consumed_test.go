package bench

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/app"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
)

// all asserts that every acknowledged registration is in the journal, once, and
// that the board counts what the journal tells, no more and no fewer; it says how
// long the board took to have all of it.
func (r *registrar) all(s *stage) time.Duration {
	s.t.Helper()
	began := time.Now()
	patiently(s.t, "the journal tells every acknowledged case", func() bool {
		r.readOn(s)
		for id := range r.acked {
			if r.told[id] == 0 {
				return false
			}
		}
		return true
	})
	patiently(s.t, "the board counts every case", func() bool {
		r.readOn(s) // what the demonstration's jobs tell meanwhile counts, too
		return s.received() >= len(r.told)
	})
	drained := time.Since(began)
	if got := s.received(); got != len(r.told) {
		s.t.Errorf("the journal tells of %d cases, and %d are counted", len(r.told), got)
	}
	for id := range r.acked {
		if r.told[id] != 1 {
			s.t.Fatalf("case %s was acknowledged and is told %d times", id, r.told[id])
		}
	}
	return drained
}

// readOn reads the journal from where it stopped: rows get their positions a
// moment after they were committed. Cases of this year count, as on the board.
func (r *registrar) readOn(s *stage) {
	s.t.Helper()
	for {
		page, err := rpc.Call(s.t.Context(), s.Host(), app.JournalOp("casework"), app.JournalRequest{After: r.read, Limit: 500})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, row := range page.Rows {
			r.read = row.Position
			if row.Event.Type != casework.CaseRegistered.Name && row.Event.Type != casework.CaseReceived.Name {
				continue
			}
			var c casework.Changed
			if err := json.Unmarshal(row.Event.Data, &c); err != nil {
				s.t.Fatal(err)
			}
			if strings.HasPrefix(c.Area, demo.County) && calendar.DateOf(c.ReceivedAt).Year() == calendar.DateOf(time.Now()).Year() {
				r.told[row.Event.Subject]++
			}
		}
		if len(page.Rows) < 500 {
			return
		}
	}
}

// patiently is Eventually for what a loaded system may take minutes for.
func patiently(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Minute); !cond(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// received is what the county's board counts.
func (s *stage) received() int {
	s.t.Helper()
	county := &rpc.Client{Base: s.URL, HTTP: http.DefaultClient, Token: s.county}
	got, err := rpc.Call(s.t.Context(), county, insight.GetCounts, insight.CountsRequest{Area: demo.County})
	if err != nil {
		s.t.Fatal(err)
	}
	return got.Received
}

// delays are the consumers' own histograms of the time from an event's being told
// to its having taken effect: by consumer, how many by upper bound in seconds.
type delays map[string]map[float64]float64

func (s *stage) delays() delays {
	s.t.Helper()
	res, err := http.Get(s.URL + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	return readDelays(res.Body)
}

func readDelays(in io.Reader) delays {
	out := delays{}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "} ")
		if !strings.HasPrefix(name, "lianluo_consumer_delay_seconds_bucket{") {
			continue
		}
		who := label(name, "service") + "." + label(name, "consumer")
		le, err := strconv.ParseFloat(label(name, "le"), 64)
		n, wrong := strconv.ParseFloat(value, 64)
		if err != nil || wrong != nil {
			continue
		}
		if out[who] == nil {
			out[who] = map[float64]float64{}
		}
		out[who][le] = n
	}
	return out
}

func label(line, name string) string {
	_, after, _ := strings.Cut(line, name+`="`)
	value, _, _ := strings.Cut(after, `"`)
	return value
}

// quantile is within what the given part of all that came between two readings
// lay, in its bucket as if spread evenly, in seconds; and how many came.
func (d delays) quantile(before delays, who string, part float64) (float64, float64) {
	var bounds []float64
	for le := range d[who] {
		bounds = append(bounds, le)
	}
	slices.Sort(bounds)
	total, below, from := 0.0, 0.0, 0.0
	if len(bounds) > 0 {
		last := bounds[len(bounds)-1]
		total = d[who][last] - before[who][last]
	}
	for _, le := range bounds {
		n := d[who][le] - before[who][le]
		if n >= total*part && total > 0 {
			return from + (le-from)*(total*part-below)/(n-below), total
		}
		below, from = n, le
	}
	return 0, total
}

// consumedDelay registers slowly, and is the delay of each consumer of a
// registration, slowest first.
func (r *registrar) consumedDelay(s *stage, limit time.Duration) []delay {
	s.t.Helper()
	r.renew(s)
	r.all(s) // what was there before is counted
	before := s.delays()
	got := paced(s.t, s.URL, 20, limit, r.one)
	r.all(s)
	var out []delay
	patiently(s.t, "every consumer has had them", func() bool {
		after := s.delays()
		out = nil
		for who := range after {
			half, n := after.quantile(before, who, .5)
			most, _ := after.quantile(before, who, .99)
			if n >= float64(len(got.took)) {
				out = append(out, delay{who, seconds(half), seconds(most)})
			}
		}
		return len(out) >= consumers
	})
	slices.SortFunc(out, func(a, b delay) int { return cmp.Compare(b.half, a.half) })
	return out
}

// delay is one consumer's median and 99th percentile.
type delay struct {
	who        string
	half, most time.Duration
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// consumers is how many follow what casework tells.
const consumers = 6
