package offline

import (
	"net/http"

	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
)

// Done reports whether what the outbox sends was done before: by its first try,
// whose answer was lost, or by somebody else. Nobody has to mend that.
func Done(r *http.Request, err error) bool {
	if !session.FromOutbox(r) {
		return false
	}
	for _, code := range []string{"rpc.key_reused", "roster.checked_in", "roster.checked_out"} {
		if fault.HasCode(err, code) {
			return true
		}
	}
	return false
}
