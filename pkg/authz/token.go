package authz

import (
	"crypto/ed25519"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lianluo/pkg/fault"
)

// claims is what a token carries. A program's token carries only its id: what
// it may do is looked up, so that it never exceeds what its owner holds now.
type claims struct {
	jwt.RegisteredClaims
	Kind        SubjectKind  `json:"knd"`
	Person      string       `json:"per,omitempty"`
	Name        string       `json:"nam,omitempty"`
	Session     string       `json:"sid,omitempty"`
	Assignments []Assignment `json:"asg,omitempty"`
	// Issued is "iat" in milliseconds: revocation must tell tokens of one second apart.
	Issued int64 `json:"ims"`
}

// Sign makes an access token for a subject with a key of identity.
func Sign(key ed25519.PrivateKey, keyID string, s Subject, expires time.Time) (string, error) {
	c := claims{Issued: s.IssuedAt.UnixMilli(), Kind: s.Kind, Person: s.Person, Name: s.Name, Session: s.Session, Assignments: s.Assignments,
		RegisteredClaims: jwt.RegisteredClaims{Subject: s.ID, ID: s.Token, Issuer: "lianluo",
			IssuedAt: jwt.NewNumericDate(s.IssuedAt), ExpiresAt: jwt.NewNumericDate(expires)}}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	t.Header["kid"] = keyID
	return t.SignedString(key)
}

// SignService makes a token for one of this system's own services, with the
// secret they share; it lives for a minute.
func SignService(secret []byte, service string, now time.Time) (string, error) {
	c := claims{Kind: Service, RegisteredClaims: jwt.RegisteredClaims{Subject: service, Issuer: "lianluo-service",
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Minute))}}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(secret)
}

var errToken = fault.Unauthenticated("token", "登录已失效，请重新登录，已填写的内容不会丢失。",
	"Your sign-in has ended. Sign in again; nothing you entered is lost.")

// verify checks signature, times and issuer. keys finds a public key by id.
func verify(token string, secret []byte, keys func(id string) (ed25519.PublicKey, bool), now func() time.Time) (Subject, error) {
	var c claims
	parsed, err := jwt.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		switch t.Method {
		case jwt.SigningMethodHS256:
			if len(secret) == 0 {
				return nil, errors.New("no service secret")
			}
			return secret, nil
		case jwt.SigningMethodEdDSA:
			id, _ := t.Header["kid"].(string)
			if key, ok := keys(id); ok {
				return key, nil
			}
		}
		return nil, errors.New("unknown key or algorithm")
	}, jwt.WithValidMethods([]string{"EdDSA", "HS256"}), jwt.WithTimeFunc(now), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(5*time.Second))
	if err != nil {
		return Subject{}, errToken.Because(err)
	}
	isService := parsed.Method == jwt.SigningMethodHS256
	if isService != (c.Kind == Service) || isService != (c.Issuer == "lianluo-service") {
		return Subject{}, errToken.Because(errors.New("kind, issuer and algorithm do not fit"))
	}
	return Subject{ID: c.Subject, Kind: c.Kind, Person: c.Person, Name: c.Name, Session: c.Session, Token: c.ID,
		IssuedAt: time.UnixMilli(c.Issued).UTC(), Assignments: c.Assignments}, nil
}
