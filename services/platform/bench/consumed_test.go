package bench

import (
	"bufio"
	"cmp"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/platformtest"
)

// all asserts that every acknowledged registration is in the journal, once, and
// that what was consumed adds up to it: the board counts no more and no fewer.
func (r *registrar) all(s *stage, before int) time.Duration {
	s.t.Helper()
	began := time.Now()
	platformtest.Eventually(s.t, "every registration is counted", func() bool { return s.received() >= before+len(r.acked) })
	drained := time.Since(began)
	if got := s.received(); got != before+len(r.acked) {
		s.t.Errorf("%d were acknowledged, and %d more are counted", len(r.acked), got-before)
	}
	told := map[string]int{}
	for after := int64(0); ; {
		page, err := rpc.Call(s.t.Context(), s.Host(), app.JournalOp("casework"), app.JournalRequest{After: after, Limit: 500})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, row := range page.Rows {
			after = row.Position
			if row.Event.Type == casework.CaseRegistered.Name {
				told[row.Event.Subject]++
			}
		}
		if len(page.Rows) < 500 {
			break
		}
	}
	for id := range r.acked {
		if told[id] != 1 {
			s.t.Fatalf("case %s was acknowledged and is told %d times", id, told[id])
		}
	}
	return drained
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

// median is where half of what came between two readings lay, within its bucket
// as if spread evenly, in seconds; and how many came.
func (d delays) median(before delays, who string) (float64, float64) {
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
		if n >= total/2 && total > 0 {
			return from + (le-from)*(total/2-below)/(n-below), total
		}
		below, from = n, le
	}
	return 0, total
}

// consumedDelay registers slowly, and is the median of each consumer of a
// registration, slowest first.
func (r *registrar) consumedDelay(s *stage, limit time.Duration) []delay {
	s.t.Helper()
	r.renew(s)
	received := s.received()
	before := s.delays()
	got := paced(s.t, s.URL, 20, limit, r.one)
	platformtest.Eventually(s.t, "the slow registrations are counted", func() bool { return s.received() >= received+len(got.took) })
	var out []delay
	platformtest.Eventually(s.t, "every consumer has had them", func() bool {
		after := s.delays()
		out = nil
		for who := range after {
			if half, n := after.median(before, who); n >= float64(len(got.took)) {
				out = append(out, delay{who, time.Duration(half * float64(time.Second))})
			}
		}
		return len(out) >= consumers
	})
	slices.SortFunc(out, func(a, b delay) int { return cmp.Compare(b.half, a.half) })
	return out
}

// delay is one consumer's median.
type delay struct {
	who  string
	half time.Duration
}

// consumers is how many follow what casework tells.
const consumers = 6
