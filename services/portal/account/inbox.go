package account

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// inbox lists the person's messages, newest first.
func (s pages) inbox(w http.ResponseWriter, r *http.Request) error {
	const shown = 30
	req, err := session.Decode[notification.ListInboxRequest](r)
	if err != nil {
		return err
	}
	req.Limit = shown
	box, err := session.Call(r.Context(), s.Portal, notification.ListInbox, req)
	if err != nil {
		return err
	}
	return session.Render(w, r, inboxPage(s.Own(r, ui.T(r.Context(), "account.inbox")), box, req.Unread))
}

// more is the address of the next page.
func more(box notification.Inbox, unread bool) string {
	if box.Next == "" {
		return ""
	}
	return "/inbox?" + url.Values{"after": {box.Next}, "unread": {strconv.FormatBool(unread)}}.Encode()
}

// readAll marks everything as read.
func (s pages) readAll(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, notification.MarkRead, notification.MarkReadRequest{}); err != nil {
		return err
	}
	return s.Go(w, r, "/inbox", ui.Done(r.Context(), "account.inbox.read-all"))
}

// openItem marks a message as read and leads to what it is about.
func (s pages) openItem(w http.ResponseWriter, r *http.Request) error {
	req := notification.MarkReadRequest{IDs: []string{session.Value(r, "id")}}
	if _, err := session.Call(r.Context(), s.Portal, notification.MarkRead, req); err != nil {
		return err
	}
	return s.Go(w, r, ui.Local(session.Value(r, "link"), "/inbox"))
}

// live tells the bell its number whenever it changes, until the reader leaves,
// the session ends or the portal stops.
func (s pages) live(w http.ResponseWriter, r *http.Request) error {
	body, err := session.Stream(r.Context(), s.Portal, notification.StreamInbox, rpc.None{})
	if fault.Is(err, fault.KindUnauthenticated) {
		w.WriteHeader(http.StatusNoContent) // the browser does not ask again
		return nil
	}
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	relay{w: w, out: http.NewResponseController(w), clock: s.Clock()}.run(s.counts(r, body), s.Drained())
	return nil
}

// counts reads the numbers off notification's stream until it ends.
func (s pages) counts(r *http.Request, body *rpc.Body) <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for e, err := range rpc.ReadEvents(body) {
			var box notification.Inbox
			if err != nil || json.Unmarshal(e.Data, &box) != nil {
				return // the browser connects again
			}
			select {
			case numbers <- box.Unread:
			case <-r.Context().Done():
				return
			}
		}
	}()
	return numbers
}
