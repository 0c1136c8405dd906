package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"lianluo/services/platform/platformtest"
)

func lastYear(g *stage) string {
	return fmt.Sprintf("/county/board?period=year&from=%d-01-01", g.Now().Year()-1)
}

// figuresOpenTheirRows: whatever number stands on the board of the county or of
// the township, this month's and last year's, its address lists exactly that many.
func figuresOpenTheirRows(g *stage) {
	r := platformtest.Reads(g.t, g.URL, "county", g.Password("county"))
	township := "/county/board?" + url.Values{"area": {g.station().Area}}.Encode()
	for _, board := range []string{"/county/board?period=month", lastYear(g), township} {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			page := r.Board(board)
			wrong := page.Wrong()
			if len(wrong) == 0 {
				sum := 0
				for _, f := range page.Figures {
					sum += f.N
				}
				if len(page.Figures) < 7+7+9 || sum == 0 && board != lastYear(g) {
					g.t.Errorf("%s shows %d figures, %d in all", board, len(page.Figures), sum)
				}
				break
			}
			if time.Now().After(deadline) {
				g.t.Fatal(strings.Join(wrong, "\n"))
			}
		}
	}
}
