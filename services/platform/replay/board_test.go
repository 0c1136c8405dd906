package replay_test

import (
	"regexp"
	"strings"

	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/replay/script"
)

const board = "/county/board?period=free&from=2021-11-15&to=2023-11-17"

// readsBoard signs in as the county's office with the password that the run gave
// and reads the dashboard's page: it says the sums, each of its figures lists as
// many rows as it says, and that many townships did something.
func (c *county) readsBoard(r *run, sums script.Figures, townships int) {
	c.t.Helper()
	login := regexp.MustCompile(`(?m)^  county +(\S+)`).FindStringSubmatch(r.said())
	if login == nil {
		c.t.Fatal("the run names no account of the county's office")
	}
	page := platformtest.Reads(c.t, "http://"+c.addr, "county", login[1]).Board(board)
	for _, want := range []struct {
		figure, part string
		n            int
	}{
		{"received", "", sums.Received}, {"handedOver", "", sums.HandedOver}, {"closed", "", sums.Closed}, {"attended", "", sums.Attended()},
		{"rank", "county_leader", sums.Leaders}, {"rank", "section_head", sums.Heads}, {"rank", "none", sums.Others},
		{"topics", "", sums.Topics}, {"chosen", "", sums.Chosen},
	} {
		if got := page.Says(want.figure, want.part); got != want.n {
			c.t.Errorf("the board says %d %s %s, published are %d", got, want.figure, want.part, want.n)
		}
	}
	worked := map[string]bool{}
	for _, f := range page.Figures {
		if (f.Name == "received" || f.Name == "attended") && len(f.Place) == len("431223100") && f.N > 0 {
			worked[f.Place] = true
		}
	}
	if len(worked) != townships {
		c.t.Errorf("%d townships did something, published are %d", len(worked), townships)
	}
	if wrong := page.Wrong(); len(wrong) > 0 || len(page.Figures) < 7+6+3+2+24*7 {
		c.t.Errorf("%d figures: %s", len(page.Figures), strings.Join(wrong, "\n"))
	}
	c.t.Logf("%d figures opened their rows", len(page.Figures))
}
