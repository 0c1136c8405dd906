package ui

import (
	"context"
	"fmt"
	"html"
	"io"
	"strings"

	"rsc.io/qr"
)

// quiet is the white margin that a reader needs, in modules.
const quiet = 4

// QR is a QR code as an inline drawing.
type QR struct {
	Text  string // what it holds, usually an address
	Label string // what it is for, read out: "扫码进入本站"
}

// Render writes the drawing. It fails for a text that no code can hold (about
// 2,300 bytes).
func (q QR) Render(_ context.Context, w io.Writer) error {
	code, err := qr.Encode(q.Text, qr.M)
	if err != nil {
		return fmt.Errorf("QR code of %d bytes: %w", len(q.Text), err)
	}
	side := code.Size + 2*quiet
	_, err = fmt.Fprintf(w, `<svg class="qr" role="img" aria-label="%s" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path class="qr-paper" d="M0 0h%dv%dH0z"/><path class="qr-ink" d="%s"/></svg>`,
		html.EscapeString(q.Label), side, side, side, side, modules(code))
	return err
}

// modules draws each row's runs of dark modules as one-high boxes.
func modules(code *qr.Code) string {
	var d strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&d, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return d.String()
}
