package foreigntest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
)

// Crooked is an issuer that says whatever the test wants.
type Crooked struct {
	*httptest.Server
	Now func() time.Time

	mu      sync.Mutex
	subject string
	extra   map[string]any
	key     *rsa.PrivateKey
	kid     string
	more    []jose.JSONWebKey
	asked   map[string]url.Values // by code
	tokens  int
	mend    func(claims map[string]any)
	sign    func(claims map[string]any) string
	serve   map[string]http.HandlerFunc // in the place of its own
	about   func(description map[string]any)
}

// StartCrooked runs it until the test ends. Left alone it is honest.
func StartCrooked(t testing.TB, now func() time.Time) *Crooked {
	t.Helper()
	c := &Crooked{Now: now, asked: map[string]url.Values{}, serve: map[string]http.HandlerFunc{}}
	c.Rotate("key-1")
	c.Server = httptest.NewServer(http.HandlerFunc(c.handle))
	t.Cleanup(c.Close)
	return c
}

// Rotate signs with a new key from now on; the one before is published no more.
func (c *Crooked) Rotate(kid string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key, c.kid = newKey(), kid
}

// Publishes adds a key to its own.
func (c *Crooked) Publishes(key jose.JSONWebKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.more = append(c.more, key)
}

// Bare signs without naming the key; for Signs, which calls it.
func (c *Crooked) Bare(claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: c.key}, nil)
	if err != nil {
		panic(err) // the key is one
	}
	return Signed(signer, claims)
}

// RotateAndSign signs with a new key; for Signs, which calls it.
func (c *Crooked) RotateAndSign(kid string, claims map[string]any) string {
	c.key, c.kid = newKey(), kid
	return c.signed(claims)
}

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // no randomness, no test
	}
	return key
}

// Says makes it show a subject with these claims besides.
func (c *Crooked) Says(subject string, extra map[string]any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subject, c.extra = subject, extra
}

// Mends changes the claims of ID tokens before they are signed; nil for honest ones.
func (c *Crooked) Mends(fn func(claims map[string]any)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mend = fn
}

// Signs makes ID tokens otherwise; nil for as it should be.
func (c *Crooked) Signs(fn func(claims map[string]any) string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sign = fn
}

// Serves answers an address otherwise; nil for as it should be.
func (c *Crooked) Serves(path string, fn http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.serve[path] = fn
}

// Describes changes what it says of itself.
func (c *Crooked) Describes(fn func(description map[string]any)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.about = fn
}

// Tokens is how often a code was exchanged.
func (c *Crooked) Tokens() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens
}

// Visit is what a browser does that was sent here: it comes back with state and code.
func (c *Crooked) Visit(t testing.TB, address string) (state, code string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	code = rand.Text()
	c.asked[code] = u.Query()
	return u.Query().Get("state"), code
}

func (c *Crooked) handle(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if fn := c.serve[r.URL.Path]; fn != nil {
		fn(w, r)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		say(w, c.description())
	case "/keys":
		say(w, jose.JSONWebKeySet{Keys: append([]jose.JSONWebKey{{Key: c.key.Public(), KeyID: c.kid, Algorithm: "RS256", Use: "sig"}}, c.more...)})
	case "/authorize":
		q := r.URL.Query()
		code := rand.Text()
		c.asked[code] = q
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"state": {q.Get("state")}, "code": {code}}.Encode(), http.StatusFound)
	case "/token":
		c.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (c *Crooked) description() map[string]any {
	d := map[string]any{"issuer": c.URL, "authorization_endpoint": c.URL + "/authorize", "token_endpoint": c.URL + "/token", "jwks_uri": c.URL + "/keys",
		"response_types_supported": []string{"code"}, "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}}
	if c.about != nil {
		c.about(d)
	}
	return d
}

func (c *Crooked) token(w http.ResponseWriter, r *http.Request) {
	c.tokens++
	id, _, _ := r.BasicAuth()
	asked, ok := c.asked[r.FormValue("code")]
	delete(c.asked, r.FormValue("code"))
	if !ok || oauth2.S256ChallengeFromVerifier(r.FormValue("code_verifier")) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		say(w, map[string]string{"error": "invalid_grant"})
		return
	}
	now := c.Now()
	claims := map[string]any{"iss": c.URL, "sub": c.subject, "aud": id, "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	for name, value := range c.extra {
		claims[name] = value
	}
	if c.mend != nil {
		c.mend(claims)
	}
	raw := c.signed(claims)
	if c.sign != nil {
		raw = c.sign(claims)
	}
	w.Header().Set("Content-Type", "application/json")
	say(w, map[string]any{"access_token": "opaque", "token_type": "Bearer", "id_token": raw})
}

func (c *Crooked) signed(claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: c.key, KeyID: c.kid}}, nil)
	if err != nil {
		panic(err)
	}
	return Signed(signer, claims)
}

// Signed are claims as a signer makes a token of them.
func Signed(signer jose.Signer, claims map[string]any) string {
	payload, _ := json.Marshal(claims) // plain values
	jws, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	raw, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return raw
}

// Unsigned are claims with the algorithm "none".
func Unsigned(claims map[string]any) string {
	payload, _ := json.Marshal(claims) // plain values
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
}

func say(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }
