package imports

import (
	"context"
	"fmt"
	"hash/maphash"
	"io"
	"strings"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/sheet"
)

// headRows is how far down the headings may stand: below a title, for instance.
const headRows = 10

var limits = func() sheet.Limits {
	l := sheet.Usual
	l.Bytes = maxFile
	return l
}()

// reader cuts a file into batches.
type reader struct {
	m       *Imports
	j       *job
	k       *Kind
	columns []Column // by position; Name "" for one that is ignored
	seed    maphash.Seed
	seen    map[uint64]int // hash of a row's key → its number
	rows    []Row
	cells   []Cells
	n       int
	total   int
	bad     int
	ignored []string
}

// read takes the file apart. Cut off anywhere, it begins again and leaves alone
// the batches that there are.
func (m *Imports) read(ctx context.Context, j *job, k *Kind) error {
	data, err := m.file(ctx, j)
	if err != nil {
		return err
	}
	r := &reader{m: m, j: j, k: k, seed: maphash.MakeSeed(), seen: map[uint64]int{}}
	err = sheet.Each(ctx, data, limits, func(row int, cells []string) error { return r.row(ctx, row, cells) })
	if err == nil {
		err = r.flush(ctx)
	}
	switch {
	case err == nil && r.columns == nil:
		err = errHead(k)
	case err == nil && r.total == 0:
		err = fault.Invalid("import.empty", "表头下面没有数据，请填写后再上传", "There is nothing below the headings; fill it in and send it again")
	}
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindTooLarge) {
		return m.settle(ctx, j.ID, func(j *job) {
			text := fault.Of(err).Text
			j.State, j.Trouble, j.Blob, j.Finished = Failed, &text, "", m.now()
		})
	}
	if err != nil {
		return err
	}
	return m.settle(ctx, j.ID, func(j *job) {
		j.Rows, j.Size, j.Bad, j.Ignored, j.Blob = r.total, r.n, r.bad, r.ignored, ""
		j.begin(Checking)
	})
}

// settle changes an import that is still being read; one stopped meanwhile stays so.
func (m *Imports) settle(ctx context.Context, id string, fn func(*job)) error {
	_, err := m.jobs.Update(ctx, id, func(j *job) ([]event.Event, error) {
		if j.State == Reading {
			fn(j)
		}
		return nil, nil
	})
	return err
}

func (m *Imports) file(ctx context.Context, j *job) ([]byte, error) {
	blob, err := m.db.OpenBlob(ctx, j.Blob)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	sealed, err := io.ReadAll(blob)
	if err != nil {
		return nil, fault.Unavailable(err)
	}
	var data []byte
	err = m.vault.Open(ctx, secret(j.ID), sealed, &data)
	return data, err
}

func errHead(k *Kind) error {
	var zh, en []string
	for _, c := range k.Columns {
		if c.Needed {
			zh, en = append(zh, c.Heading.ZH), append(en, c.Heading.EN)
		}
	}
	return fault.Invalid("import.headings", "没有找到表头。表头须包含：%s。请下载模板，把数据填在模板里再上传。",
		"No headings were found; they have to hold: %s. Fill the template in and send that", strings.Join(zh, "、"), strings.Join(en, ", "))
}

func (r *reader) row(ctx context.Context, row int, texts []string) error {
	if r.columns == nil {
		if r.head(texts); r.columns == nil && row >= headRows {
			return errHead(r.k)
		}
		return nil
	}
	cells := Cells{}
	for i, text := range texts {
		if i < len(r.columns) && r.columns[i].Name != "" && text != "" {
			cells[r.columns[i].Name] = text
		}
	}
	if len(cells) == 0 {
		return nil
	}
	one := Row{Row: row, State: RowRead, Problems: r.twice(row, cells)}
	if one.Problems = append(one.Problems, r.k.missing(cells)...); len(one.Problems) > 0 {
		one.State = RowBad
		r.bad++
	}
	r.rows, r.cells = append(r.rows, one), append(r.cells, cells)
	if len(r.rows) == perBatch {
		return r.flush(ctx)
	}
	return nil
}

// head takes a row for the headings if it holds all that are needed.
func (r *reader) head(texts []string) {
	var columns []Column
	var ignored []string
	found := map[string]bool{}
	for _, text := range texts {
		c, ok := r.k.column(text)
		if !ok || found[c.Name] {
			c = Column{}
			if text != "" {
				ignored = append(ignored, text)
			}
		}
		found[c.Name] = true
		columns = append(columns, c)
	}
	for _, c := range r.k.Columns {
		if c.Needed && !found[c.Name] {
			return
		}
	}
	r.columns, r.ignored = columns, ignored
}

// twice says where the same stands in the file already.
func (r *reader) twice(row int, cells Cells) []Problem {
	key := r.k.Key(cells)
	if key == "" {
		return nil
	}
	hash := maphash.String(r.seed, key)
	if first, ok := r.seen[hash]; ok {
		return []Problem{{Text: fault.Text{ZH: fmt.Sprintf("与第 %d 行重复，请删去其中一行", first), EN: fmt.Sprintf("The same as row %d; take one of them out", first)}}}
	}
	r.seen[hash] = row
	return nil
}

func (r *reader) flush(ctx context.Context) error {
	if len(r.rows) == 0 {
		return nil
	}
	id := batchID(r.j.ID, r.n)
	err := r.m.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := r.m.batches.Get(ctx, id); !fault.Is(err, fault.KindNotFound) {
			return err // it is there, or the store is away
		}
		sealed, err := r.m.vault.Seal(ctx, secret(r.j.ID), r.cells)
		if err != nil {
			return err
		}
		return r.m.batches.Create(ctx, batch{ID: id, Reach: r.j.Reach, Sealed: sealed, Rows: r.rows})
	})
	r.n, r.total = r.n+1, r.total+len(r.rows)
	r.rows, r.cells = nil, nil
	return err
}
