package notification

import (
	"time"

	"lianluo/pkg/rpc"
)

// ConnectWeChat lets the person of a receipt be told by the official account, or
// ends it: casework says with the case whose it is. Scanning the code connects. It
// fails with not_found for a proof that is none, unavailable while WeChat is away.
var ConnectWeChat = rpc.Post[ConnectWeChatRequest, WeChat]("notification.ConnectWeChat", "/api/notification/v1/public/wechat", rpc.Public(), rpc.ReadOnly())

// ConnectWeChatRequest names the person.
type ConnectWeChatRequest struct {
	Proof string `json:"proof" validate:"required,max=200" doc:"as PublicCase.told has it"`
	WeChatWish
}

// ConnectMyWeChat is ConnectWeChat for the caller's account.
var ConnectMyWeChat = rpc.Post[WeChatWish, WeChat]("notification.ConnectMyWeChat", "/api/notification/v1/me/wechat", rpc.SignedIn(), rpc.ReadOnly())

// WeChatWish is what is wanted: to look, to connect or to end it.
type WeChatWish struct {
	Wish string `json:"wish" validate:"required,oneof=look connect end"`
}

// WeChat is whether somebody is told by the official account.
type WeChat struct {
	State WeChatState `json:"state"`
	URL   string      `json:"url,omitempty" doc:"what the code to be scanned says"`
	Until time.Time   `json:"until,omitzero" doc:"how long it can be scanned"`
}

// WeChatState is how somebody stands with the official account.
type WeChatState string

// The states.
const (
	WeChatAbsent    WeChatState = "absent" // there is no official account
	WeChatFree      WeChatState = "free"   // not connected
	WeChatScan      WeChatState = "scan"   // a code waits to be scanned
	WeChatConnected WeChatState = "connected"
)
