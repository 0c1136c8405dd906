package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/pkg/fault"
)

// poster posts signed messages to addresses that people typed: over TLS, to
// public addresses only, following nobody anywhere.
type poster struct {
	client   *http.Client
	loopback bool
}

// patience is how long the other side may take.
const patience = 15 * time.Second

// maxAnswer is as much of an answer as is read, so that its connection serves again.
const maxAnswer = 64 << 10

func newPoster(s Settings) poster {
	p := poster{loopback: s.Loopback}
	dialer := &net.Dialer{Timeout: 5 * time.Second, ControlContext: p.control}
	p.client = &http.Client{
		Timeout: patience,
		Transport: &http.Transport{ // no proxy: it would look names up where we do not see
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: patience,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return p
}

// errAddress: the name stands for an address that is none of the internet's.
var errAddress = errors.New("webhook: not a public address")

// control looks at the very address that is about to be connected to, after the
// name was looked up: a name that answers differently each time gains nothing.
func (p poster) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !p.allowed(at.Addr()) {
		return errAddress
	}
	return nil
}

// reserved are ranges beside those that netip names that lead into other
// networks, or through a translator to such.
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// allowed reports whether webhooks may go to the address.
func (p poster) allowed(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.IsLoopback() {
		return p.loopback
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, r := range reserved {
		if r.Contains(a) {
			return false
		}
	}
	return true
}

// check refuses an address that can never be allowed. What its name stands for
// is looked at again with every connection.
func (p poster) check(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return errURL
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	isIP := err == nil
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return errURL
		}
	}
	local := host == "localhost" || isIP && ip.Unmap().IsLoopback()
	switch {
	case local && !p.loopback, isIP && !local && !p.allowed(ip):
		return errPrivate
	case u.Scheme != "https" && (u.Scheme != "http" || !local):
		return errURL
	}
	return nil
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
	case errors.Is(err, errAddress):
		return "refused_address"
	case errors.As(err, &cert):
		return "tls"
	case errors.As(err, &late) && late.Timeout():
		return "timeout"
	}
	return "unreachable"
}
