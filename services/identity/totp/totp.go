// Package totp is the codes of authenticator apps (RFC 6238: SHA-1, six digits,
// thirty seconds): what every such app can read.
package totp

import (
	"crypto/rand"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	period = 30 * time.Second
	// skew is how many periods a phone's clock may be off, either way.
	skew = 1
	// keyBytes is what RFC 4226 recommends.
	keyBytes = 20
)

// NewKey is a new random key in base32, as apps want it.
func NewKey() string {
	raw := make([]byte, keyBytes)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// URI is the address that an app reads from a QR code.
func URI(issuer, login, key string) string {
	query := url.Values{"secret": {key}, "issuer": {issuer}}
	// Apps read "+" as it stands.
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
}

// Match finds the period whose code it is, among those about now that come
// later than after: a code that was taken matches no more.
func Match(key, code string, now time.Time, after int64) (int64, bool) {
	current := now.Unix() / int64(period/time.Second)
	for at := max(current-skew, after+1); at <= current+skew; at++ {
		ok, err := hotp.ValidateCustom(code, uint64(at), key, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if ok && err == nil {
			return at, true
		}
	}
	return 0, false
}

// Code is the key's at a moment: what an app shows. It fails for what is no key.
func Code(key string, now time.Time) (string, error) {
	return hotp.GenerateCodeCustom(key, uint64(now.Unix()/int64(period/time.Second)), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}
