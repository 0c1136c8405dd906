package gateway

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// door is a gateway whose notification service is the function.
func door(t *testing.T, limits Limits, take func(notification.CallbackRequest) error) *gateway {
	t.Helper()
	g := start(t, limits)
	service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req notification.CallbackRequest
		err := json.NewDecoder(r.Body).Decode(&req)
		if req.Provider = path.Base(r.URL.Path); err == nil {
			err = take(req)
		}
		if err != nil {
			rpc.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(notification.CallbackAnswer{Text: req.Echo})
	})
	g.callback = callbackDoor(&rpc.Client{Base: "http://notification", HTTP: &http.Client{Transport: rpc.InProcess(service)}})
	return g
}

func posted(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Webhook-Id", "m1")
	r.Header.Set("Webhook-Timestamp", "17")
	r.Header.Set("Webhook-Signature", "v1,AA==")
	return r
}

// What a provider posts reaches the service as it came, with what signs it.
func TestCallback(t *testing.T) {
	var got notification.CallbackRequest
	g := door(t, Limits{}, func(req notification.CallbackRequest) error { got = req; return nil })
	w, _ := call(g, posted("/callback/sms/first", ` {"a": "您好"}`))
	want := notification.CallbackRequest{Provider: "first", Method: http.MethodPost, ID: "m1", Timestamp: "17", Signature: "v1,AA==", Body: ` {"a": "您好"}`}
	if w.Code != http.StatusOK || got != want {
		t.Errorf("%d %+v", w.Code, got)
	}
}

// WeChat signs in the address: what it says there reaches the service, and what the
// service says goes back as it is.
func TestWeChatCallback(t *testing.T) {
	var got notification.CallbackRequest
	g := door(t, Limits{}, func(req notification.CallbackRequest) error { got = req; return nil })
	w, _ := call(g, httptest.NewRequest(http.MethodGet, "/callback/wechat?signature=s&timestamp=1&nonce=2&echostr=e", nil))
	if want := (notification.CallbackRequest{Provider: "wechat", Method: http.MethodGet, Signature: "s", Timestamp: "1", Nonce: "2", Echo: "e"}); got != want || w.Body.String() != "e" {
		t.Errorf("%+v %s", got, w.Body)
	}
	call(g, posted("/callback/wechat?signature=s&msg_signature=m&timestamp=1&nonce=2&encrypt_type=aes", "<xml/>"))
	if got.Signature != "m" || got.Body != "<xml/>" {
		t.Errorf("%+v", got)
	}
	if w, _ := call(g, posted("/callback/other", "x")); w.Code != http.StatusNotFound {
		t.Errorf("another: %d", w.Code)
	}
}

func TestCallbacksThatAreNone(t *testing.T) {
	g := door(t, Limits{}, func(notification.CallbackRequest) error {
		return fault.Invalid("callback.signature", "签名不对，请核对", "check it")
	})
	for name, c := range map[string]struct {
		request *http.Request
		status  int
	}{
		"refused":        {posted("/callback/sms/first", "{}"), http.StatusBadRequest},
		"elsewhere":      {posted("/callback/fax/first", "{}"), http.StatusNotFound},
		"deeper":         {posted("/callback/sms/first/more", "{}"), http.StatusNotFound},
		"another method": {httptest.NewRequest(http.MethodGet, "/callback/sms/first", nil), http.StatusNotFound},
		"too large":      {posted("/callback/sms/first", strings.Repeat("x", maxCallback+1)), http.StatusRequestEntityTooLarge},
		"no text":        {posted("/callback/sms/first", "\xff\xfe"), http.StatusBadRequest},
	} {
		if w, _ := call(g, c.request); w.Code != c.status || !strings.Contains(w.Header().Get("Content-Type"), "problem+json") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestCallbacksAreLimited(t *testing.T) {
	heard := 0
	g := door(t, Limits{PerSecond: 1, Burst: 4}, func(notification.CallbackRequest) error { heard++; return nil })
	for range 20 {
		call(g, posted("/callback/sms/first", "{}"))
	}
	if heard == 0 || heard > 4 {
		t.Errorf("heard %d", heard)
	}
}
