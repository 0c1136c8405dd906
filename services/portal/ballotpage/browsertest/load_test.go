package browsertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Two parts of a page may want the board at once, while something new is on it.
func TestABoardIsReadOnceByAllWhoAskAtOnce(t *testing.T) {
	var mu sync.Mutex
	var entries []json.RawMessage
	ctx := tab(t, func(mux *http.ServeMux) {
		mux.HandleFunc("POST /entries", func(_ http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if err := json.Unmarshal([]byte(r.PostFormValue("entries")), &entries); err != nil {
				t.Error(err)
			}
		})
		mux.HandleFunc("GET /board", func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			all := entries
			mu.Unlock()
			if from, _ := strconv.Atoi(r.URL.Query().Get("from")); from == 0 {
				all = all[:3] // the others come later
			} else {
				all = all[from:]
			}
			page, err := json.Marshal(all)
			if err != nil {
				t.Error(err)
			}
			time.Sleep(50 * time.Millisecond) // the others have asked by now
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"entries":%s,"more":false,"state":"ceremony"}`, page)
		})
	})
	got := eval[[]int](t, ctx, "play.js", `
		const play = new test.Play({ seats: 3 });
		play.untilOpen();
		await fetch("/entries", { method: "POST", body: new URLSearchParams({ entries: JSON.stringify(play.entries) }) });
		const root = document.body.appendChild(document.createElement("div"));
		Object.assign(root.dataset, { ballot: "b1", ballotBoard: "/board", ballotSeq: "0" });
		const { load } = await import("/assets/js/ballot/page_common.js");
		await load();
		const boards = await Promise.all([load(), load(), load()]);
		return [play.entries.length, ...boards.map((board) => board.entries.length), ...boards.map((board) => board.faults.length)];`)
	if n := got[0]; n < 5 || fmt.Sprint(got) != fmt.Sprint([]int{n, n, n, n, 0, 0, 0}) {
		t.Errorf("of so many entries so many were taken, with so many faults: %v", got)
	}
}
