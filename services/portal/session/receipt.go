package session

import (
	"net/http"
	"net/url"

	"lianluo/services/portal/ui"
)

// FollowURL leads to a case's public page; only the number stands in it, the
// code of the receipt is typed.
func (p *Portal) FollowURL(number string) string {
	return p.URL("/follow?" + url.Values{"n": {number}}.Encode())
}

// ReceiptSize is what a receipt is printed on: A5, unless a slip of 80 mm is
// asked for.
func ReceiptSize(r *http.Request) ui.PaperSize {
	if Value(r, "paper") == string(ui.Slip) {
		return ui.Slip
	}
	return ui.A5
}
