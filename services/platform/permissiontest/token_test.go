package permissiontest

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

// claims are those of a token, to be tampered with.
type claims map[string]any

func encoded(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// parts takes a token apart.
func parts(t *testing.T, token string) (header, body claims, signature string) {
	t.Helper()
	cut := strings.Split(token, ".")
	for i, into := range []*claims{&header, &body} {
		raw, err := base64.RawURLEncoding.DecodeString(cut[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, body, cut[2]
}

func (c claims) with(key string, value any) claims {
	out := maps.Clone(c)
	out[key] = value
	return out
}

func hs256(header, body claims, key []byte) string {
	text := encoded(header) + "." + encoded(body)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func eddsa(header, body claims, key ed25519.PrivateKey) string {
	text := encoded(header) + "." + encoded(body)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
}

// publicKey is the one that the system's tokens are verified with.
func publicKey(t *testing.T, w *world.World) []byte {
	t.Helper()
	page, err := rpc.Call(t.Context(), w.Host(), app.JournalOp("identity"), app.JournalRequest{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		var key identity.SigningKey
		if row.Event.Type == identity.KeyPublished.Name && json.Unmarshal(row.Event.Data, &key) == nil {
			return key.Public
		}
	}
	t.Fatal("no key was published")
	return nil
}

func tryForged(t *testing.T, w *world.World) {
	t.Helper()
	mine := w.Token(world.Name(authz.LiaisonOfficer, world.Own))
	header, body, signature := parts(t, mine)
	_, stolen, _ := parts(t, w.Token("maker"))
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := publicKey(t, w)
	service, err := authz.SignService([]byte(world.Secret), "casework", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"alg none":                   encoded(header.with("alg", "none")) + "." + encoded(stolen) + ".",
		"alg none with a signature":  encoded(header.with("alg", "none")) + "." + encoded(body) + "." + signature,
		"the public key as a secret": hs256(header.with("alg", "HS256"), stolen, public),
		"the key's text as a secret": hs256(header.with("alg", "HS256"), stolen, []byte(base64.StdEncoding.EncodeToString(public))),
		"an empty secret":            hs256(claims{"alg": "HS256", "typ": "JWT"}, body.with("knd", "service").with("iss", "lianluo-service"), nil),
		"another key":                eddsa(header, stolen, other),
		"an unknown key's name":      eddsa(header.with("kid", "../../dev/null"), stolen, other),
		"a key inside the token":     eddsa(header.with("jwk", claims{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(other.Public().(ed25519.PublicKey))}), stolen, other),
		"another's claims":           encoded(header) + "." + encoded(stolen) + "." + signature,
		"a later end":                encoded(header) + "." + encoded(body.with("exp", time.Now().AddDate(1, 0, 0).Unix())) + "." + signature,
		"a higher role":              encoded(header) + "." + encoded(body.with("asg", stolen["asg"])) + "." + signature,
		"no signature":               strings.TrimSuffix(mine, signature),
		"half a signature":           mine[:len(mine)-20],
		"not a token":                "AAAA.BBBB.CCCC",
		"an over-long token":         mine + strings.Repeat("A", 20000),
		"an internal service's":      service,
	} {
		for _, scheme := range []string{"Bearer ", "bearer ", "BEARER "} {
			refusesToken(t, w, name, scheme+token)
		}
	}
}

// refusesToken expects 401 (431 for what is too long to be read) and nothing said
// about why.
func refusesToken(t *testing.T, w *world.World, name, header string) {
	t.Helper()
	for _, path := range []string{"/api/casework/v1/cases", "/api/identity/v1/me", "/api/identity/v1/policy", "/api/casework/v1/journal"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", header)
		a, err := w.Do(r, "")
		if err != nil || a.Status != http.StatusUnauthorized && a.Status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%s (%.7s) at %s: %d %s %v", name, header, path, a.Status, a.Body, err)
		}
	}
}

// promise is how soon an end bites on every replica: the product's promise
// (DESIGN.md section 3, Permission), not the patience of a test.
const promise = 2 * time.Second

// bites waits until every service refuses, and fails when one has not within the
// promised time.
func bites(t *testing.T, what, code string, c *rpc.Client, ops ...rpc.Any) {
	t.Helper()
	until := time.Now().Add(promise)
	for _, o := range ops {
		op := o.Declared()
		for {
			_, err := c.Do(t.Context(), op, requestOf(op))
			if fault.HasCode(err, code) {
				break
			}
			if time.Now().After(until) {
				t.Errorf("%s: %s still answers %v after %v", what, op.Name, err, promise)
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func tokenOf(token string) func(context.Context) string {
	return func(context.Context) string { return token }
}

// requestOf is the operation's request that asks for nothing in particular.
func requestOf(op rpc.Operation) any { return reflect.New(op.Request).Interface() }
