package notification

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/wechat"
)

// Callback remembers a provider's word, so that it counts once.
type Callback struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

func declareCallbacks(db *store.DB) *store.Collection[Callback] {
	return store.NewCollection(db, "callback", store.Def[Callback]{
		ID:      func(c *Callback) string { return c.ID },
		Indexes: []store.Index[Callback]{{Name: "age", Key: func(c *Callback) store.Key { return store.Key{c.At} }}},
	})
}

// signedWithin is how far a callback's time may lie from ours.
const signedWithin = 5 * time.Minute

var (
	errNoProvider = fault.FailedPrecondition("callback.provider", "没有这个服务商，请核对回调地址", "There is no such provider; check the callback address")
	errSignature  = fault.Invalid("callback.signature", "签名不正确或已过时，请核对密钥和时间", "The signature is wrong or too old; check key and clock")
	errCallback   = fault.Invalid("callback.body", "回调内容无法识别，请对照接口说明", "The callback cannot be read; compare it with the description")
)

// TakeCallback serves notification.TakeCallback: what a provider says, once.
func (s *Service) TakeCallback(ctx context.Context, req notification.CallbackRequest) (notification.CallbackAnswer, error) {
	ctx = store.System(ctx)
	if s.wechat != nil && req.Provider == wechat.Name {
		return s.heardWeChat(ctx, req)
	}
	for _, p := range s.providers {
		if p.Name == req.Provider {
			return notification.CallbackAnswer{}, s.heard(ctx, p, req)
		}
	}
	return notification.CallbackAnswer{}, errNoProvider
}

// heard applies the words of a provider of text messages.
func (s *Service) heard(ctx context.Context, p sms.Provider, req notification.CallbackRequest) error {
	if err := s.signed(p, req); err != nil {
		return err
	}
	said, err := sms.Parse([]byte(req.Body))
	if err != nil {
		return errCallback.Because(err)
	}
	if fresh, err := s.first(ctx, p.Name+"/"+req.ID+"/"+req.Body); err != nil || !fresh {
		return err
	}
	for _, one := range said {
		if err := s.apply(ctx, p, one); err != nil {
			return err
		}
	}
	return nil
}

// signed checks who says it and when.
func (s *Service) signed(p sms.Provider, req notification.CallbackRequest) error {
	unix, err := strconv.ParseInt(req.Timestamp, 10, 64)
	if err != nil || s.clock.Now().Sub(time.Unix(unix, 0)).Abs() > signedWithin {
		return errSignature
	}
	signer, err := standardwebhooks.NewWebhookRaw([]byte(p.Secret))
	if err != nil {
		return errSignature.Because(err)
	}
	h := http.Header{}
	h.Set(standardwebhooks.HeaderWebhookID, req.ID)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, req.Timestamp)
	h.Set(standardwebhooks.HeaderWebhookSignature, req.Signature)
	if err := signer.VerifyIgnoringTimestamp([]byte(req.Body), h); err != nil {
		return errSignature.Because(err)
	}
	return nil
}

// first reports whether a callback was not heard before, and remembers it in the
// same unit of work as what it changes.
func (s *Service) first(ctx context.Context, what string) (bool, error) {
	sum := sha256.Sum256([]byte(what))
	id := hex.EncodeToString(sum[:])
	if _, err := s.callbacks.Get(ctx, id); !fault.Is(err, fault.KindNotFound) {
		return false, err
	}
	return true, s.callbacks.Create(ctx, Callback{ID: id, At: s.clock.Now()})
}

// apply takes one word of a provider. What belongs to nothing here is harmless.
func (s *Service) apply(ctx context.Context, p sms.Provider, said sms.Said) error {
	if said.Type == sms.Reply {
		return s.reply(ctx, said)
	}
	return s.receipt(ctx, p.Name, said)
}
