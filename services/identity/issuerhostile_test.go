package identity

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"lianluo/api/identity"
	"lianluo/services/identity/foreign/foreigntest"
)

// What an issuer says is believed for one visit of one browser.
func TestAnswersThatAreForged(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	public := d.client("")
	for name, forge := range map[string]func(a *identity.FinishIssuerRequest){
		"another browser":  func(a *identity.FinishIssuerRequest) { a.Secret = d.begin().Secret },
		"no state":         func(a *identity.FinishIssuerRequest) { a.State = "" },
		"another state":    func(a *identity.FinishIssuerRequest) { a.State += "x" },
		"another code":     func(a *identity.FinishIssuerRequest) { a.Code = "made-up" },
		"a stolen code":    func(a *identity.FinishIssuerRequest) { a.Code = d.answer(d.begin()).Code }, // PKCE
		"no code":          func(a *identity.FinishIssuerRequest) { a.Code = "" },
		"an error":         func(a *identity.FinishIssuerRequest) { a.Error = "access_denied" },
		"another issuer's": func(a *identity.FinishIssuerRequest) { a.Issuer = "https://other.example" },
		"an odd secret":    func(a *identity.FinishIssuerRequest) { a.Secret = "not-a-secret" },
	} {
		a := d.answer(d.begin())
		genuine := a
		forge(&a)
		want := "signin.issuer"
		if a.Secret == "not-a-secret" {
			want = "signin.issuer.over"
		}
		refuses(d.world, public, identity.FinishIssuerSignIn, a, want)
		if a.Secret == genuine.Secret { // it is over all the same
			refuses(d.world, public, identity.FinishIssuerSignIn, genuine, "signin.issuer.over")
		}
		_ = name
	}
	a := d.answer(d.begin())
	before := d.crooked.Tokens()
	do(d.world, public, identity.FinishIssuerSignIn, a)
	refuses(d.world, public, identity.FinishIssuerSignIn, a, "signin.issuer.over")
	if d.crooked.Tokens() != before+1 {
		t.Error("a replay reached the issuer")
	}
	late := d.answer(d.begin())
	d.clock.Advance(stepLife)
	refuses(d.world, public, identity.FinishIssuerSignIn, late, "signin.issuer.over")
}

// An answer of one issuer is none of another's.
func TestIssuersAreNotMixedUp(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	evil := foreigntest.StartCrooked(t, d.clock.Now)
	second := d.open(evil.URL)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	a := d.answer(d.begin())
	a.ID = second.ID // the browser was led to the callback of the other
	refuses(d.world, d.client(""), identity.FinishIssuerSignIn, a, "signin.issuer.over")
	if evil.Tokens() != 0 {
		t.Error("the code went to the other issuer")
	}
	evil.Mends(func(claims map[string]any) { claims["iss"] = d.crooked.URL })
	evil.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	began := do(d.world, d.client(""), identity.BeginIssuerSignIn, identity.ByID{ID: second.ID})
	state, code := evil.Visit(t, began.URL)
	refuses(d.world, d.client(""), identity.FinishIssuerSignIn, identity.FinishIssuerRequest{ID: second.ID, Secret: began.Secret, State: state, Code: code}, "signin.issuer")
}

func TestTokensThatDoNotHold(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	set := func(name string, value any) func(map[string]any) { return func(c map[string]any) { c[name] = value } }
	for name, mend := range map[string]func(map[string]any){
		"nonce": set("nonce", "another"), "no nonce": func(c map[string]any) { delete(c, "nonce") },
		"aud": set("aud", "another"), "two audiences": set("aud", []string{"lianluo", "another"}), "azp": set("azp", "another"),
		"iss": set("iss", "https://other.example"), "expired": set("exp", d.clock.Now().Add(-time.Minute).Unix()), "no exp": func(c map[string]any) { delete(c, "exp") },
		"of tomorrow": set("iat", d.clock.Now().Add(24*time.Hour).Unix()), "no sub": set("sub", ""), "a long sub": set("sub", strings.Repeat("s", 256)),
		"at_hash": set("at_hash", "bm90LWl0"), "odd sub": set("sub", 7), "odd aud": set("aud", 7), "nested": set("exp", map[string]any{}),
	} {
		d.crooked.Mends(mend)
		d.refused("signin.issuer")
		if !strings.HasPrefix(d.why(), "issuer_") {
			t.Errorf("%s: %s", name, d.why())
		}
	}
	d.crooked.Mends(nil)
	hmac, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte("sealed-secret-sealed-secret-0123")}, nil)
	d.ok(err)
	for _, sign := range []func(map[string]any) string{foreigntest.Unsigned, func(c map[string]any) string { return foreigntest.Signed(hmac, c) },
		func(map[string]any) string { return "" }, func(map[string]any) string { return "a.b.c" }} {
		d.crooked.Signs(sign)
		d.refused("signin.issuer")
	}
	d.crooked.Signs(nil)
	d.enter()
}

func TestAnIssuersKeysMayChange(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	d.enter()
	d.crooked.Rotate("key-2")
	d.enter()
	d.crooked.Serves("/keys", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[]}`) })
	d.enter() // known for a while
	d.clock.Advance(11 * time.Minute)
	d.refused("signin.issuer") // and then let go
}

func TestAnIssuerThatIsAway(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	d.crooked.Serves("/token", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	a := d.answer(d.begin())
	refuses(d.world, d.client(""), identity.FinishIssuerSignIn, a, "unavailable")
	d.crooked.Serves("/token", nil)
	do(d.world, d.client(""), identity.FinishIssuerSignIn, a)
	for _, answer := range []string{"", "{", `{"access_token":"a","token_type":"Bearer"}`, `{"access_token":"a","token_type":"Bearer","id_token":7}`, strings.Repeat("x", 2<<20)} {
		d.crooked.Serves("/token", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, answer)
		})
		d.refused("signin.issuer")
	}
}

func TestUserInfoCompletesWhatWasSigned(t *testing.T) {
	d := newDoored(t)
	d.crooked.Describes(func(about map[string]any) { about["userinfo_endpoint"] = d.crooked.URL + "/userinfo" })
	do(d.world, d.as("guard"), identity.UpdateIssuer, identity.UpdateIssuerRequest{ID: d.issuer.ID, IssuerSettings: settings()})
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", nil)
	for answer, in := range map[string]bool{`{"sub":"sub-1","staff_no":"x-1024"}`: true, `{"sub":"sub-2","staff_no":"x-1024"}`: false, `{"staff_no":"x-1024"}`: false, `[]`: false} {
		d.crooked.Serves("/userinfo", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer opaque" {
				_, _ = io.WriteString(w, answer)
			}
		})
		d.svc.forgetLinks(t, d.world)
		if in {
			d.enter()
		} else {
			d.refused("signin.issuer")
		}
	}
}

// forgetLinks ends all links, so that the next sign-in needs the claim.
func (s *service) forgetLinks(t *testing.T, w *world) {
	t.Helper()
	w.ok(s.links.Purge(w.system()))
}
