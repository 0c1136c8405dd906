package rpc

import (
	"cmp"

	"lianluo/pkg/store"
)

// usualPage is how many rows a page has where nobody says.
const usualPage = 50

// Fill makes a page of rows of those documents that show shows. It asks next until
// the page has limit rows (0: 50) or nothing follows, rounds times at most: a page
// may be short, even empty, and have a next one. It fails as next does.
func Fill[T, R any](rounds, limit int, after string, next func(limit int, after string) (store.Page[T], error), show func(*T) (R, bool)) (Page[R], error) {
	out := Page[R]{Items: []R{}, Next: after}
	wanted := min(cmp.Or(max(limit, 0), usualPage), store.MaxPage)
	for range rounds {
		page, err := next(wanted-len(out.Items), out.Next)
		if err != nil {
			return out, err
		}
		for i := range page.Items {
			if row, ok := show(&page.Items[i]); ok {
				out.Items = append(out.Items, row)
			}
		}
		if out.Next = page.Next; page.Next == "" || len(out.Items) >= wanted {
			break
		}
	}
	return out, nil
}
