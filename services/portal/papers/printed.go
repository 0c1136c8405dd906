package papers

import (
	"github.com/a-h/templ"

	"lianluo/pkg/docx"
)

// Printed is the print page of a Word file that another place was given; back is
// where the reader came from. It fails for a file that is none.
func Printed(title, back string, data []byte) (templ.Component, error) {
	doc, err := docx.Read(data)
	return printPage(title, back, doc), err
}
