package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// SignInStep is what is still missing after the password before a session opens.
type SignInStep string

// The steps: the second factor is to be proved, or one has to be set up first.
const (
	StepProve SignInStep = "prove"
	StepEnrol SignInStep = "enrol"
)

// ProveFactor takes the step StepProve of a sign-in with a code of the
// authenticator app or a recovery code, and opens the session. No code is taken
// twice. It fails with unauthenticated for a wrong code (which counts towards the
// lock) and for a step that is over.
var ProveFactor = rpc.Post[ProveRequest, Session]("identity.ProveFactor", "/api/identity/v1/sessions/factor", rpc.Public())

// ProveRequest carries the step's secret, as SignIn answered it, and the code.
type ProveRequest struct {
	Step string `json:"step" validate:"required,max=200"`
	Code string `json:"code" validate:"required,max=40" doc:"six digits, or a recovery code"`
}

// EnrolTOTP begins the step StepEnrol of a sign-in: it proposes a key for an
// authenticator app. It fails with unauthenticated for a step that is over.
var EnrolTOTP = rpc.Post[StepRequest, TOTPKey]("identity.EnrolTOTP", "/api/identity/v1/sessions/totp", rpc.Public())

// StepRequest carries a step's secret.
type StepRequest struct {
	Step string `json:"step" validate:"required,max=200"`
}

// TOTPKey is a proposed key; it counts once a code of it was confirmed.
type TOTPKey struct {
	Key string `json:"key" doc:"base32, to be typed into the app"`
	URI string `json:"uri" doc:"otpauth address, for the QR code"`
}

// ConfirmEnrolment ends the step StepEnrol with a first code and opens the
// session. It fails with invalid for a code that does not fit the proposed key.
var ConfirmEnrolment = rpc.Post[ProveRequest, Enrolled]("identity.ConfirmEnrolment", "/api/identity/v1/sessions/totp/confirmation", rpc.Public())

// Enrolled is the open session and the recovery codes, shown once.
type Enrolled struct {
	Session Session  `json:"session"`
	Codes   []string `json:"codes"`
}

// GetFactors tells the caller's own second factors.
var GetFactors = rpc.Get[rpc.None, Factors]("identity.GetFactors", "/api/identity/v1/me/factors", rpc.SignedIn())

// Factors are what an account proves itself with besides its password.
type Factors struct {
	Required bool      `json:"required" doc:"the roles held need a second factor"`
	Exempt   bool      `json:"exempt" doc:"of a demonstration: none is asked for"`
	TOTP     time.Time `json:"totp,omitzero" doc:"since when an authenticator app is set up"`
	Recovery int       `json:"recovery" doc:"recovery codes that are left"`
	Passkeys []Passkey `json:"passkeys" doc:"oldest first"`
	Bound    bool      `json:"bound" doc:"the public address has a name, which passkeys need"`
}

// SetUpTOTP proposes a key for an authenticator app to the caller; the one before
// works until ConfirmTOTP. It fails with invalid for a wrong password, which
// counts as a failed sign-in.
var SetUpTOTP = rpc.Post[PasswordRequest, TOTPKey]("identity.SetUpTOTP", "/api/identity/v1/me/factors/totp", rpc.SignedIn())

// PasswordRequest carries the caller's password: an open session alone may have
// been left on somebody else's desk.
type PasswordRequest struct {
	Password string `json:"password" validate:"required,max=200"`
}

// ConfirmTOTP takes the proposed key with a first code, ends the caller's other
// sessions and answers new recovery codes.
var ConfirmTOTP = rpc.Post[CodeRequest, RecoveryCodes]("identity.ConfirmTOTP", "/api/identity/v1/me/factors/totp/confirmation", rpc.SignedIn())

// CodeRequest carries a code of the authenticator app.
type CodeRequest struct {
	Code string `json:"code" validate:"required,max=40"`
}

// RecoveryCodes are shown once; each works once in place of the app.
type RecoveryCodes struct {
	Codes []string `json:"codes"`
}

// RemoveTOTP ends the caller's authenticator app. It fails with
// failed_precondition when the caller's roles need a second factor and there is
// no other.
var RemoveTOTP = rpc.Post[PasswordRequest, Factors]("identity.RemoveTOTP", "/api/identity/v1/me/factors/totp/removal", rpc.SignedIn())

// RenewRecoveryCodes replaces the caller's recovery codes.
var RenewRecoveryCodes = rpc.Post[PasswordRequest, RecoveryCodes]("identity.RenewRecoveryCodes", "/api/identity/v1/me/factors/recovery", rpc.SignedIn())

// ResetFactors takes all second factors from an account whose owner lost them,
// and ends its sessions. Who resets passwords cannot do this, and the other way
// round: nobody alone can sign in as somebody else. It fails with denied for
// oneself.
var ResetFactors = rpc.Post[Reasoned, Account]("identity.ResetFactors", "/api/identity/v1/accounts/{id}/factors/reset", rpc.Needs("factor.reset"))

// HostFactors is ResetFactors for the machine's owner, who also may exempt an
// account from second factors: those of a demonstration.
var HostFactors = rpc.Post[HostFactorsRequest, Account]("identity.HostFactors", "/api/identity/v1/host/factors", rpc.Internal())

// HostFactorsRequest names the account.
type HostFactorsRequest struct {
	Login  string `json:"login" validate:"required,max=40"`
	Exempt bool   `json:"exempt"`
	Reason string `json:"reason" validate:"required,max=500"`
}
