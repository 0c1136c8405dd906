package storetest

import (
	"testing"

	"lianluo/pkg/event"
)

const (
	writers = 10
	rounds  = 50
)

func testIncrements(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "n"}, tell(0)...))
	together(t, writers, func(int) error {
		for range rounds {
			_, err := f.notes.Update(ctx, "n", func(n *note) ([]event.Event, error) {
				n.Count++
				return tell(n.Count), nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	n, err := f.notes.Get(ctx, "n")
	must(t, err)
	expect(t, "count", n.Count, writers*rounds)
}
