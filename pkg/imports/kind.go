package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"lianluo/pkg/fault"
)

// Kind is a sort of table that can be taken over.
type Kind struct {
	Name string
	// Needs is the permission that making one such thing needs.
	Needs   string
	Columns []Column
	// Key is what no two rows of a file share; "" is never the same.
	Key func(Cells) string
	// Open makes what takes over some rows of a division, within the scope in ctx.
	// It is called for each batch.
	Open func(ctx context.Context, area string) (Maker, error)
	// Says says in words what a row that can be made would do; nil: its first column
	// says enough. It is asked before the row is made.
	Says func(ctx context.Context, c Cells) (fault.Text, error)
	// Mark is how a thing looks: where it looks otherwise later, somebody changed it.
	Mark func(ctx context.Context, id string) (string, error)
	// Unmake removes a thing; it fails in words where something depends on it.
	Unmake func(ctx context.Context, id string) error
}

// Maker makes what a row says and gives its id. It fails with a fault whose
// fields are Column.Field.
type Maker func(ctx context.Context, c Cells) (id string, err error)

// Column is a column of the template.
type Column struct {
	Name    string // in Cells
	Field   string // in the faults of making, where it differs from Name
	Heading fault.Text
	Hint    fault.Text
	Needed  bool
	Choices []string
	Example string
}

// Cells are a row's texts by the names of their columns.
type Cells map[string]string

func (k *Kind) column(heading string) (Column, bool) {
	heading = strings.ToLower(strings.Trim(strings.Join(strings.Fields(heading), " "), "*＊ "))
	i := slices.IndexFunc(k.Columns, func(c Column) bool {
		return heading == strings.ToLower(c.Heading.ZH) || heading == strings.ToLower(c.Heading.EN)
	})
	if i < 0 {
		return Column{}, false
	}
	return k.Columns[i], true
}

// problems are what a fault says, column by column.
func (k *Kind) problems(err error) []Problem {
	e := fault.Of(err)
	if len(e.Fields) == 0 {
		return []Problem{{Text: e.Text}}
	}
	var out []Problem
	for _, f := range e.Fields {
		p := Problem{Text: f.Text}
		for _, c := range k.Columns {
			if f.Name == c.Name || c.Field != "" && f.Name == c.Field {
				p.Column = c.Heading.ZH
			}
		}
		out = append(out, p)
	}
	return out
}

// missing are the columns that every row needs and this one lacks.
func (k *Kind) missing(c Cells) []Problem {
	var out []Problem
	for _, col := range k.Columns {
		if col.Needed && c[col.Name] == "" {
			out = append(out, Problem{Column: col.Heading.ZH, Text: fault.Text{ZH: "此格为空，请填写", EN: "The cell is empty; fill it in"}})
		} else if v := c[col.Name]; v != "" && len(col.Choices) > 0 && !slices.Contains(col.Choices, v) {
			list := strings.Join(col.Choices, "、")
			out = append(out, Problem{Column: col.Heading.ZH, Text: fault.Text{ZH: "只能填写：" + list + "。请改为其中一项。", EN: "Must be one of: " + list}})
		}
	}
	return out
}

// MarkOf is the same for values that look the same, for Kind.Mark. It panics on
// what cannot be written as JSON.
func MarkOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}
