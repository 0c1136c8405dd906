package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/pkg/fault"
	"lianluo/pkg/outward"
)

// poster posts signed messages to addresses that people typed.
type poster struct {
	client *http.Client
	gate   outward.Gate
}

// patience is how long the other side may take.
const patience = 15 * time.Second

// maxAnswer is as much of an answer as is read, so that its connection serves again.
const maxAnswer = 64 << 10

func newPoster(s Settings) poster {
	gate := outward.Gate{Loopback: s.Loopback}
	return poster{client: gate.Client(patience), gate: gate}
}

// check refuses an address that can never be allowed.
func (p poster) check(raw string) error {
	switch err := p.gate.Check(raw); {
	case err == nil:
		return nil
	case errors.Is(err, outward.ErrPrivate):
		return errPrivate
	}
	return errURL
}

var (
	errURL = fault.Invalid("webhook.url", "地址须为完整的 https 网址，不含用户名和 #，请修改", "The address must be a whole https address without user name and #").
		At("url", "须为 https 网址", "An https address")
	errPrivate = fault.Invalid("webhook.private", "不能推送到内网或本机地址，请填写公网地址", "Webhooks do not go to private networks or this machine; give a public address").
			At("url", "不能是内网地址", "No private address")
)

// outcome is what became of one post.
type outcome struct {
	ok, gone bool
	status   int
	problem  string
}

// send posts a message, signed, and says what became of it.
func (p poster) send(ctx context.Context, to, secret, id string, at time.Time, body []byte) outcome {
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return outcome{problem: "unreachable"}
	}
	signature, err := signer.Sign(id, at, body)
	if err != nil {
		return outcome{problem: "unreachable"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return outcome{problem: "unreachable"}
	}
	req.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	req.Header.Set("User-Agent", "lianluo-webhook/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	resp, err := p.client.Do(req)
	if err != nil {
		return outcome{problem: problemOf(err)}
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // what it says beyond its status is of no matter
	return outcome{ok: resp.StatusCode/100 == 2, gone: resp.StatusCode == http.StatusGone, status: resp.StatusCode}
}

func problemOf(err error) string {
	var cert *tls.CertificateVerificationError
	var late net.Error
	switch {
	case errors.Is(err, outward.ErrPrivate):
		return "refused_address"
	case errors.As(err, &cert):
		return "tls"
	case errors.As(err, &late) && late.Timeout():
		return "timeout"
	}
	return "unreachable"
}
