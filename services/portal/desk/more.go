package desk

import "net/http"

// more is the address of the next page of this very list, "" at its end.
func more(r *http.Request, next string) string {
	if next == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", next)
	return r.URL.Path + "?" + q.Encode()
}
