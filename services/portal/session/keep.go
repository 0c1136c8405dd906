package session

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"lianluo/services/portal/ui"
)

// Keep keeps a small value on the device for seconds, where pages cannot read
// it: what must not stand in an address, such as a receipt with its code.
func (p *Portal) Keep(w http.ResponseWriter, name string, value any, seconds int) {
	raw, _ := json.Marshal(value) // plain values: cannot fail
	p.SetCookie(w, name, base64.RawURLEncoding.EncodeToString(raw), seconds)
}

// Kept reads back what Keep kept; the zero value where there is nothing.
func Kept[T any](r *http.Request, name string) T {
	var value, none T
	raw, err := base64.RawURLEncoding.DecodeString(ui.CookieOf(r, name))
	if err != nil || json.Unmarshal(raw, &value) != nil {
		return none // not ours
	}
	return value
}
