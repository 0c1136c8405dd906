package session

import "net/http"

// More is the address of the page that follows in the very list that r shows,
// next being where it begins; "" at the list's end.
func More(r *http.Request, next string) string {
	if next == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", next)
	return r.URL.Path + "?" + q.Encode()
}
