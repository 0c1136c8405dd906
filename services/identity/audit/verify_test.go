package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
)

var (
	noon   = time.Date(2026, time.March, 2, 4, 0, 0, 123, time.UTC)
	owner  = ed25519.NewKeyFromSeed([]byte("the seed of the system's own key"))
	forger = ed25519.NewKeyFromSeed([]byte("the seed of somebody else's key!"))
)

// world is an intact system: two services' journals, chained as they came, with
// heads along the way.
type world struct {
	journals map[string][]event.Event
	rows     []identity.AuditRow
	end      Link
	heads    []Kept
}

const perService = 20

func newWorld() *world {
	w := &world{journals: map[string][]event.Event{}}
	for i := range perService {
		for _, service := range []string{"casework", "roster"} {
			e := event.Event{SpecVersion: "1.0", ID: fmt.Sprintf("%s-%d", service, i), Source: "lianluo/" + service,
				Type: "lianluo." + service + ".Changed.v1", Subject: fmt.Sprintf("id%d", i%4), Aggregate: "thing", Sequence: int64(i/4) + 1,
				Time: noon.Add(time.Duration(i) * time.Minute), Actor: "acc1", Operation: service + ".Change", Data: []byte(fmt.Sprintf(`{"n":%d,"text":"<%d>"}`, i, i))}
			w.journals[service] = append(w.journals[service], e)
			w.chain(e)
		}
		if i%7 == 6 {
			w.head(owner, fmt.Sprintf("file %d", i))
		}
	}
	return w
}

func (w *world) chain(e event.Event) {
	row := Next(w.end, e)
	w.rows, w.end = append(w.rows, row), At(row)
}

func (w *world) head(key ed25519.PrivateKey, where string) {
	w.heads = append(w.heads, Kept{AuditHead: Sign(key, w.end, noon.Add(time.Hour)), Where: where})
}

// again chains everything anew, as somebody would who can write all of the store.
func (w *world) again(from int) {
	w.end = Link{}
	if from > 0 {
		w.end = At(w.rows[from-1])
	}
	for i := from; i < len(w.rows); i++ {
		row := w.rows[i]
		row.Number, row.Prev = w.end.Number+1, w.end.Hash
		row.Hash = Hash(row)
		w.rows[i], w.end = row, At(row)
	}
}

func (w *world) evidence() Evidence {
	e := Evidence{Heads: w.heads, Keys: []string{KeyText(owner.Public().(ed25519.PublicKey))}, End: w.end,
		Rows: each(w.rows), Journals: map[string]iter.Seq2[event.Event, error]{}}
	for service, events := range w.journals {
		e.Journals[service] = each(events)
	}
	return e
}

func each[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func kinds(v *Verdict) []Kind {
	var out []Kind
	for _, f := range v.Findings {
		if !slices.Contains(out, f.Kind) {
			out = append(out, f.Kind)
		}
	}
	slices.Sort(out)
	return out
}

func verdict(t *testing.T, e Evidence) *Verdict {
	t.Helper()
	v, err := Verify(e)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAnIntactChain(t *testing.T) {
	w := newWorld()
	v := verdict(t, w.evidence())
	if !v.Intact() || v.Rows != 2*perService || v.Events != 2*perService || v.Heads != 2 || len(v.Words("zh")) != 0 {
		t.Errorf("got %+v", v)
	}
	if v := verdict(t, Evidence{Rows: each[identity.AuditRow](nil)}); !v.Intact() {
		t.Errorf("an empty chain: %+v", v)
	}
}

// TestTampering does each kind of harm and expects it to be found by name.
func TestTampering(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(w *world)
		want []Kind
		row  int64 // named by the first finding
	}{
		"a changed row": {func(w *world) { w.rows[9].Actor = "acc2" }, []Kind{Changed}, 10},
		"a changed row, its own hash mended": {func(w *world) {
			w.rows[9].Actor = "acc2"
			w.rows[9].Hash = Hash(w.rows[9])
		}, []Kind{Reordered}, 11},
		"a dropped row":  {func(w *world) { w.rows = slices.Delete(w.rows, 9, 10) }, []Kind{Dropped, Unchained}, 11},
		"dropped rows":   {func(w *world) { w.rows = slices.Delete(w.rows, 9, 14) }, []Kind{Dropped, Unchained}, 15},
		"reordered rows": {func(w *world) { w.swap(9, 10) }, []Kind{Changed, Reordered}, 10},
		"a row put in": {func(w *world) {
			w.rows = slices.Insert(w.rows, 10, Next(At(w.rows[9]), event.Event{ID: "x", Source: "lianluo/roster", Aggregate: "thing", Subject: "new", Sequence: 1, Time: noon}))
		}, []Kind{Reordered, Vanished}, 11},
		"a row twice": {func(w *world) {
			w.rows = append(w.rows, Next(w.end, w.journals["roster"][3]))
			w.end = At(w.rows[len(w.rows)-1])
		}, []Kind{Repeated}, 41},
		"the end cut off":                     {func(w *world) { w.rows = w.rows[:30] }, []Kind{Cut, Unchained}, 30},
		"the end cut off, the writer as well": {func(w *world) { w.rows = w.rows[:30]; w.end = At(w.rows[29]) }, []Kind{Unchained}, 0},
		"the end cut off before a head": {func(w *world) {
			w.rows = w.rows[:20]
			w.end, w.journals = At(w.rows[19]), nil
		}, []Kind{Cut}, 28},
		"all cut off, only a head elsewhere tells": {func(w *world) {
			w.rows, w.end, w.journals, w.heads = nil, Link{}, nil, w.heads[1:]
		}, []Kind{Cut}, 28},
		"rewritten from a row on": {func(w *world) { w.rows[2].Actor = "acc2"; w.again(2) }, []Kind{Rewritten}, 14},
		"rewritten whole, journals as well, own heads replaced": {func(w *world) {
			elsewhere := w.heads[0]
			for i := range w.rows {
				w.rows[i].Actor = "nobody"
			}
			w.again(0)
			w.heads, w.journals = nil, nil
			w.head(owner, "stored")
			w.heads = append(w.heads, elsewhere)
		}, []Kind{Rewritten}, 14},
		"the last row replaced":        {func(w *world) { w.rows[39].Actor = "acc2"; w.rows[39].Hash = Hash(w.rows[39]) }, []Kind{Rewritten}, 40},
		"a journal changed afterwards": {func(w *world) { w.journals["roster"][5].Data = []byte(`{"n":7}`) }, []Kind{Tampered}, 12},
		"a journal's actor changed":    {func(w *world) { w.journals["roster"][5].Actor = "acc3" }, []Kind{Tampered}, 12},
		"a journal's event gone":       {func(w *world) { w.journals["roster"] = slices.Delete(w.journals["roster"], 5, 6) }, []Kind{Vanished}, 12},
		"an event never chained": {func(w *world) {
			e := w.journals["roster"][0]
			e.Subject = "other"
			w.journals["roster"] = append(w.journals["roster"], e)
		}, []Kind{Unchained}, 0},
		"a forged head":            {func(w *world) { w.heads[0].Signature = w.heads[1].Signature }, []Kind{Forged}, 14},
		"a head of another's key":  {func(w *world) { w.head(forger, "mail") }, []Kind{Forged}, 40},
		"a head with another hash": {func(w *world) { w.heads[0].Hash = strings.Repeat("0", 64) }, []Kind{Forged, Rewritten}, 14},
		"a head without a key":     {func(w *world) { w.heads[0].Key = "" }, []Kind{Forged}, 14},
	} {
		w := newWorld()
		c.harm(w)
		v := verdict(t, w.evidence())
		if got := kinds(v); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v: %v", name, got, c.want, v.Words("en"))
		} else if v.Findings[0].Row != c.row {
			t.Errorf("%s: row %d, want %d: %v", name, v.Findings[0].Row, c.row, v.Words("en"))
		}
	}
}

// swap exchanges two rows with their places.
func (w *world) swap(i, j int) {
	w.rows[i], w.rows[j] = w.rows[j], w.rows[i]
	w.rows[i].Number, w.rows[j].Number = w.rows[j].Number, w.rows[i].Number
}

// TestAnySingleChangeIsFound changes one member of one row at random.
func TestAnySingleChangeIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	changes := []func(*identity.AuditRow){
		func(r *identity.AuditRow) { r.Number++ }, func(r *identity.AuditRow) { r.Hash = "0" + r.Hash[1:] + "0" },
		func(r *identity.AuditRow) { r.Prev += "0" }, func(r *identity.AuditRow) { r.Service = "station" },
		func(r *identity.AuditRow) { r.Type += "2" }, func(r *identity.AuditRow) { r.Event += "2" },
		func(r *identity.AuditRow) { r.Aggregate += "2" }, func(r *identity.AuditRow) { r.Subject += "2" },
		func(r *identity.AuditRow) { r.Sequence += 100 }, func(r *identity.AuditRow) { r.Actor = "" },
		func(r *identity.AuditRow) { r.Operation = "" }, func(r *identity.AuditRow) { r.Time = r.Time.Add(1) },
		func(r *identity.AuditRow) { r.Digest = r.Hash },
	}
	for range 300 {
		w := newWorld()
		w.journals = nil // the chain alone must tell
		i, n := random.IntN(len(w.rows)), random.IntN(len(changes))
		changes[n](&w.rows[i])
		if verdict(t, w.evidence()).Intact() {
			t.Errorf("change %d of row %d is not found", n, i+1)
		}
	}
}

func TestWhatIsUnderWayIsNoFinding(t *testing.T) {
	w := newWorld()
	e := w.evidence()
	fresh := w.journals["roster"][0]
	fresh.Subject, fresh.Time = "other", noon.Add(10*time.Minute) // nine minutes before the newest
	e.Journals["roster"] = each(append(w.journals["roster"], fresh))
	e.End = At(w.rows[30]) // rows came after the end was read
	e.Settling = 10 * time.Minute
	if v := verdict(t, e); !v.Intact() {
		t.Errorf("got %v", v.Words("en"))
	}
	e.Settling = 9 * time.Minute
	if got := kinds(verdict(t, e)); !slices.Equal(got, []Kind{Unchained}) {
		t.Errorf("got %v", got)
	}
}

func TestAJournalThatCannotBeRead(t *testing.T) {
	w := newWorld()
	e := w.evidence()
	e.Journals["roster"] = func(yield func(event.Event, error) bool) { yield(event.Event{}, errors.New("away")) }
	v := verdict(t, e)
	if got := kinds(v); !slices.Equal(got, []Kind{Unreachable}) || !strings.Contains(v.Words("zh")[0], "roster") {
		t.Errorf("got %v", v.Words("zh"))
	}
}

func TestAChainThatCannotBeRead(t *testing.T) {
	away := errors.New("away")
	_, err := Verify(Evidence{Rows: func(yield func(identity.AuditRow, error) bool) { yield(identity.AuditRow{}, away) }})
	if !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
}

func TestManyFindingsAreCounted(t *testing.T) {
	w := newWorld()
	for i := range 300 {
		w.head(forger, fmt.Sprint("mail ", i))
	}
	v := verdict(t, w.evidence())
	if len(v.Findings) != mostFindings || v.More != 200 || len(v.Words("en")) != mostFindings+1 {
		t.Errorf("%d findings and %d more", len(v.Findings), v.More)
	}
}

func TestDigestsDoNotDependOnHowTimesAndDataWereStored(t *testing.T) {
	e := newWorld().journals["roster"][3]
	other := e
	other.Time = e.Time.In(time.FixedZone("CST", 8*3600))
	other.Data = []byte("{ \"n\" : 3,\n \"text\":\"\\u003c3\\u003e\"}")
	if Digest(e) != Digest(other) {
		t.Error("the same event has two digests")
	}
}

func FuzzGenuine(f *testing.F) {
	h := Sign(owner, Link{7, "ab"}, noon)
	f.Add(h.Key, h.Signature, h.Hash, h.Number)
	f.Add("", "", "", int64(0))
	f.Fuzz(func(t *testing.T, key, signature, hash string, number int64) {
		got := Genuine(identity.AuditHead{Number: number, Hash: hash, Time: h.Time, Key: key, Signature: signature})
		same := number == h.Number && hash == h.Hash && key == h.Key
		if got && !same {
			t.Errorf("accepted %q %q %q %d", key, signature, hash, number)
		}
	})
}
