package replay_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

// office is a client in the county's name, with its token of the diary.
func (c *county) office() *rpc.Client {
	c.t.Helper()
	f, err := os.Open(filepath.Join(c.dir, "replay.jsonl"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer f.Close()
	token := ""
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24) // the page of the accounts is long
	for lines.Scan() {
		var page struct{ Made map[string][]string }
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			c.t.Fatal(err)
		}
		if made := page.Made["token/county"]; made != nil {
			token = made[0]
		}
	}
	return &rpc.Client{Base: "http://" + c.addr, HTTP: http.DefaultClient, Token: func(context.Context) string { return token }}
}

// rows pages through a list of the county's cases.
func rows(t *testing.T, office *rpc.Client, queue string, year int) (n int) {
	t.Helper()
	for after := ""; ; {
		req := casework.ListRequest{Queue: queue, Area: script.County, Year: year, Limit: 500, After: after}
		page, err := rpc.Call(t.Context(), office, casework.ListCases, req)
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.Items)
		if after = page.Next; after == "" {
			return n
		}
	}
}

// opensRows: each of the dashboard's figures is as many rows as its list has.
func (c *county) opensRows() {
	c.t.Helper()
	office := c.office()
	for year := script.Begin.Year(); year <= script.Last.Year(); year++ {
		counted, err := rpc.Call(c.t.Context(), office, insight.GetCounts, insight.CountsRequest{Area: script.County, Year: year})
		if err != nil {
			c.t.Fatal(err)
		}
		for queue, want := range map[string]int{"all": counted.Received, "closed": counted.Closed, "otherwise": counted.EndedOtherwise} {
			if got := rows(c.t, office, queue, year); got != want {
				c.t.Errorf("%d: %d cases %s, the list has %d", year, want, queue, got)
			}
		}
	}
}
