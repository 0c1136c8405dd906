package offline_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
)

const (
	dayID  = "day-1"
	dayURL = "/desk/roster/2026-11/days/" + dayID
)

// office is a fake of what the desk's pages ask for: what is registered stays.
type office struct {
	mu         sync.Mutex
	registered []casework.RegisterRequest
	submitted  []casework.SubmitRequest
	photos     int
	day        roster.ReceptionDay
	pressed    []time.Time // when check-ins and check-outs were
}

func newOffice() *office {
	start := portaltest.Now.Truncate(0)
	shifts := []roster.Shift{{ID: "s1", Person: portaltest.Person, Name: "向春梅", Kind: "official", State: roster.ShiftConfirmed}}
	return &office{day: roster.ReceptionDay{ID: dayID, Station: portaltest.Station, StationName: "辰阳镇人大代表联络站", State: roster.DayPublished,
		Start: start, End: start.Add(3600e9), PublishedAt: start.AddDate(0, 0, -7), Shifts: shifts}}
}

func (o *office) fakes() []portaltest.Fake {
	home := station.Station{ID: portaltest.Station, Code: portaltest.StationCode, Name: "辰阳镇人大代表联络站"}
	return []portaltest.Fake{
		portaltest.Always(station.GetStation, home),
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{Items: []casework.Category{{Code: "10", Name: "城乡建设"}, {Code: "1001", Parent: "10", Name: "道路"}}}),
		portaltest.Always(casework.Suggest, casework.Suggestion{}),
		portaltest.Always(casework.SimilarCases, rpc.Page[casework.CaseRow]{}),
		portaltest.Always(casework.ListCases, rpc.Page[casework.CaseRow]{}),
		portaltest.Always(roster.ListPersons, rpc.Page[roster.Person]{}),
		portaltest.Always(roster.GetMonth, roster.Month{}),
		portaltest.Op(roster.ListDays, func(context.Context, roster.ListDaysRequest) (rpc.Page[roster.ReceptionDay], error) {
			return rpc.Page[roster.ReceptionDay]{Items: []roster.ReceptionDay{o.now()}}, nil
		}),
		portaltest.Op(roster.GetDay, func(context.Context, roster.ByID) (roster.ReceptionDay, error) { return o.now(), nil }),
		portaltest.Op(roster.CheckIn, o.checkIn), portaltest.Op(roster.CheckOut, o.checkOut),
		portaltest.Op(roster.MyShifts, func(context.Context, roster.MyShiftsRequest) (rpc.Page[roster.ReceptionDay], error) {
			return rpc.Page[roster.ReceptionDay]{Items: []roster.ReceptionDay{o.now()}}, nil
		}),
		portaltest.Op(casework.RegisterCase, o.register),
		portaltest.Op(casework.SubmitCase, o.submit),
		portaltest.Op(casework.UploadPhoto, func(context.Context, casework.UploadRequest) (casework.Photo, error) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.photos++
			return casework.Photo{ID: "ph-" + strconv.Itoa(o.photos)}, nil
		}),
	}
}

func (o *office) now() roster.ReceptionDay {
	o.mu.Lock()
	defer o.mu.Unlock()
	d := o.day
	d.Shifts = append([]roster.Shift{}, d.Shifts...)
	return d
}

func (o *office) checkIn(_ context.Context, req roster.CheckRequest) (roster.ReceptionDay, error) {
	o.mu.Lock()
	o.day.Shifts[0].State, o.day.Shifts[0].CheckedIn = roster.ShiftAttended, portaltest.Now
	o.pressed = append(o.pressed, req.At)
	o.mu.Unlock()
	return o.now(), nil
}

func (o *office) checkOut(_ context.Context, req roster.CheckRequest) (roster.ReceptionDay, error) {
	o.mu.Lock()
	o.day.Shifts[0].CheckedOut = portaltest.Now
	o.pressed = append(o.pressed, req.At)
	o.mu.Unlock()
	return o.now(), nil
}

// presses are the times that came with check-ins and check-outs.
func (o *office) presses() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.pressed)
}

func (o *office) register(_ context.Context, req casework.RegisterRequest) (casework.Receipt, error) {
	if strings.Contains(req.Text, "骂") {
		return casework.Receipt{}, fault.Invalid("text", "请改", "Please mend").At("text", "请写清楚是什么事", "Say what it is about")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.registered = append(o.registered, req)
	return casework.Receipt{Case: "c1", Number: "431223-26-0000" + strconv.Itoa(len(o.registered)), Code: "M4TX8WRK"}, nil
}

func (o *office) submit(_ context.Context, req casework.SubmitRequest) (casework.Receipt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.submitted = append(o.submitted, req)
	return casework.Receipt{Number: "431223-26-00077", Code: "M4TX8WRK"}, nil
}

// timed is how many cases came with when they were taken down.
func (o *office) timed() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, req := range o.registered {
		if !req.At.IsZero() {
			n++
		}
	}
	return n
}

// counts is what arrived: cases registered, photos stored, words of the public.
func (o *office) counts() [3]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return [3]int{len(o.registered), o.photos, len(o.submitted)}
}

// line is the site's connection: it can hold the next change back, and lose
// answers on their way back.
type line struct {
	mu     sync.Mutex
	held   *held
	losing string // path whose answers to changes are lost
}

// held is a change that is held back.
type held struct{ come, free, done chan struct{} }

// hold holds the next change back. come is closed when it is there; release
// lets it go and waits until it has been answered.
func (l *line) hold() (come <-chan struct{}, release func()) {
	h := &held{make(chan struct{}), make(chan struct{}), make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = h
	return h.come, sync.OnceFunc(func() {
		close(h.free)
		select {
		case <-h.come:
			<-h.done
		default: // it never came
		}
	})
}

func (l *line) lose(path string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.losing = path
}

// next says what happens to a change.
func (l *line) next(path string) (h *held, lost bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h, l.held = l.held, nil
	return h, path == l.losing
}

func (l *line) over(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			pages.ServeHTTP(w, r)
			return
		}
		h, lost := l.next(r.URL.Path)
		if h != nil {
			defer close(h.done)
			close(h.come)
			<-h.free
		}
		pages.ServeHTTP(w, r)
		if lost {
			panic(http.ErrAbortHandler)
		}
	})
}

func start(t *testing.T) (*portaltest.Site, *office, *line) {
	t.Helper()
	o, l := newOffice(), &line{}
	site := portaltest.Start(t, func(p *session.Portal) http.Handler { return l.over(portal.Handler(p, nil)) }, o.fakes()...)
	return site, o, l
}

// photo is a picture's file.
func photo(t *testing.T) string {
	t.Helper()
	var body bytes.Buffer
	if err := png.Encode(&body, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "road.png")
	if err := os.WriteFile(path, body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
