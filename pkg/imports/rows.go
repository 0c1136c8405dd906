package imports

import (
	"context"
	"strconv"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/vault"
)

// perPage is how many rows a page holds at least, where there are as many.
const perPage = 100

var errPosition = fault.Invalid("page.cursor", "翻页位置无效，请从第一页重新开始", "The page position is not valid; start again from the first page")

// ListRows shows the rows of a state, batch by batch, of an import within scope.
// It fails with not_found for another.
func (m *Imports) ListRows(ctx context.Context, req RowsRequest) (rpc.Page[Row], error) {
	out := rpc.Page[Row]{Items: []Row{}}
	j, err := m.jobs.Get(ctx, req.ID)
	if err != nil {
		return out, err
	}
	from, err := strconv.Atoi("0" + req.After)
	if err != nil {
		return out, errPosition
	}
	for n := from; n < j.Size; n++ {
		if len(out.Items) >= perPage {
			out.Next = strconv.Itoa(n)
			break
		}
		b, err := m.batches.Get(ctx, batchID(j.ID, n))
		if err != nil {
			return out, err
		}
		if err := m.pick(ctx, &j, b, req.State, &out.Items); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (m *Imports) pick(ctx context.Context, j *job, b batch, state RowState, into *[]Row) error {
	cells, err := m.cells(ctx, j.ID, b)
	if err != nil && !fault.HasCode(err, vault.ErrDestroyed.Code) {
		return err
	}
	k, err := m.kind(j.Kind)
	if err != nil {
		return err
	}
	for i, r := range b.Rows {
		if state != "" && r.State != state {
			continue
		}
		if cells != nil {
			r.Label = cells[i][k.Columns[0].Name]
		}
		*into = append(*into, r)
	}
	return nil
}

// cells opens a batch's texts; it fails with the vault's ErrDestroyed once they
// are forgotten.
func (m *Imports) cells(ctx context.Context, id string, b batch) ([]Cells, error) {
	var out []Cells
	err := m.vault.Open(ctx, secret(id), b.Sealed, &out)
	return out, err
}
