package public

import (
	"net/http"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// wechat lets the person of a receipt be told by the official account, or ends it.
func (s pages) wechat(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := session.Kept[pair](r, followCookie)
	if p.Number == "" {
		return s.Go(w, r, "/follow")
	}
	c, err := session.Call(ctx, s.Portal, casework.FollowCase, casework.FollowRequest(p))
	if err != nil {
		return err
	}
	got, err := session.Call(ctx, s.Portal, notification.ConnectWeChat, notification.ConnectWeChatRequest{Proof: c.Told, WeChatWish: channels.Wish(r)})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, wechatPage(ui.T(ctx, "channels.wechat"), got))
}
