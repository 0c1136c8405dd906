package channels

import (
	"net/http"

	"lianluo/api/notification"
	"lianluo/services/portal/session"
)

// Wish is what somebody wants of the official account: looking changes nothing.
func Wish(r *http.Request) notification.WeChatWish {
	if wish := session.Value(r, "wish"); r.Method == http.MethodPost && wish != "" {
		return notification.WeChatWish{Wish: wish}
	}
	return notification.WeChatWish{Wish: "look"}
}
