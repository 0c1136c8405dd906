package session

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Headers that let the device keep a page: for how many seconds, and for which
// account ("" is anybody).
const (
	keepHeader  = "Lianluo-Keep"
	ownerHeader = "Lianluo-Owner"
)

// WorkerPath is where the service worker lies: it serves all paths beside it.
const WorkerPath = "/sw.js"

// Offline lets the device show the page for a while when there is no network.
// Call it before rendering, and only for pages without anything about a
// constituent. Pages with a notice or a query are about one moment: not kept.
func Offline(w http.ResponseWriter, r *http.Request, during time.Duration) {
	if r.Method != http.MethodGet || r.URL.RawQuery != "" || Partial(r) || len(Flashes(r.Context())) > 0 {
		return
	}
	w.Header().Set(keepHeader, strconv.Itoa(int(during.Seconds())))
	if u := UserOf(r.Context()); u != nil {
		w.Header().Set(ownerHeader, u.ID)
	}
}

// Whose is the signed-in person, nil where there is none. It fails where that
// cannot be learned now.
func Whose(ctx context.Context) (*User, error) {
	v := visitOf(ctx)
	return v.user, v.away
}

// workerOf is the address of the service worker if mux serves one.
func workerOf(mux *http.ServeMux) string {
	r, _ := http.NewRequest(http.MethodGet, WorkerPath, http.NoBody) // a constant address
	if _, pattern := mux.Handler(r); pattern == "" {
		return ""
	}
	return WorkerPath
}
