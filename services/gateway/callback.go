package gateway

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"unicode/utf8"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// callbackPath is where providers of messages say what became of them, and what
// people answered: programs that know our signature, not our operations.
const callbackPath = "/callback/"

// maxCallback is more than any list of receipts.
const maxCallback = 64 << 10

// called limits whoever knocks at the providers' door.
func (g *gateway) called(w http.ResponseWriter, r *http.Request, client string) {
	if err := g.limits.allow(client, costOf(r)); err != nil {
		rpc.WriteProblem(w, r, err)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCallback)
	g.callback.ServeHTTP(w, r)
}

// callbackDoor hands what comes to the notification service as it came, with what
// signs it: only that service has the keys.
func callbackDoor(to *rpc.Client) http.Handler {
	mux := http.NewServeMux()
	take := func(w http.ResponseWriter, r *http.Request) {
		req, err := callbackOf(r)
		if err == nil {
			var said notification.CallbackAnswer
			if said, err = rpc.Call(r.Context(), to, notification.TakeCallback, req); err == nil {
				w.Header().Set("Content-Type", "text/plain; charset=utf-8")
				_, _ = io.WriteString(w, said.Text) // nobody there any more: the provider asks again
				return
			}
		}
		rpc.WriteProblem(w, r, err)
	}
	mux.HandleFunc("POST "+callbackPath+"sms/{provider}", take)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		mux.HandleFunc(method+" "+callbackPath+"{provider}", func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("provider") != "wechat" {
				rpc.WriteProblem(w, r, errNoCallback)
				return
			}
			take(w, r)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			rpc.WriteProblem(w, r, errNoCallback)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

var (
	errNoCallback  = fault.NotFound("callback.unknown", "没有这个回调地址，请核对", "There is no such callback address; check it")
	errBadCallback = fault.Invalid("callback.body", "回调内容无法识别，请对照接口说明", "The callback cannot be read; compare it with the description")
	errBigCallback = fault.TooLarge("callback.size", "回调内容超过 64 KB，请分几次发送", "The callback exceeds 64 KB: send it in parts")
)

// callbackOf is the request in the terms of the operation.
func callbackOf(r *http.Request) (notification.CallbackRequest, error) {
	raw, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return notification.CallbackRequest{}, errBigCallback.Because(err)
	case err != nil || !utf8.Valid(raw):
		return notification.CallbackRequest{}, errBadCallback
	}
	h, q := r.Header, r.URL.Query()
	if r.PathValue("provider") == "wechat" {
		return notification.CallbackRequest{Provider: "wechat", Method: r.Method, Timestamp: q.Get("timestamp"), Nonce: q.Get("nonce"),
			Signature: cmp.Or(q.Get("msg_signature"), q.Get("signature")), Echo: q.Get("echostr"), Body: string(raw)}, nil
	}
	return notification.CallbackRequest{Provider: r.PathValue("provider"), Method: r.Method, ID: h.Get("webhook-id"),
		Timestamp: h.Get("webhook-timestamp"), Signature: h.Get("webhook-signature"), Body: string(raw)}, nil
}
