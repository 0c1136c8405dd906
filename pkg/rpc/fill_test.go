package rpc_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// numbers pages through 1 to last.
func numbers(last int) func(limit int, after string) (store.Page[int], error) {
	return func(limit int, after string) (page store.Page[int], err error) {
		at, _ := strconv.Atoi(after)
		for n := at + 1; n <= last && len(page.Items) < limit; n++ {
			page.Items = append(page.Items, n)
		}
		if n := at + len(page.Items); n < last {
			page.Next = strconv.Itoa(n)
		}
		return page, nil
	}
}

func even(n *int) (int, bool) { return *n, *n%2 == 0 }

func TestFill(t *testing.T) {
	for name, c := range map[string]struct {
		rounds, limit int
		after         string
		want          []int
		next          string
	}{
		"full":        {10, 3, "", []int{2, 4, 6}, "6"},
		"from there":  {10, 3, "6", []int{8, 10}, ""},
		"few rounds":  {1, 3, "", []int{2}, "3"},
		"usual limit": {10, 0, "", []int{2, 4, 6, 8, 10}, ""},
	} {
		got, err := rpc.Fill(c.rounds, c.limit, c.after, numbers(10), even)
		if err != nil || !slices.Equal(got.Items, c.want) || got.Next != c.next {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	none, err := rpc.Fill(3, 5, "", numbers(0), even)
	if err != nil || none.Items == nil || none.Next != "" {
		t.Errorf("nothing: %+v, %v", none, err)
	}
	gone := errors.New("gone")
	if _, err := rpc.Fill(3, 5, "", func(int, string) (store.Page[int], error) { return store.Page[int]{}, gone }, even); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}
