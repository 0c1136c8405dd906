//go:build cluster

package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// writers take cases along their way as fast as they are answered.
const writers = 2

// tally counts what came back, try by try: a try that a client repeats by itself
// is a failed one here.
type tally struct {
	under http.RoundTripper

	mu     sync.Mutex
	span   span
	faults []string
}

// span is what was counted since somebody asked.
type span struct {
	began    time.Time
	took     []time.Duration
	failed   int
	last     time.Time // failure
	outage   time.Duration
	answered time.Time
}

func (c *tally) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	res, err := c.under.RoundTrip(r)
	if err != nil && errors.Is(err, context.Canceled) {
		return res, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	s := &c.span
	s.took = append(s.took, now.Sub(began))
	if err == nil && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests {
		if s.failed > 0 {
			s.outage = max(s.outage, now.Sub(s.answered))
		}
		s.answered = now
		return res, nil
	}
	s.failed++
	s.last = now
	what := fmt.Sprint(err)
	if err == nil {
		what = res.Status + " " + said(res)
	}
	c.faults = append(c.faults, fmt.Sprintf("%s %s %s: %s", now.UTC().Format("15:04:05.000"), r.Method, r.URL.Path, what))
	return res, err
}

// said is the beginning of what a failed answer says; it stays there to be read.
func said(res *http.Response) string {
	whole, _ := io.ReadAll(res.Body) // what breaks off says its beginning
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(whole))
	return fmt.Sprintf("%.400s", whole)
}

// next ends a span and returns it.
func (c *tally) next() span {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.span
	c.span = span{began: time.Now(), answered: time.Now()}
	slices.Sort(was.took)
	return was
}

// told are the last failures, for whoever looks why.
func (c *tally) told() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.faults
	c.faults = nil
	return was[:min(len(was), 20)]
}

func (s span) String() string {
	over := time.Since(s.began)
	n := len(s.took)
	if n == 0 {
		return "nothing was asked"
	}
	text := fmt.Sprintf("%d requests in %.0f s (%.0f/s), %d failed, p50 %v, p99 %v", n, over.Seconds(), float64(n)/over.Seconds(), s.failed,
		s.took[n/2].Round(time.Millisecond), s.took[n*99/100].Round(time.Millisecond))
	if s.failed > 0 {
		text += fmt.Sprintf(", the last %.0f s after the beginning, longest without any answer %v", s.last.Sub(s.began).Seconds(), s.outage.Round(100*time.Millisecond))
	}
	return text
}

// keepBusy asks for what people look at, so many times each second, until ctx
// ends, by clients that wait a quarter of a second for each answer at most to keep
// up. What cannot start for want of a free one is not made up for.
func (g *stage) keepBusy(ctx context.Context, calls *tally, perSecond int) {
	looks := g.looks()
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	free := make(chan struct{}, max(8, perSecond/4))
	var work sync.WaitGroup
	defer work.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case free <- struct{}{}:
			work.Go(func() {
				looks[rand.IntN(len(looks))](ctx)
				<-free
			})
		default:
		}
	}
}

// looks are the reads: they have to succeed, or to be unavailable for a moment,
// which the tally counts.
func (g *stage) looks() []func(context.Context) {
	b := g.signedIn()
	st := g.station()
	page := func(path string) func(context.Context) {
		return func(ctx context.Context) {
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, g.URL+path, nil) // the address is ours
			if res, err := b.Do(req); err == nil {
				_, _ = io.Copy(io.Discard, res.Body) // a page that breaks off is counted by its status
				_ = res.Body.Close()
			}
		}
	}
	return []func(context.Context){
		page("/"), page("/s/" + st.Code), page("/desk/cases/" + g.id), page("/desk/register"),
		look(g, "desk", casework.GetCase, casework.ByID{ID: g.id}),
		look(g, "desk", casework.ListCases, casework.ListRequest{Queue: "all", Station: st.ID, Limit: 20}),
		look(g, "desk", roster.ListDays, roster.ListDaysRequest{Station: st.ID, Limit: 20}),
		look(g, "county", insight.GetCounts, insight.CountsRequest{Area: st.Area}),
		look(g, "office", notification.ListInbox, notification.ListInboxRequest{Limit: 20}),
		look(g, "", station.GetBulletin, station.ByCode{Code: st.Code}),
	}
}

func look[Req, Res any](g *stage, login string, op rpc.Op[Req, Res], req Req) func(context.Context) {
	return func(ctx context.Context) {
		_, err := rpc.Call(ctx, g.As(login), op, req)
		if err != nil && ctx.Err() == nil && !fault.Is(err, fault.KindUnavailable) {
			g.t.Errorf("%s: %v", op.Name, err)
		}
	}
}

// director is how the script outside tells the test what comes next.
type director struct {
	phase      atomic.Value
	end, again chan struct{}
}

// direct serves GET /phase, /span (what was counted since the last one, and the
// failures), /stop and, once all was brought back from a backup, /again.
func direct(t testing.TB, addr string, calls *tally) *director {
	d := &director{end: make(chan struct{}), again: make(chan struct{})}
	d.enter("loading")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /phase", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, d.phase.Load()) })
	mux.HandleFunc("GET /span", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, calls.next())
		for _, line := range calls.told() {
			fmt.Fprintln(w, "  "+line)
		}
	})
	for path, told := range map[string]chan struct{}{"GET /stop": d.end, "GET /again": d.again} {
		once := sync.OnceFunc(func() { close(told) })
		mux.HandleFunc(path, func(http.ResponseWriter, *http.Request) { once() })
	}
	server := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { _ = server.Close() })
	return d
}

func (d *director) enter(phase string) { d.phase.Store(phase) }

func (d *director) wait(ctx context.Context, told <-chan struct{}) {
	select {
	case <-told:
	case <-ctx.Done():
	}
}
