package account_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

// Looking makes no code; connecting shows one, ending takes it back.
func TestWeChat(t *testing.T) {
	state := notification.WeChat{State: notification.WeChatFree}
	site := start(t, portaltest.Op(notification.ConnectMyWeChat, func(_ context.Context, req notification.WeChatWish) (notification.WeChat, error) {
		switch req.Wish {
		case "connect":
			state = notification.WeChat{State: notification.WeChatScan, URL: "http://weixin.qq.com/q/1"}
		case "end":
			state = notification.WeChat{State: notification.WeChatFree}
		}
		return state, nil
	}))
	b := site.As(t, authz.LiaisonOfficer)
	page := b.Get("/me/wechat")
	portaltest.Says(t, page, "开通微信提醒")
	portaltest.Says(t, b.Submit(page, "/me/wechat", url.Values{}), "10 分钟内有效", "已经扫好")
	state = notification.WeChat{State: notification.WeChatConnected}
	page = b.Get("/me/wechat")
	portaltest.Says(t, page, "已开通微信提醒")
	portaltest.Says(t, b.Submit(page, "/me/wechat", url.Values{}), "开通微信提醒")
}
