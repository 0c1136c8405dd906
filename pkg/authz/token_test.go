package authz

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lianluo/pkg/fault"
)

var (
	noon    = time.Date(2026, time.March, 2, 4, 0, 0, 0, time.UTC)
	signer  = ed25519.NewKeyFromSeed([]byte("a seed of thirty-two bytes, fine"))
	another = ed25519.NewKeyFromSeed([]byte("another seed of thirty-two bytes"))
	shared  = []byte("the secret that services share, 32")
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// keysOf knows the signer's key as "k1".
func keysOf(id string) (ed25519.PublicKey, bool) { return public(signer), id == "k1" }

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func sign(t *testing.T, key ed25519.PrivateKey, id string, s Subject, expires time.Time) string {
	t.Helper()
	token, err := Sign(key, id, s, expires)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func person() Subject {
	return Subject{ID: "acc1", Kind: Person, Person: "per1", Name: "王", Session: "ses1", Epoch: 3, IssuedAt: noon,
		Assignments: []Assignment{{ID: "as1", Role: CountyAdmin, Area: "431223", From: noon.AddDate(-1, 0, 0)}}}
}

func TestTokensCarryTheSubject(t *testing.T) {
	got, err := verify(sign(t, signer, "k1", person(), noon.Add(5*time.Minute)), shared, keysOf, at(noon.Add(time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(person())
	if have, _ := json.Marshal(got); string(have) != string(want) {
		t.Errorf("got %s, want %s", have, want)
	}
}

func TestServiceTokens(t *testing.T) {
	token, err := SignService(shared, "casework", noon)
	if err != nil {
		t.Fatal(err)
	}
	s, err := verify(token, shared, keysOf, at(noon.Add(30*time.Second)))
	if err != nil || s.Kind != Service || s.ID != "casework" {
		t.Errorf("got %+v, %v", s, err)
	}
	for name, tried := range map[string]struct {
		secret []byte
		now    time.Time
	}{
		"another secret": {[]byte("guessed"), noon},
		"no secret":      {nil, noon},
		"a minute later": {shared, noon.Add(66 * time.Second)},
	} {
		if _, err := verify(token, tried.secret, keysOf, at(tried.now)); !fault.Is(err, fault.KindUnauthenticated) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// forge makes a token with any claims, any header and any method.
func forge(t *testing.T, method jwt.SigningMethod, key any, header map[string]any, c claims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	for k, v := range header {
		token.Header[k] = v
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func goodClaims(kind SubjectKind, issuer string) claims {
	return claims{Kind: kind, RegisteredClaims: jwt.RegisteredClaims{Subject: "acc1", ID: "tok1", Issuer: issuer,
		IssuedAt: jwt.NewNumericDate(noon), ExpiresAt: jwt.NewNumericDate(noon.Add(time.Minute))}}
}

func TestForgedTokensAreRefused(t *testing.T) {
	k1 := map[string]any{"kid": "k1"}
	good := goodClaims(Person, issuer)
	endless, unsigned, nobody, early := good, good, good, good
	endless.ExpiresAt = nil
	nobody.Subject = ""
	early.IssuedAt = jwt.NewNumericDate(noon.Add(time.Minute))
	program := goodClaims(Program, issuer)
	program.ID = ""
	whole := sign(t, signer, "k1", person(), noon.Add(time.Minute))
	parts := strings.Split(whole, ".")
	for name, token := range map[string]string{
		"empty parts":                  "..",
		"no token":                     "hello",
		"another key":                  sign(t, another, "k1", person(), noon.Add(time.Minute)),
		"unknown key":                  sign(t, signer, "k2", person(), noon.Add(time.Minute)),
		"expired":                      sign(t, signer, "k1", person(), noon.Add(-6*time.Second)),
		"no end":                       forge(t, jwt.SigningMethodEdDSA, signer, k1, endless),
		"issued in the future":         forge(t, jwt.SigningMethodEdDSA, signer, k1, early),
		"nobody":                       forge(t, jwt.SigningMethodEdDSA, signer, k1, nobody),
		"key id is no text":            forge(t, jwt.SigningMethodEdDSA, signer, map[string]any{"kid": 1}, good),
		"no signature":                 forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, k1, unsigned),
		"public key as secret":         forge(t, jwt.SigningMethodHS256, []byte(public(signer)), k1, good),
		"a service signs for a person": forge(t, jwt.SigningMethodHS256, shared, k1, good),
		"a key signs for a service":    forge(t, jwt.SigningMethodEdDSA, signer, k1, goodClaims(Service, issuerService)),
		"a service without its issuer": forge(t, jwt.SigningMethodHS256, shared, nil, goodClaims(Service, issuer)),
		"a person of another issuer":   forge(t, jwt.SigningMethodEdDSA, signer, k1, goodClaims(Person, "elsewhere")),
		"the public":                   forge(t, jwt.SigningMethodEdDSA, signer, k1, goodClaims(Public, issuer)),
		"a program without its token":  forge(t, jwt.SigningMethodEdDSA, signer, k1, program),
		"HS512":                        forge(t, jwt.SigningMethodHS512, shared, nil, goodClaims(Service, issuerService)),
		"claims of another":            parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"acc2"}`)) + "." + parts[2],
		"cut":                          whole[:len(whole)-4],
	} {
		s, err := verify(token, shared, keysOf, at(noon))
		if !fault.Is(err, fault.KindUnauthenticated) || s.ID != "" {
			t.Errorf("%s: got %+v, %v", name, s, err)
		}
	}
}

// FuzzVerify looks for a token that is accepted although nobody signed it, and
// for bytes that break the decoder.
func FuzzVerify(f *testing.F) {
	signed, err := Sign(signer, "k1", person(), noon.Add(time.Hour))
	if err != nil {
		f.Fatal(err)
	}
	service, _ := SignService(shared, "casework", noon)
	for _, seed := range []string{"", "..", signed, service, signed[:20], strings.Replace(signed, ".", ".A", 1), "eyJhbGciOiJub25lIn0.e30."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		s, err := verify(token, shared, keysOf, at(noon))
		if err != nil {
			if s.ID != "" || len(s.Assignments) > 0 {
				t.Errorf("a refused token has a subject: %+v", s)
			}
			return
		}
		// Only what these tests signed can be accepted; base64 has one reading of it.
		if head := token[:strings.LastIndex(token, ".")]; head != signed[:strings.LastIndex(signed, ".")] && head != service[:strings.LastIndex(service, ".")] {
			t.Errorf("accepted %q as %+v", token, s)
		}
	})
}
