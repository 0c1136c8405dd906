package imports

import (
	"context"
	"errors"
	"slices"

	"lianluo/pkg/fault"
)

// errDry takes back what a dry run staged.
var errDry = errors.New("imports: a dry run leaves nothing")

var errChanged = fault.Conflict("import.changed", "导入后有人改过，没有撤销。如确需删除，请到它的页面上处理。", "Somebody changed it since; it was left alone. Deal with it on its own page")

func (b *batch) next(s RowState) int {
	return slices.IndexFunc(b.Rows, func(r Row) bool { return r.State == s })
}

// treat does to at most some rows of a batch what the import's state asks for.
func (m *Imports) treat(ctx context.Context, k *Kind, j *job, b *batch, most int) error {
	switch j.State {
	case Checking:
		return m.check(ctx, k, j, b)
	case Running:
		return m.makeRows(ctx, k, j, b, most)
	case Undoing:
		return m.unmakeRows(ctx, k, j, b)
	}
	return nil
}

// check makes the rows and takes it back: so it finds exactly what making would.
func (m *Imports) check(ctx context.Context, k *Kind, j *job, b *batch) error {
	maker, cells, err := m.open(ctx, k, j, b)
	if err != nil {
		return err
	}
	j.Checked += len(b.Rows)
	err = m.db.Transact(ctx, func(ctx context.Context) error {
		for i := range b.Rows {
			r := &b.Rows[i]
			if r.State != RowRead {
				continue
			}
			words, err := said(ctx, k, cells[i])
			if err == nil {
				_, err = m.one(ctx, maker, cells[i])
			}
			switch {
			case passing(err):
				return err
			case err != nil:
				r.State, r.Problems = RowBad, k.problems(err)
				j.Bad++
			default:
				r.State, r.Says = RowGood, words
			}
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		return nil
	}
	return err
}

func said(ctx context.Context, k *Kind, c Cells) (*fault.Text, error) {
	if k.Says == nil {
		return nil, nil
	}
	text, err := k.Says(ctx, c)
	return &text, err
}

func (m *Imports) open(ctx context.Context, k *Kind, j *job, b *batch) (Maker, []Cells, error) {
	cells, err := m.cells(ctx, j.ID, *b)
	if err != nil {
		return nil, nil, err
	}
	maker, err := k.Open(ctx, j.Area)
	return maker, cells, err
}

// one makes a row's thing; where that fails, nothing of it is left.
func (m *Imports) one(ctx context.Context, maker Maker, c Cells) (id string, err error) {
	err = m.db.Transact(ctx, func(ctx context.Context) error {
		id, err = maker(ctx, c)
		return err
	})
	return id, err
}

func (m *Imports) makeRows(ctx context.Context, k *Kind, j *job, b *batch, most int) error {
	maker, cells, err := m.open(ctx, k, j, b)
	if err != nil {
		return err
	}
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.State != RowGood || most == 0 {
			continue
		}
		most--
		r.ID, err = m.one(ctx, maker, cells[i])
		switch {
		case passing(err):
			return err
		case err != nil:
			r.ID, r.State, r.Problems = "", RowBad, k.problems(err)
			j.Bad++
			continue
		}
		if r.Mark, err = k.Mark(ctx, r.ID); err != nil {
			return err
		}
		r.State = RowMade
		j.Made++
	}
	return nil
}

func (m *Imports) unmakeRows(ctx context.Context, k *Kind, j *job, b *batch) error {
	for i := range slices.Backward(b.Rows) { // as with the batches, see at
		r := &b.Rows[i]
		if r.State != RowMade && r.State != RowKept {
			continue
		}
		err := m.db.Transact(ctx, func(ctx context.Context) error { return unmake(ctx, k, *r) })
		switch {
		case passing(err):
			return err
		case err != nil:
			r.State, r.Problems = RowKept, k.problems(err)
			j.Kept++
		default:
			r.State, r.Problems = RowUndone, nil
			j.Made--
		}
	}
	return nil
}

// unmake removes what the row made if it still looks as it did then.
func unmake(ctx context.Context, k *Kind, r Row) error {
	mark, err := k.Mark(ctx, r.ID)
	switch {
	case fault.Is(err, fault.KindNotFound):
		return nil // gone already
	case err != nil:
		return err
	case mark != r.Mark:
		return errChanged
	}
	return k.Unmake(ctx, r.ID)
}

// passing: not the row's fault, and over another time.
func passing(err error) bool {
	return err != nil && (fault.Is(err, fault.KindInternal) || fault.Is(err, fault.KindUnavailable))
}
