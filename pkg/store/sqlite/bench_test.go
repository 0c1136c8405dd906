package sqlite_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type letter struct {
	ID    string    `json:"id"`
	Areas []string  `json:"areas"`
	Step  string    `json:"step"`
	Made  time.Time `json:"made"`
	Text  string    `json:"text"`
	Count int       `json:"count"`
}

var changed = event.Define[int]("bench", "Changed")

const text = "村口到镇上的路坏了，下雨天孩子上学走不了，希望能修一修。去年也反映过一次，说是等计划，到现在没有动静。"

// letters is a collection like a service's: a scoped list, a unique number, events.
func letters(b *testing.B) (*store.DB, *store.Collection[letter]) {
	db := storetest.DB(b, "bench")
	c := store.NewCollection(db, "letter", store.Def[letter]{
		ID:     func(l *letter) string { return l.ID },
		Tokens: func(l *letter) []string { return l.Areas },
		Indexes: []store.Index[letter]{
			{Name: "step", Scoped: true, Key: func(l *letter) store.Key { return store.Key{l.Step, store.Reverse(l.Made)} }},
			{Name: "number", Unique: true, Key: func(l *letter) store.Key { return store.Key{l.ID} }},
		},
	})
	if err := db.Open(b.Context()); err != nil {
		b.Fatal(err)
	}
	return db, c
}

func letterOf(n int) letter {
	return letter{ID: fmt.Sprintf("L%07d", n), Areas: []string{"a:43", "a:4312", "a:431223", fmt.Sprintf("a:431223%03d", n%23)},
		Step: []string{"registered", "assigned", "replied"}[n%3], Made: time.Unix(1_770_000_000+int64(n)*60, 0), Text: text}
}

// BenchmarkCommit: one op is one durable unit of work with its event.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			_, c := letters(b)
			ctx := store.System(b.Context())
			var next atomic.Int64
			b.ResetTimer()
			var wg sync.WaitGroup
			for range writers {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if err := c.Create(ctx, letterOf(int(n)), changed.New(1)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkList: pages of 50 out of 100,000 documents.
func BenchmarkList(b *testing.B) {
	const docs, batch = 100_000, 500
	db, c := letters(b)
	ctx := store.System(b.Context())
	for n := 0; n < docs; n += batch {
		err := db.Transact(ctx, func(ctx context.Context) error {
			for i := range batch {
				if err := c.Create(ctx, letterOf(n+i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for name, tokens := range map[string][]string{"county": {"a:431223"}, "3-townships": {"a:431223001", "a:431223002", "a:431223003"}} {
		b.Run(name, func(b *testing.B) {
			ctx := store.WithScope(b.Context(), store.Scope{Tokens: tokens})
			var took []time.Duration
			q := store.Query{Index: "step", Eq: store.Key{"assigned"}}
			for b.Loop() {
				start := time.Now()
				page, err := c.List(ctx, q)
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
				q.After = page.Next
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
