package platformtest

import (
	"fmt"
	"net/url"

	"golang.org/x/net/html"

	"lianluo/services/portal/portaltest"
)

// Figure is one number on a board's page, with the address of what it counts.
type Figure struct {
	Name, Part string // of insight's figures; a part where it counts one
	Place      string // the division or station
	N          int
	At         string
}

// Board is every number that stands on a board's page, in the page's order: the
// large ones, what they are made of, then the tables.
type Board struct {
	Path    string
	Figures []Figure
	reader  *Reader
}

// Board reads a board's page.
func (r *Reader) Board(path string) Board {
	r.t.Helper()
	b := Board{Path: path, reader: r}
	for n := range r.page(path).Descendants() {
		if value := valueOf(n); value != nil {
			b.Figures = append(b.Figures, r.figure(portaltest.Attr(n, "href"), text(value)))
		}
	}
	return b
}

// valueOf is what holds the number of a link to rows; nil for every other node.
func valueOf(n *html.Node) *html.Node {
	switch {
	case n.Data != "a":
		return nil
	case within(n, "td", "num"), within(n, "p", "closings"):
		return n
	}
	for at := range n.Descendants() {
		if portaltest.Attr(at, "class") == "stat-value" {
			return at
		}
	}
	return nil
}

func (r *Reader) figure(at, words string) Figure {
	r.t.Helper()
	where, err := url.Parse(at)
	number, ok := lastNumber(words)
	if err != nil || !ok {
		r.t.Fatalf("no figure: %q leads to %q", words, at)
	}
	q := where.Query()
	return Figure{Name: q.Get("figure"), Part: q.Get("of"), Place: q.Get("area") + q.Get("station"), N: number, At: at}
}

// Says is the first number of a figure, or of its part; it stops the test where
// the page has none.
func (b Board) Says(name, part string) int {
	b.reader.t.Helper()
	for _, f := range b.Figures {
		if f.Name == name && f.Part == part {
			return f.N
		}
	}
	b.reader.t.Fatalf("%s says nothing of %s %s", b.Path, name, part)
	return 0
}

// Wrong are the figures that do not list as many rows as they say.
func (b Board) Wrong() (wrong []string) {
	b.reader.t.Helper()
	for _, f := range b.Figures {
		if rows := b.reader.Rows(f.At); rows != f.N {
			wrong = append(wrong, fmt.Sprintf("%s says %d, %s lists %d", b.Path, f.N, f.At, rows))
		}
	}
	return wrong
}
