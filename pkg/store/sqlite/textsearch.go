package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"lianluo/pkg/store"
)

// Search reads a text index. FTS5 walks the rows of all terms side by side,
// leaping over what they do not share.
func (b *backend) Search(ctx context.Context, s store.TextScan) (store.TextHits, error) {
	var out store.TextHits
	col := b.layout.Load().collections[s.Collection]
	if col == nil || !col.indexes[s.Index].text {
		return out, errUndeclared(s.Collection + "." + s.Index)
	}
	s, err := b.within(ctx, col.indexes[s.Index], s)
	if err != nil {
		return out, err
	}
	query, args, err := search(col.indexes[s.Index], s)
	if err != nil {
		return out, err
	}
	err = b.reads.each(ctx, query, args, func(rows *sql.Rows) error {
		var h store.Hit
		var row int64
		err := rows.Scan(&row, &h.ID, &h.Version, &h.Seq, &h.Doc)
		h.Key = position(row)
		out.Hits = append(out.Hits, h)
		return err
	})
	return out, err
}

// within adds the scope's term, but where hardly a document of the index lacks it:
// to leap through such a term for each document of rare words costs more than all
// else of a search.
func (b *backend) within(ctx context.Context, ix index, s store.TextScan) (store.TextScan, error) {
	if s.Under == "" {
		return s, nil
	}
	all, err := b.apart(ctx, ix, "", "SELECT row FROM texts WHERE x = ?", ix.x)
	if err != nil {
		return s, err
	}
	under, err := b.apart(ctx, ix, s.Under, "SELECT rowid AS row FROM "+ix.terms()+" WHERE "+ix.terms()+" MATCH ?", `"`+s.Under+`"`)
	if all == math.MaxUint64 || under > all+all/16 {
		s.Terms = append(slices.Clone(s.Terms), s.Under)
	}
	return s, err
}

// apart is how far apart the newest rows of a selection lie, as far as anything can
// be if they are few.
func (b *backend) apart(ctx context.Context, ix index, name, rows string, arg any) (uint64, error) {
	return b.rarity.Of(ix.terms()+" "+name, func() (apart uint64, err error) {
		const enough = 200
		err = b.reads.each(ctx, "SELECT count(*), coalesce(max(row) - min(row), 0) FROM ("+rows+" ORDER BY row DESC LIMIT ?)", []any{arg, enough}, func(rows *sql.Rows) error {
			var n, between int64
			err := rows.Scan(&n, &between)
			if apart = uint64(between); n < enough {
				apart = math.MaxUint64
			}
			return err
		})
		return apart, err
	})
}

func search(ix index, s store.TextScan) (string, []any, error) {
	t := ix.terms()
	where, args := "f."+t+" MATCH ?", []any{`"` + strings.Join(s.Terms, `" "`) + `"`}
	if s.After != nil {
		row, err := rowOf(s.After.Key)
		if err != nil {
			return "", nil, err
		}
		where, args = where+" AND f.rowid < ?", append(args, row)
	}
	return "SELECT f.rowid, " + columns + " FROM " + t + " f CROSS JOIN texts t ON t.x = " + strconv.FormatInt(ix.x, 10) +
		" AND t.row = f.rowid CROSS JOIN docs d ON d.n = t.n AND d.id = t.id WHERE " + where +
		" ORDER BY f.rowid DESC LIMIT ?", append(args, s.Limit), nil
}

// position is a row number in a form that sorts as the numbers do.
func position(row int64) string { return fmt.Sprintf("%016x", uint64(row)^1<<63) }

func rowOf(key string) (int64, error) {
	raw, err := strconv.ParseUint(key, 16, 64)
	if err != nil {
		return 0, store.ErrCursor.Because(err)
	}
	return int64(raw ^ 1<<63), nil
}
