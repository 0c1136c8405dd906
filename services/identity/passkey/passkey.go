// Package passkey is the ceremonies of WebAuthn, as far as this system has them:
// discoverable credentials that verify their user, so that one of them is device
// and knowledge (or finger) at once.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Door knows the address under which people come: credentials are bound to it.
type Door struct{ lib *webauthn.WebAuthn }

// New is the door of a public address. It fails for one without a name: browsers
// bind no credential to a number.
func New(baseURL string) (*Door, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return nil, errors.Join(errors.New("passkey: no public address"), err)
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil, errors.New("passkey: the public address has no name")
	}
	lib, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "联络 Lianluo", RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, err
	}
	return &Door{lib: lib}, nil
}

// Owner is whose credentials they are; Known are theirs, as Add answered them.
type Owner struct {
	ID, Login, Name string
	Known           []json.RawMessage
}

// Ceremony is what the browser is asked with, and what is kept until it answers.
type Ceremony struct{ Options, Kept []byte }

// BeginAdding asks for a new credential, other than those known.
func (d *Door) BeginAdding(o Owner) (Ceremony, error) {
	u, err := userOf(o)
	if err != nil {
		return Ceremony{}, err
	}
	options, kept, err := d.lib.BeginRegistration(u,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementRequired),
		webauthn.WithExclusions(webauthn.Credentials(u.known).CredentialDescriptors()),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(options.Response, kept)
}

// Add takes the browser's answer: the credential and its id. It fails for
// anything that does not fit what was asked.
func (d *Door) Add(o Owner, kept, answer []byte) (id string, credential json.RawMessage, err error) {
	u, err := userOf(o)
	if err != nil {
		return "", nil, err
	}
	asked, err := sessionOf(kept)
	if err != nil {
		return "", nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return "", nil, err
	}
	made, err := d.lib.CreateCredential(u, asked, parsed)
	if err != nil {
		return "", nil, err
	}
	credential, err = json.Marshal(made)
	return encoded(made.ID), credential, err
}

// BeginEntering asks for any credential of this door.
func (d *Door) BeginEntering() (Ceremony, error) {
	options, kept, err := d.lib.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(options.Response, kept)
}

// Enter takes the browser's answer: the credential that proved itself, as it is
// to be kept from now on. find gives the owner of a credential's id; copied is
// true where its counter went back, as a copy's would.
func (d *Door) Enter(kept, answer []byte, find func(id string) (Owner, error)) (id string, credential json.RawMessage, copied bool, err error) {
	asked, err := sessionOf(kept)
	if err != nil {
		return "", nil, false, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", nil, false, err
	}
	_, made, err := d.lib.ValidatePasskeyLogin(func(raw, _ []byte) (webauthn.User, error) {
		o, err := find(encoded(raw))
		if err != nil {
			return nil, err
		}
		return userOf(o)
	}, asked, parsed)
	if err != nil {
		return "", nil, false, err
	}
	credential, err = json.Marshal(made)
	return encoded(made.ID), credential, made.Authenticator.CloneWarning, err
}

func encoded(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func ceremony(options any, kept *webauthn.SessionData) (Ceremony, error) {
	asked, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, err
	}
	session, err := json.Marshal(kept)
	return Ceremony{Options: asked, Kept: session}, err
}

func sessionOf(kept []byte) (webauthn.SessionData, error) {
	var s webauthn.SessionData
	err := json.Unmarshal(kept, &s)
	return s, err
}

// user is an owner as the library wants one.
type user struct {
	Owner
	known []webauthn.Credential
}

func userOf(o Owner) (user, error) {
	u := user{Owner: o}
	for _, raw := range o.Known {
		var c webauthn.Credential
		if err := json.Unmarshal(raw, &c); err != nil {
			return u, err
		}
		u.known = append(u.known, c)
	}
	return u, nil
}

// The methods that the library asks for.
func (u user) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u user) WebAuthnName() string                       { return u.Login }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.known }
