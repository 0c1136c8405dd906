package board

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot/seal"
	"lianluo/pkg/sorting"
)

// Bundle is a whole board as it is published after the close.
type Bundle struct {
	Protocol string  `json:"protocol"`
	Entries  []Entry `json:"entries"`
}

// Write is a bundle's text.
func Write(entries []Entry) ([]byte, error) {
	return json.Marshal(Bundle{Protocol: seal.Protocol, Entries: entries})
}

var errBundle = errors.New("no entries, or those of another protocol")

// Witness is a head that somebody kept.
type Witness struct {
	Seq  int
	Hash seal.Hex
}

// ParseWitness reads "seq:hash".
func ParseWitness(text string) (Witness, error) {
	seq, hash, cut := strings.Cut(text, ":")
	w := Witness{}
	n, err := strconv.Atoi(seq)
	if w.Seq = n; !cut || err != nil || n < 0 {
		return w, errWitness
	}
	return w, w.Hash.UnmarshalText([]byte(hash))
}

var errWitness = errors.New("a head is written seq:hash")

// Report is what a verification found. Failures is empty if everything holds.
type Report struct {
	Entries   int
	Witnesses int
	Receipts  int
	Failures  Failures
	Board     *Board
}

// Holds says that nothing failed.
func (r Report) Holds() bool { return len(r.Failures) == 0 }

// Verify recomputes everything that a bundle claims, and compares it with the
// heads and the receipts that were kept elsewhere. It reports every failure that it
// finds, not only the first, and uses all processors.
func Verify(text []byte, witnesses []Witness, receipts []string) Report {
	r := Report{Board: New(), Witnesses: len(witnesses), Receipts: len(receipts)}
	bundle, err := strict[Bundle](text)
	if err == nil && (bundle.Protocol != seal.Protocol || len(bundle.Entries) == 0) {
		err = errBundle
	}
	if err != nil {
		r.Failures = Failures{{Code: CodeBundle, Seq: -1, Detail: err.Error()}}
		return r
	}
	r.Entries = len(bundle.Entries)
	r.follow(bundle.Entries)
	r.compare(bundle.Entries, witnesses, receipts)
	sorting.Stably(r.Failures, func(a, b Failure) int { return a.Seq - b.Seq })
	return r
}

// follow judges the entries one after the other, and their proofs side by side.
func (r *Report) follow(entries []Entry) {
	checks := newPool()
	for _, e := range entries {
		s := r.Board.step(e)
		r.Failures = append(r.Failures, s.failures...)
		for _, proof := range s.proofs {
			checks.add(func() Failures {
				if err := proof(); err != nil {
					return Failures{{Code: codeOf(err), Seq: e.Seq, Detail: err.Error()}}
				}
				return nil
			})
		}
		s.take()
	}
	r.Failures = append(r.Failures, checks.wait()...)
}

func (r *Report) compare(entries []Entry, witnesses []Witness, receipts []string) {
	for _, w := range witnesses {
		if w.Seq < 0 || w.Seq >= len(entries) || !bytes.Equal(entries[w.Seq].Hash, w.Hash) {
			r.Failures = append(r.Failures, Failure{Code: CodeHead, Seq: w.Seq, Detail: fmt.Sprintf("%d:%s", w.Seq, w.Hash)})
		}
	}
	if len(receipts) == 0 {
		return
	}
	there := map[string]bool{}
	for _, e := range entries {
		if e.Kind == KindBallot {
			there[typed(e.Receipt())] = true
		}
	}
	for _, receipt := range receipts {
		if !there[typed(receipt)] {
			r.Failures = append(r.Failures, Failure{Code: CodeReceipt, Seq: -1, Detail: fmt.Sprintf("%.40q", receipt)})
		}
	}
}

// typed is a receipt as people type it: case, hyphens and spaces do not count.
func typed(receipt string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(receipt)))
}

// pool computes checks on all processors.
type pool struct {
	work  chan func() Failures
	wg    sync.WaitGroup
	mu    sync.Mutex
	found Failures
}

func newPool() *pool {
	p := &pool{work: make(chan func() Failures, 64)}
	for range runtime.GOMAXPROCS(0) {
		p.wg.Go(func() {
			for check := range p.work {
				if found := check(); found != nil {
					p.mu.Lock()
					p.found = append(p.found, found...)
					p.mu.Unlock()
				}
			}
		})
	}
	return p
}

func (p *pool) add(check func() Failures) { p.work <- check }

// wait ends the pool and answers what failed, by place.
func (p *pool) wait() Failures {
	close(p.work)
	p.wg.Wait()
	sorting.Stably(p.found, func(a, b Failure) int { return a.Seq - b.Seq })
	return p.found
}
