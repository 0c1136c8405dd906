package desk

import (
	"net/http"
	"time"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// stub is a receipt as the desk's browser keeps it until it is printed: its code
// is shown once.
type stub struct {
	Station string    `json:"s"`
	Case    string    `json:"i"`
	Number  string    `json:"n"`
	Code    string    `json:"k"`
	Next    string    `json:"x"`
	At      time.Time `json:"t"`
}

const (
	receiptCookie = "ll_desk_receipt"
	// receiptSeconds is how long the browser shows it again: long enough to print.
	receiptSeconds = 15 * 60
)

func (s pages) keepReceipt(w http.ResponseWriter, receipt stub) {
	s.Keep(w, receiptCookie, receipt, receiptSeconds)
}

// receipt shows what the person takes home.
func (s pages) receipt(w http.ResponseWriter, r *http.Request, a standing) error {
	receipt := session.Kept[stub](r, receiptCookie)
	if receipt.Number == "" {
		return s.Go(w, r, base+"/register")
	}
	return session.Render(w, r, receiptPage(s.shell(r, ui.T(r.Context(), "desk.receipt")), receipt, s.FollowURL(receipt.Number)))
}

// printReceipt is the receipt on A5, or on a slip of 80 mm.
func (s pages) printReceipt(w http.ResponseWriter, r *http.Request, a standing) error {
	receipt := session.Kept[stub](r, receiptCookie)
	if receipt.Number == "" {
		return s.Go(w, r, base+"/register")
	}
	return session.Render(w, r, receiptPaper(receipt, s.FollowURL(receipt.Number), session.ReceiptSize(r)))
}
