package mongo_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// TestServerKilledUnderWork: whatever is under way when the server dies is told
// unavailable, so that whoever asked asks again; nothing else goes wrong.
func TestServerKilledUnderWork(t *testing.T) {
	server, b := own(t)
	c := things(t, b)
	ctx, stop := context.WithCancel(store.System(t.Context()))
	defer stop()
	bump := func(x *thing) ([]event.Event, error) { x.Count++; return nil, nil }
	var (
		work sync.WaitGroup
		done atomic.Int64
	)
	for n := range 6 {
		work.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprintf("%d", (n*7+i)%9)
				_, err := c.Upsert(ctx, id, func() thing { return thing{ID: id} }, bump)
				if err == nil {
					_, err = c.List(ctx, store.Query{Index: "all"})
				}
				if err == nil && i%5 == 0 {
					err = b.Commit(ctx, twoThings(n, i))
				}
				if err == nil {
					done.Add(1)
				}
				if err != nil && ctx.Err() == nil && !fault.Is(err, fault.KindUnavailable) {
					t.Errorf("%v", err)
				}
			}
		})
	}
	for range kills {
		server.Kill()
		starting, cancel := context.WithTimeout(t.Context(), time.Minute)
		if err := server.Restart(starting); err != nil {
			t.Error(err)
		}
		cancel()
		for until := done.Load() + 30; done.Load() < until && t.Context().Err() == nil && !t.Failed(); {
			time.Sleep(time.Millisecond)
		}
	}
	stop()
	work.Wait()
}

// kills as many as the error that this was written for needed, several times over.
const kills = 8

func twoThings(n, i int) []store.Write {
	write := func(id string) store.Write {
		return store.Write{Collection: "thing", Record: store.Record{ID: id, Version: 1, Doc: []byte("{}")}}
	}
	return []store.Write{write(fmt.Sprintf("a%d-%d", n, i)), write(fmt.Sprintf("b%d-%d", n, i))}
}
