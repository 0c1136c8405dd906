package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Passkey is a credential of WebAuthn: a phone, a computer or a security key that
// proves its owner by finger, face or PIN.
type Passkey struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Added    time.Time `json:"added"`
	LastUsed time.Time `json:"lastUsed,omitzero"`
}

// Ceremony is what a browser is asked with; it lasts five minutes and is answered
// once.
type Ceremony struct {
	ID      string `json:"id"`
	Options string `json:"options" doc:"JSON for navigator.credentials, bytes as base64url"`
}

// BeginPasskey asks the caller's browser for a new passkey. It fails with invalid
// for a wrong password, which counts as a failed sign-in, and with
// failed_precondition where the public address has no name.
var BeginPasskey = rpc.Post[PasswordRequest, Ceremony]("identity.BeginPasskey", "/api/identity/v1/me/passkeys/ceremony", rpc.SignedIn())

// AddPasskey takes the browser's answer. The first second factor of an account
// answers recovery codes, shown once.
var AddPasskey = rpc.Post[AddPasskeyRequest, AddedPasskey]("identity.AddPasskey", "/api/identity/v1/me/passkeys", rpc.SignedIn())

// AddPasskeyRequest carries the answer and the owner's name for it.
type AddPasskeyRequest struct {
	Ceremony   string `json:"ceremony" validate:"required,max=60"`
	Name       string `json:"name" validate:"required,max=40"`
	Credential string `json:"credential" validate:"required,max=20000" doc:"JSON of the PublicKeyCredential, bytes as base64url"`
}

// AddedPasskey is the passkey, and recovery codes where there were none.
type AddedPasskey struct {
	Passkey Passkey  `json:"passkey"`
	Codes   []string `json:"codes,omitempty"`
}

// RenamePasskey names one of the caller's passkeys anew.
var RenamePasskey = rpc.Put[RenamePasskeyRequest, Passkey]("identity.RenamePasskey", "/api/identity/v1/me/passkeys/{id}", rpc.SignedIn())

// RenamePasskeyRequest carries the name.
type RenamePasskeyRequest struct {
	ID   string `path:"id" validate:"required,max=400"`
	Name string `json:"name" validate:"required,max=40"`
}

// RemovePasskey ends one of the caller's passkeys. It fails with
// failed_precondition when the caller's roles need a second factor and there is
// no other.
var RemovePasskey = rpc.Post[RemovePasskeyRequest, Factors]("identity.RemovePasskey", "/api/identity/v1/me/passkeys/{id}/removal", rpc.SignedIn())

// RemovePasskeyRequest carries the caller's password.
type RemovePasskeyRequest struct {
	ID       string `path:"id" validate:"required,max=400"`
	Password string `json:"password" validate:"required,max=200"`
}

// BeginPasskeySignIn asks a browser for any passkey of this system.
var BeginPasskeySignIn = rpc.Post[rpc.None, Ceremony]("identity.BeginPasskeySignIn", "/api/identity/v1/sessions/passkey/ceremony", rpc.Public())

// PasskeySignIn opens a session: a passkey that verified its user is both factors.
// With a Step it takes that step, which must be of the same account. It fails with
// unauthenticated for whatever does not fit, with one sentence for all.
var PasskeySignIn = rpc.Post[PasskeySignInRequest, Session]("identity.PasskeySignIn", "/api/identity/v1/sessions/passkey", rpc.Public())

// PasskeySignInRequest carries the browser's answer.
type PasskeySignInRequest struct {
	Ceremony   string `json:"ceremony" validate:"required,max=60"`
	Credential string `json:"credential" validate:"required,max=20000" doc:"JSON of the PublicKeyCredential, bytes as base64url"`
	Step       string `json:"step,omitempty" validate:"max=200" doc:"of a sign-in that waits for its second factor"`
	Device     string `json:"device" validate:"max=200"`
}
