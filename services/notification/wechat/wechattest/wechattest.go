// Package wechattest is WeChat for tests, as its documentation says: tokens that
// end, codes for what is refused, and callbacks that are sealed.
package wechattest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/services/notification/wechat"
)

// Sent is one template message.
type Sent struct {
	To       string `json:"touser"`
	Template string `json:"template_id"`
	URL      string `json:"url"`
	Key      string `json:"client_msg_id"`
	Data     map[string]struct {
		Value string `json:"value"`
	} `json:"data"`
	ID int64
	// Page is where a subscribe message leads, Path which call took the message.
	Page string `json:"page"`
	Path string `json:"-"`
}

// Server is the fake.
type Server struct {
	wechat.Account
	mu     sync.Mutex
	token  int
	asked  int
	sent   []Sent
	scenes []string
	codes  []int
	cut    bool
	down   bool
	said   int64
}

// Start serves until the test ends.
func Start(t testing.TB) *Server {
	s := &Server{Account: At("")}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.API = h.URL
	return s
}

// At is the account that the fake at an address knows.
func At(address string) wechat.Account {
	return wechat.Account{AppID: "wx5823bf96d3bd56c7", Secret: "app-secret", Token: "QDG6eK", AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
		API: address, Templates: map[string]string{"default": "tmpl-1"}}
}

// Answer lets the next messages be answered by these codes.
func (s *Server) Answer(codes ...int) { s.do(func() { s.codes = codes }) }

// Cut takes the next messages and answers none.
func (s *Server) Cut() { s.do(func() { s.cut = true }) }

// Expire ends the token before its time.
func (s *Server) Expire() { s.do(func() { s.token++ }) }

// Down refuses or grants tokens again.
func (s *Server) Down(down bool) { s.do(func() { s.down = down }) }

func (s *Server) do(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

// Sent are the messages taken, in order.
func (s *Server) Sent() (out []Sent) {
	s.do(func() { out = append(out, s.sent...) })
	return out
}

// Scene is what the newest code carries, Asked how often a token was asked for.
func (s *Server) Scene() (out string) {
	s.do(func() { out = s.scenes[len(s.scenes)-1] })
	return out
}

// Asked is how often a token was asked for.
func (s *Server) Asked() (n int) {
	s.do(func() { n = s.asked })
	return n
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body struct {
		Sent
		AppID  string `json:"appid"`
		Secret string `json:"secret"`
		Info   struct {
			Scene struct {
				Text string `json:"scene_str"`
			} `json:"scene"`
		} `json:"action_info"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		return // given up before the content
	}
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) } // the client sees if it is gone
	if r.URL.Path == "/cgi-bin/stable_token" {
		s.asked++
		if s.down {
			say(map[string]any{"errcode": -1, "errmsg": "system error"})
			return
		}
		if body.AppID != s.AppID || body.Secret != s.Secret {
			say(map[string]any{"errcode": 40125, "errmsg": "invalid appsecret"})
			return
		}
		say(map[string]any{"access_token": "token-" + strconv.Itoa(s.token), "expires_in": 7200})
		return
	}
	if r.URL.Query().Get("access_token") != "token-"+strconv.Itoa(s.token) {
		say(map[string]any{"errcode": 40001, "errmsg": "invalid credential"})
		return
	}
	if r.URL.Path == "/cgi-bin/qrcode/create" {
		s.scenes = append(s.scenes, body.Info.Scene.Text)
		say(map[string]any{"ticket": "t", "expire_seconds": 600, "url": "http://weixin.qq.com/q/" + strconv.Itoa(len(s.scenes))})
		return
	}
	if len(s.codes) > 0 && s.codes[0] != 0 {
		code := s.codes[0]
		s.codes = s.codes[1:]
		say(map[string]any{"errcode": code, "errmsg": "no"})
		return
	}
	body.Sent.ID, body.Path = int64(1000+len(s.sent)), r.URL.Path
	s.sent = append(s.sent, body.Sent)
	if s.cut {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Path == "/cgi-bin/message/subscribe/bizsend" { // its documentation knows no id of a message
		say(map[string]any{"errcode": 0, "errmsg": "ok"})
		return
	}
	say(map[string]any{"errcode": 0, "errmsg": "ok", "msgid": body.Sent.ID})
}

// Says is a callback as WeChat posts it: fields stand in the message as they are.
func (s *Server) Says(at time.Time, from, fields string) notification.CallbackRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said++
	text := fmt.Sprintf("<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName><CreateTime>%d</CreateTime>%s</xml>", from, at.Unix(), fields)
	stamp, nonce := strconv.FormatInt(at.Unix(), 10), strconv.FormatInt(s.said, 10)
	body, signature, err := s.SealSigned(text, stamp, nonce)
	if err != nil {
		panic(err)
	}
	return notification.CallbackRequest{Provider: wechat.Name, Method: http.MethodPost, Timestamp: stamp, Nonce: nonce, Signature: signature, Body: body}
}
