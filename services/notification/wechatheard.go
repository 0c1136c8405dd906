package notification

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/wechat"
)

// What the official account says back.
const (
	saidConnected = "已开通微信提醒，有进展会发到这里。不想再收，可以取消关注，或在查询页面关闭。"
	saidStopped   = "已关闭微信提醒。以后想再收，可以在查询页面重新开通。"
	saidThanks    = "谢谢您的评价，已经记录。"
	saidUnknown   = "没有看懂您的回复。收到征询消息后，请回复 1（满意）、2（基本满意）或 3（不满意）；其他事情请联系您的联络站。"
	saidOld       = "这个二维码已经过期，请在查询页面重新打开一个再扫。"
)

// heardWeChat takes what WeChat says, once: that it checks the address, what became
// of a message, who follows, and what people write.
func (s *Service) heardWeChat(ctx context.Context, req notification.CallbackRequest) (notification.CallbackAnswer, error) {
	r := wechat.Request{Signature: req.Signature, Timestamp: req.Timestamp, Nonce: req.Nonce, Body: req.Body}
	unix, err := strconv.ParseInt(req.Timestamp, 10, 64)
	if err != nil || s.clock.Now().Sub(time.Unix(unix, 0)).Abs() > signedWithin {
		return notification.CallbackAnswer{}, errSignature
	}
	if req.Method == "GET" {
		if err := s.wechat.Checks(r); err != nil {
			return notification.CallbackAnswer{}, errSignature.Because(err)
		}
		return notification.CallbackAnswer{Text: req.Echo}, nil
	}
	said, err := s.wechat.Hear(r)
	if err != nil {
		return notification.CallbackAnswer{}, errSignature.Because(err)
	}
	fresh, err := s.first(ctx, wechat.Name+"/"+said.ID())
	if err != nil || !fresh {
		return notification.CallbackAnswer{Text: "success"}, err
	}
	words, err := s.applyWeChat(ctx, said)
	if err != nil || words == "" {
		return notification.CallbackAnswer{Text: "success"}, err
	}
	body, err := s.wechat.Reply(said, words, req.Nonce, s.clock.Now())
	return notification.CallbackAnswer{Text: body}, err
}

// applyWeChat does what follows, and returns what to say back.
func (s *Service) applyWeChat(ctx context.Context, said wechat.Said) (string, error) {
	switch {
	case said.Kind == "text" && stopped(said.Text):
		return saidStopped, s.unfollowAll(ctx, said.From)
	case said.Kind == "text":
		answered, err := s.replied(ctx, s.vault.Blind("wechat", said.From), said.Text, byWeChat)
		return map[bool]string{true: saidThanks, false: saidUnknown}[answered], err
	case said.Kind != "event":
		return "", nil
	case said.Event == "unsubscribe":
		return "", s.unfollowAll(ctx, said.From)
	case (said.Event == "subscribe" || said.Event == "SCAN") && said.Scene != "":
		done, err := s.follow(ctx, said.Scene, said.From, s.clock.Now())
		return map[bool]string{true: saidConnected, false: saidOld}[done], err
	case said.Event == "TEMPLATESENDJOBFINISH":
		return "", s.receipt(ctx, wechat.Name, sms.Said{Type: sms.Receipt, Ref: strconv.FormatInt(said.Job, 10), At: said.At(),
			Delivered: said.Status == "success", Code: strings.ReplaceAll(strings.TrimPrefix(said.Status, "failed:"), " ", "_")})
	}
	return "", nil
}

func stopped(text string) bool {
	words, _ := read(text)
	return stops[words]
}
