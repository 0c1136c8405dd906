package session

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/fault"
	"lianluo/services/portal/ui"
)

// failurePath is where the gateway finds the page for what it refuses itself. It
// knows nobody and sets no cookie: a limited visitor costs little, and the forms
// they have open stay good.
const failurePath = "/failure/"

// refused shows why the gateway let a request for a page not through.
func (p *Portal) refused(w http.ResponseWriter, r *http.Request) {
	harden(w, r, &visit{})
	kind := fault.Kind(strings.TrimPrefix(r.URL.Path, failurePath))
	key := "session.refused." + string(kind)
	if !ui.HasText(key) {
		p.Fail(w, r, Missing(r.Context()))
		return
	}
	seconds, _ := strconv.Atoi(r.FormValue("after")) // 0 is no time to name
	e := fault.New(kind, string(kind), "%s", "%s", ui.T(r.Context(), key, max(1, seconds)))
	e.RetryAfter = time.Duration(seconds) * time.Second
	p.Fail(w, r, e)
}
