package account

import (
	"net/http"

	"lianluo/api/notification"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// wechat lets the person be told by the official account, or ends it.
func (s pages) wechat(w http.ResponseWriter, r *http.Request) error {
	got, err := session.Call(r.Context(), s.Portal, notification.ConnectMyWeChat, channels.Wish(r))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, wechatPage(s.Own(r, ui.T(r.Context(), "channels.wechat")), got))
}
