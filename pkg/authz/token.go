package authz

import (
	"crypto/ed25519"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"lianluo/pkg/fault"
)

// claims is what a token carries. A program's long-lived token carries only its
// id: what it may do is looked up, so that it never exceeds what its owner holds
// now. A client's (OAuth) lives minutes and carries all, like a person's.
type claims struct {
	jwt.RegisteredClaims
	Kind        SubjectKind  `json:"knd"`
	Person      string       `json:"per,omitempty"`
	Name        string       `json:"nam,omitempty"`
	Session     string       `json:"sid,omitempty"`
	Epoch       int64        `json:"epo,omitempty"`
	Assignments []Assignment `json:"asg,omitempty"`
	Client      string       `json:"cli,omitempty"`
	Grant       string       `json:"gnt,omitempty"`
	Actions     []string     `json:"act,omitempty"`
}

// Who signed, and with what: people and programs get tokens of identity's keys,
// services of the secret that they share.
const (
	issuer        = "lianluo"
	issuerService = "lianluo-service"
	// leeway is how far the clocks of two machines may be apart.
	leeway = 5 * time.Second
)

// Sign makes an access token for a person or a program with a key of identity.
func Sign(key ed25519.PrivateKey, keyID string, s Subject, expires time.Time) (string, error) {
	c := claims{Kind: s.Kind, Person: s.Person, Name: s.Name, Session: s.Session, Epoch: s.Epoch, Assignments: s.Assignments,
		Client: s.Client, Grant: s.Grant, Actions: s.Actions,
		RegisteredClaims: jwt.RegisteredClaims{Subject: s.ID, ID: s.Token, Issuer: issuer,
			IssuedAt: jwt.NewNumericDate(s.IssuedAt), ExpiresAt: jwt.NewNumericDate(expires)}}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	t.Header["kid"] = keyID
	return t.SignedString(key)
}

// SignService makes a token for one of this system's own services, with the
// secret they share; it lives for a minute.
func SignService(secret []byte, service string, now time.Time) (string, error) {
	c := claims{Kind: Service, RegisteredClaims: jwt.RegisteredClaims{Subject: service, Issuer: issuerService,
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Minute))}}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(secret)
}

var errToken = fault.Unauthenticated("token", "登录已失效，请重新登录，已填写的内容不会丢失。",
	"Your sign-in has ended. Sign in again; nothing you entered is lost.")

// verify checks signature, times and issuer.
func verify(token string, secret []byte, keys keyring, now func() time.Time) (Subject, error) {
	c, _, err := parse(token, secret, keys, now)
	if err != nil {
		return Subject{}, err
	}
	return c.asSubject(), nil
}

// keyring finds identity's public keys by id.
type keyring func(id string) (ed25519.PublicKey, bool)

func parse(token string, secret []byte, keys keyring, now func() time.Time) (*claims, *jwt.Token, error) {
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
	}, jwt.WithValidMethods([]string{"EdDSA", "HS256"}), jwt.WithTimeFunc(now), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway))
	if err != nil {
		return nil, nil, errToken.Because(err)
	}
	if !c.fits(parsed.Method) {
		return nil, nil, errToken.Because(errors.New("kind, issuer and algorithm do not fit"))
	}
	return &c, parsed, nil
}

// fits keeps what one kind of key may say from being said with another.
func (c *claims) fits(method jwt.SigningMethod) bool {
	if c.Subject == "" {
		return false
	}
	switch c.Kind {
	case Service:
		return method == jwt.SigningMethodHS256 && c.Issuer == issuerService
	case Person:
		return method == jwt.SigningMethodEdDSA && c.Issuer == issuer && c.Client == ""
	case Program:
		return method == jwt.SigningMethodEdDSA && c.Issuer == issuer && c.ID != "" && (c.Client == "") == (c.Grant == "")
	}
	return false
}

func (c *claims) asSubject() Subject {
	s := Subject{ID: c.Subject, Kind: c.Kind, Person: c.Person, Name: c.Name, Session: c.Session, Token: c.ID,
		Epoch: c.Epoch, Assignments: c.Assignments, Client: c.Client, Grant: c.Grant, Actions: c.Actions}
	if c.IssuedAt != nil {
		s.IssuedAt = c.IssuedAt.UTC()
	}
	return s
}
