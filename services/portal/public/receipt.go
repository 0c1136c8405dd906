package public

import (
	"net/http"
	"net/url"
	"time"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// stub is a receipt as the device keeps it for a short while.
type stub struct {
	Station     string    `json:"s"`
	StationCode string    `json:"c"`
	Number      string    `json:"n"`
	Code        string    `json:"k"`
	Next        string    `json:"x"`
	At          time.Time `json:"t"`
}

const (
	receiptCookie = "ll_receipt"
	// receiptSeconds is how long a device shows a receipt again: long enough to
	// print it, short since others may use the device.
	receiptSeconds = 15 * 60
)

// keepReceipt keeps the receipt on the device: an address that holds the code
// would tell it to whoever sees the address.
func (s pages) keepReceipt(w http.ResponseWriter, receipt stub) {
	s.Keep(w, receiptCookie, receipt, receiptSeconds)
}

// receipt shows the receipt of what was said on this device a moment ago.
func (s pages) receipt(w http.ResponseWriter, r *http.Request) error {
	receipt := session.Kept[stub](r, receiptCookie)
	if receipt.Number == "" {
		return session.Render(w, r, receiptGonePage())
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, receiptPage(receipt, s.FollowURL(receipt.Number)))
}

// printReceipt is the receipt on A5, or on a slip of 80 mm.
func (s pages) printReceipt(w http.ResponseWriter, r *http.Request) error {
	receipt := session.Kept[stub](r, receiptCookie)
	if receipt.Number == "" {
		return session.Render(w, r, receiptGonePage())
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, receiptPaper(receipt, s.FollowURL(receipt.Number), session.ReceiptSize(r)))
}

// endReceipt takes the receipt off the device, for those who share one.
func (s pages) endReceipt(w http.ResponseWriter, r *http.Request) error {
	receipt := session.Kept[stub](r, receiptCookie)
	s.SetCookie(w, receiptCookie, "", -1)
	return s.Go(w, r, "/s/"+url.PathEscape(receipt.StationCode), ui.Done(r.Context(), "public.receipt.ended"))
}
