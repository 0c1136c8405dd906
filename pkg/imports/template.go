package imports

import (
	"context"

	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
)

// template writes the empty table. Its headings are Chinese: the file is shared
// among people, whoever fetched it.
func (m *Imports) template(_ context.Context, req TemplateRequest, w *rpc.Writer) error {
	k, err := m.kind(req.Kind)
	if err != nil {
		return err
	}
	fields := make([]sheet.Field, len(k.Columns))
	for i, c := range k.Columns {
		fields[i] = sheet.Field{Heading: c.Heading.ZH, Hint: c.Hint.ZH, Needed: c.Needed, Choices: c.Choices, Example: c.Example}
	}
	w.SetType(sheet.MediaType)
	w.SetName(k.Name + "-template.xlsx")
	return sheet.Template(w, fields)
}
