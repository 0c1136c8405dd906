package placing

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Every is how often a service looks whether divisions have moved. Replicas learn
// of changes within half a second, so that a round later nobody writes by the
// tree of before.
const Every = 2 * time.Second

// Progress is what is being done, and what was done last.
type Progress struct {
	ID string `json:"id"`
	// Lines are what documents say stands above each division that ever moved.
	Lines map[string][]string `json:"lines,omitempty"`
	// Work is being done: it came to After in Collection, and is finished with
	// those before it.
	Work       []Shift   `json:"work,omitempty"`
	Collection string    `json:"collection,omitempty"`
	After      string    `json:"after,omitempty"`
	Seen       int       `json:"seen"`
	Changed    int       `json:"changed"`
	Started    time.Time `json:"started,omitzero"`
	Ended      time.Time `json:"ended,omitzero"`
}

// Special does what a collection needs besides its documents being rewritten, in
// place of it: numbers that follow from them.
type Special func(ctx context.Context, collection, after string, shifts []Shift) (store.Rewritten, error)

// Placing is one service's.
type Placing struct {
	db       *store.DB
	tree     *area.Tree
	log      *slog.Logger
	progress *store.Collection[Progress]
	special  map[string]Special
	quiet    bool // nothing ever moved here, as the store said when it was last asked
}

const progressID = "placing"

// Declare makes it for a service; call before db.Open.
func Declare(db *store.DB, tree *area.Tree, log *slog.Logger) *Placing {
	return &Placing{db: db, tree: tree, log: log, special: map[string]Special{},
		progress: store.NewCollection(db, progressID, store.Def[Progress]{ID: func(p *Progress) string { return p.ID }})}
}

// Specially has a collection's documents moved by fn.
func (p *Placing) Specially(collection string, fn Special) { p.special[collection] = fn }

// Settle has a collection's documents moved and then settled: fn computes what
// follows from the rest of a document anew, where that is more than what stands
// above the divisions it names. Somebody whose mandate somewhere has ended still
// names that place, and is not reached from there.
func Settle[T any](p *Placing, collection string, fn func(*T)) {
	p.Specially(collection, func(ctx context.Context, name, after string, shifts []Shift) (store.Rewritten, error) {
		return p.db.Rewrite(ctx, name, after, func(doc []byte) ([]byte, error) {
			fresh, err := Apply(p.tree, shifts, doc)
			if err != nil || fresh == nil {
				return nil, err
			}
			value := new(T)
			if err := json.Unmarshal(fresh, value); err != nil {
				return nil, fault.Internal(err)
			}
			fn(value)
			return json.Marshal(value)
		})
	})
}

// Progress is how far it is. It fails as the store does.
func (p *Placing) Progress(ctx context.Context) (Progress, error) {
	now, err := p.progress.Get(store.System(ctx), progressID)
	if fault.Is(err, fault.KindNotFound) {
		now, err = Progress{ID: progressID}, nil
	}
	if now.Lines == nil {
		now.Lines = map[string][]string{}
	}
	return now, err
}

// Round is one look, a job of the service: it notes what has moved, and does it
// from the next round on. Cut off at any point, it goes on where it was. It fails
// with what the store fails with; the next round tries again.
func (p *Placing) Round(ctx context.Context) error {
	ctx = store.System(ctx)
	if p.quiet && len(p.tree.Replaced()) == 0 {
		return nil // the usual case asks nothing of the store
	}
	now, err := p.Progress(ctx)
	if err != nil {
		return err
	}
	p.quiet = len(now.Work) == 0 && len(now.Lines) == 0
	if len(now.Work) == 0 {
		return p.begin(ctx, now)
	}
	for _, name := range p.collections() {
		if name < now.Collection {
			continue
		}
		if name != now.Collection {
			now.Collection, now.After = name, ""
		}
		if err := p.collection(ctx, &now); err != nil {
			return err
		}
	}
	return p.end(ctx, now)
}

// collections are those whose documents say who reaches them, and the special ones.
func (p *Placing) collections() []string {
	out := p.db.Placed()
	for name := range p.special {
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// begin notes what has to be done, if anything has.
func (p *Placing) begin(ctx context.Context, now Progress) error {
	work := p.shifts(now.Lines)
	if len(work) == 0 {
		return nil
	}
	now.Work, now.Collection, now.After, now.Seen, now.Changed = work, "", "", 0, 0
	now.Started, now.Ended = p.db.Clock().Now().UTC(), time.Time{}
	p.log.Info("divisions have moved: what lies in them follows", "divisions", len(work))
	return p.progress.Put(ctx, now)
}

// shifts compares what documents say with the tree: divisions that moved, and
// those whose move was taken back.
func (p *Placing) shifts(lines map[string][]string) []Shift {
	moved := map[string][]string{}
	for code, past := range p.tree.Replaced() {
		for _, c := range past {
			moved[string(code)] = append(moved[string(code)], string(c))
		}
	}
	for code, line := range lines {
		moved[code] = append(moved[code], line...)
	}
	var out []Shift
	for _, code := range slices.Sorted(maps.Keys(moved)) {
		to := p.tree.Line(code)
		if len(to) == 0 || slices.Equal(lines[code], to) {
			continue
		}
		slices.Sort(moved[code])
		out = append(out, Shift{Code: code, Past: slices.Compact(moved[code]), To: to})
	}
	return out
}

// collection goes through the rest of a collection, page by page.
func (p *Placing) collection(ctx context.Context, now *Progress) error {
	turn := p.special[now.Collection]
	if turn == nil {
		turn = func(ctx context.Context, collection, after string, shifts []Shift) (store.Rewritten, error) {
			return p.db.Rewrite(ctx, collection, after, func(doc []byte) ([]byte, error) { return Apply(p.tree, shifts, doc) })
		}
	}
	for {
		page, err := turn(ctx, now.Collection, now.After, now.Work)
		now.Seen, now.Changed = now.Seen+page.Seen, now.Changed+page.Changed
		if err != nil || ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		if now.After = page.Next; now.After == "" {
			return nil
		}
		if err := p.progress.Put(ctx, *now); err != nil {
			return err
		}
	}
}

func (p *Placing) end(ctx context.Context, now Progress) error {
	for _, s := range now.Work {
		now.Lines[s.Code] = s.To
	}
	p.log.Info("what lies in divisions that moved has followed", "divisions", len(now.Work), "documents", now.Seen, "changed", now.Changed)
	now.Work, now.Collection, now.After, now.Ended = nil, "", "", p.db.Clock().Now().UTC()
	return p.progress.Put(ctx, now)
}
