package foreign

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"lianluo/pkg/fault"
	"lianluo/pkg/outward"
	"lianluo/services/identity/foreign/foreigntest"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// visit is a reader at a crooked issuer.
type visit struct {
	*testing.T
	*foreigntest.Crooked
	reader *Reader
}

func newVisit(t *testing.T) visit {
	t.Helper()
	now := func() time.Time { return noon }
	v := visit{t, foreigntest.StartCrooked(t, now), New(outward.Gate{Loopback: true}, now)}
	v.Says("sub-1", map[string]any{"staff_no": "7"})
	return v
}

// party is described anew.
func (v visit) party(wanted ...string) Party {
	v.Helper()
	d, err := v.reader.Describe(v.Context(), v.URL)
	if err != nil {
		v.Fatal(err)
	}
	return Party{Description: d, Client: "lianluo", Secret: "secret", Callback: "https://here.example/back", Scopes: []string{"profile"}, Wanted: wanted}
}

// goes walks there and back.
func (v visit) goes(wanted ...string) (Claims, error) {
	v.Helper()
	p := v.party(wanted...)
	const secret = "only-this-browser-has-it"
	state, code := v.Visit(v.T, p.Begin(secret))
	return v.reader.Finish(v.Context(), &p, secret, Answer{State: state, Code: code})
}

func (v visit) enters(wanted ...string) Claims {
	v.Helper()
	said, err := v.goes(wanted...)
	if err != nil || said.Subject != "sub-1" {
		v.Fatalf("got %+v, %v", said, err)
	}
	return said
}

func (v visit) refused(why string) {
	v.Helper()
	_, err := v.goes()
	var r *Refusal
	if !errors.As(err, &r) || r.Why != why {
		v.Errorf("got %v, want %s", err, why)
	}
}

func (v visit) mended(why string, mend func(map[string]any)) {
	v.Helper()
	v.Mends(mend)
	v.refused(why)
}

func (v visit) userInfo(answer string) {
	v.Describes(func(d map[string]any) { d["userinfo_endpoint"] = v.URL + "/userinfo" })
	v.Serves("/userinfo", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer opaque" && r.URL.RawQuery == "" {
			_, _ = io.WriteString(w, answer)
		}
	})
}

// The modules of the OpenID Foundation's plans oidcc-client-basic-certification-test-plan
// and oidcc-client-config-certification-test-plan that speak of what this client does,
// under their own names. It asks userinfo with a header only, finds issuers by their
// address and is registered by hand: bearer-body, webfinger and dynamic registration
// do not apply.
func TestOIDCCClientCertificationOffline(t *testing.T) {
	for name, run := range map[string]func(visit){
		"oidcc-client-test":                     func(v visit) { v.enters() },
		"oidcc-client-test-client-secret-basic": func(v visit) { v.enters() }, // the issuer knows no other way
		"oidcc-client-test-idtoken-sig-rs256":   func(v visit) { v.enters() },
		"oidcc-client-test-invalid-iss":         func(v visit) { v.mended("token", func(c map[string]any) { c["iss"] = "https://other.example" }) },
		"oidcc-client-test-missing-sub":         func(v visit) { v.mended("token", func(c map[string]any) { delete(c, "sub") }) },
		"oidcc-client-test-invalid-aud":         func(v visit) { v.mended("token", func(c map[string]any) { c["aud"] = "invalid" }) },
		"oidcc-client-test-missing-iat":         func(v visit) { v.mended("token", func(c map[string]any) { delete(c, "iat") }) },
		"oidcc-client-test-nonce-invalid":       func(v visit) { v.mended("nonce", func(c map[string]any) { c["nonce"] = "invalid" }) },
		"oidcc-client-test-idtoken-sig-none": func(v visit) {
			v.Signs(foreigntest.Unsigned)
			v.refused("token")
		},
		"oidcc-client-test-invalid-sig-rs256": func(v visit) {
			v.Signs(func(c map[string]any) string {
				raw := v.Bare(c)
				return raw[:strings.LastIndex(raw, ".")+1] + strings.Repeat("A", 342)
			})
			v.refused("token")
		},
		"oidcc-client-test-kid-absent-single-jwks": func(v visit) {
			v.Signs(v.Bare)
			v.enters()
		},
		"oidcc-client-test-kid-absent-multiple-jwks": func(v visit) { // may be taken or refused; never somebody else's
			other, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				v.Fatal(err)
			}
			v.Publishes(jose.JSONWebKey{Key: other.Public(), KeyID: "other", Algorithm: "RS256", Use: "sig"})
			v.Signs(v.Bare)
			v.enters()
		},
		"oidcc-client-test-userinfo-bearer-header": func(v visit) {
			v.userInfo(`{"sub":"sub-1","email":"a@example.org"}`)
			v.enters("email")
		},
		"oidcc-client-test-scope-userinfo-claims": func(v visit) {
			v.userInfo(`{"sub":"sub-1","email":"a@example.org","staff_no":"8"}`)
			said := v.enters("email", "staff_no")
			if mail, _ := said.Text("email"); mail != "a@example.org" {
				v.Errorf("got %q", mail)
			}
			if no, _ := said.Text("staff_no"); no != "7" {
				v.Errorf("what was signed does not stand: %q", no)
			}
		},
		"oidcc-client-test-userinfo-invalid-sub": func(v visit) {
			v.userInfo(`{"sub":"invalid","email":"a@example.org"}`)
			if _, err := v.goes("email"); err == nil {
				v.Error("taken")
			}
		},
		"oidcc-client-test-discovery-openid-config": func(v visit) { v.enters() },
		"oidcc-client-test-discovery-jwks-uri-keys": func(v visit) { v.enters() },
		"oidcc-client-test-discovery-issuer-mismatch": func(v visit) {
			v.Describes(func(d map[string]any) { d["issuer"] = "https://other.example" })
			if _, err := v.reader.Describe(v.Context(), v.URL); !fault.HasCode(err, "issuer.other") {
				v.Errorf("got %v", err)
			}
		},
		"oidcc-client-test-signing-key-rotation": func(v visit) {
			v.enters()
			v.Rotate("key-2")
			v.enters()
		},
		"oidcc-client-test-signing-key-rotation-just-before-signing": func(v visit) {
			v.Signs(func(c map[string]any) string { return v.RotateAndSign("key-2", c) })
			v.enters()
		},
	} {
		t.Run(name, func(t *testing.T) { run(newVisit(t)) })
	}
}

// Whatever an issuer answers, nobody comes of it but whom it signed for.
func FuzzTokenAnswer(f *testing.F) {
	for _, seed := range []string{`{}`, `{"access_token":"a","id_token":"a.b.c","token_type":"Bearer"}`, `[]`, `{"access_token":7}`, `{"access_token":"a","id_token":{"a":1}}`, "access_token=a&id_token=b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		v := newVisit(t)
		v.Serves("/token", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, answer)
		})
		if said, err := v.goes(); err == nil {
			t.Errorf("%q is %+v", answer, said)
		}
	})
}

// Whatever an issuer says of itself, what is kept of it can be called.
func FuzzDescription(f *testing.F) {
	for _, seed := range []string{`{}`, `{"issuer":7}`, `[]`, `{"authorization_endpoint":"javascript:1"}`, `{"jwks_uri":"file:///etc/passwd"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		v := newVisit(t)
		v.Serves("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.ReplaceAll(answer, "ISSUER", v.URL))
		})
		d, err := v.reader.Describe(t.Context(), v.URL)
		if err == nil && (v.reader.may(d.Auth) != nil || v.reader.may(d.Token) != nil || v.reader.may(d.Keys) != nil || len(d.Algorithms) == 0) {
			t.Errorf("%q is %+v", answer, d)
		}
	})
}

func TestClaimsArePlain(t *testing.T) {
	c := Claims{all: map[string]any{"s": "a", "n": float64(12), "half": 1.5, "big": 1e300, "yes": true, "list": []any{"a", 2.0, map[string]any{}}, "null": nil}}
	for name, want := range map[string]string{"s": "a", "n": "12", "half": "", "big": "", "yes": "true", "list": "", "null": "", "none": ""} {
		if got, ok := c.Text(name); ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %q, %v", name, got, ok)
		}
	}
	for condition, want := range map[string]bool{"s=a": true, "list=a": true, "list=2": true, "list=b": false, "yes=true": true, "null=": false, "s": false, "=a": false} {
		if c.Meets(condition) != want {
			t.Errorf("%s: not %v", condition, want)
		}
	}
}
