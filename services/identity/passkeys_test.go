package identity

import (
	"testing"

	"github.com/descope/virtualwebauthn"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const publicAddress = "https://lianluo.example"

// device is somebody's phone or computer with its passkeys.
type device struct {
	w    *world
	rp   virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
}

func (w *world) device(owner string) *device {
	d := &device{w: w, rp: virtualwebauthn.RelyingParty{Name: "联络 Lianluo", ID: "lianluo.example", Origin: publicAddress}, auth: virtualwebauthn.NewAuthenticator()}
	d.auth.Options.UserHandle = []byte(owner)
	return d
}

func passkeyWorld(t *testing.T) *world {
	return newWorld(t, func(s *Settings) { s.SecondFactor, s.BaseURL = FactorAdmins, publicAddress })
}

// add adds a passkey of the device to the user's account.
func (d *device) add(u *user, name string) identity.AddedPasskey {
	d.w.t.Helper()
	asked := do(d.w, u.client(), identity.BeginPasskey, identity.PasswordRequest{Password: goodPassword})
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + asked.Options + `}`)
	d.w.ok(err)
	credential := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	answer := virtualwebauthn.CreateAttestationResponse(d.rp, d.auth, credential, *options)
	made := do(d.w, u.client(), identity.AddPasskey, identity.AddPasskeyRequest{Ceremony: asked.ID, Name: name, Credential: answer})
	d.auth.AddCredential(credential)
	return made
}

// answer is the device's to a new question.
func (d *device) answer() identity.PasskeySignInRequest {
	d.w.t.Helper()
	asked := do(d.w, d.w.client(""), identity.BeginPasskeySignIn, rpc.None{})
	options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + asked.Options + `}`)
	d.w.ok(err)
	credential := &d.auth.Credentials[0]
	credential.Counter++
	return identity.PasskeySignInRequest{Ceremony: asked.ID, Credential: virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, *credential, *options), Device: "phone"}
}

func TestAPasskeyOpensASessionByItself(t *testing.T) {
	w := passkeyWorld(t)
	u, _, _ := w.admin("county")
	d := w.device(u.id)
	if made := d.add(u, "我的手机"); made.Passkey.Name != "我的手机" || len(made.Codes) != 0 {
		t.Errorf("got %+v", made)
	}
	req := d.answer()
	s := do(w, w.client(""), identity.PasskeySignIn, req)
	if got := do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: s.Secret}); got.Account.ID != u.id || s.Step != "" {
		t.Errorf("got %+v", got)
	}
	refuses(w, w.client(""), identity.PasskeySignIn, req, "passkey.ceremony")
	if f := do(w, u.client(), identity.GetFactors, rpc.None{}); len(f.Passkeys) != 1 || f.Passkeys[0].LastUsed.IsZero() || !f.Bound {
		t.Errorf("got %+v", f)
	}
	if in := told(w, identity.SignedIn); in[len(in)-1].Factor != "passkey" {
		t.Errorf("told %+v", in[len(in)-1])
	}
}

func TestAPasskeyTakesTheStepOfItsOwnAccountOnly(t *testing.T) {
	w := passkeyWorld(t)
	u, _, _ := w.admin("county")
	other := w.user("supervisor", "", role(authz.Supervisor, county))
	d, theirs := w.device(u.id), w.device(other.id)
	d.add(u, "mine")
	if made := theirs.add(other, "theirs"); len(made.Codes) != recoveryCodes {
		t.Errorf("the first factor of an account gives %d codes", len(made.Codes))
	}
	waits, err := w.signIn("county", goodPassword)
	w.ok(err)
	req := theirs.answer()
	req.Step = waits.Secret
	refuses(w, w.client(""), identity.PasskeySignIn, req, "signin.passkey")
	req = d.answer()
	req.Step = waits.Secret
	do(w, w.client(""), identity.PasskeySignIn, req)
	req = d.answer()
	req.Step = waits.Secret
	refuses(w, w.client(""), identity.PasskeySignIn, req, "signin.step")
}

func TestWhatDoesNotFitOpensNothing(t *testing.T) {
	w := passkeyWorld(t)
	u, _, _ := w.admin("county")
	d := w.device(u.id)
	d.add(u, "mine")
	for name, spoil := range map[string]func(d *device){
		"another site":    func(d *device) { d.rp.Origin = "https://evil.example" },
		"another name":    func(d *device) { d.rp.ID = "evil.example" },
		"nobody verified": func(d *device) { d.auth.Options.UserNotVerified = true },
		"somebody else":   func(d *device) { d.auth.Options.UserHandle = []byte("somebody") },
		"unknown": func(d *device) {
			d.auth.Credentials = []virtualwebauthn.Credential{virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)}
		},
		"a copy": func(d *device) { d.auth.Credentials[0].Counter = 0 },
	} {
		bad := w.device(u.id)
		bad.auth.Credentials = append(bad.auth.Credentials, d.auth.Credentials[0])
		if name == "a copy" {
			do(w, w.client(""), identity.PasskeySignIn, d.answer())
			do(w, w.client(""), identity.PasskeySignIn, d.answer())
		}
		spoil(bad)
		if _, err := rpc.Call(t.Context(), w.client(""), identity.PasskeySignIn, bad.answer()); !fault.HasCode(err, "signin.passkey") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, text := range []string{"{}", "[", `{"id":"x","rawId":"x","type":"public-key","response":{}}`} {
		asked := do(w, w.client(""), identity.BeginPasskeySignIn, rpc.None{})
		refuses(w, w.client(""), identity.PasskeySignIn, identity.PasskeySignInRequest{Ceremony: asked.ID, Credential: text}, "signin.passkey")
	}
	refuses(w, w.client(""), identity.PasskeySignIn, identity.PasskeySignInRequest{Ceremony: "none", Credential: "{}"}, "passkey.ceremony")
	late := d.answer()
	w.clock.Advance(ceremonyLife)
	refuses(w, w.client(""), identity.PasskeySignIn, late, "passkey.ceremony")
	w.ok(w.svc.sweep(w.system()))
}

func TestPasskeysAreAddedByTheirOwnerWithThePassword(t *testing.T) {
	w := passkeyWorld(t)
	u, _, _ := w.admin("county")
	refuses(w, u.client(), identity.BeginPasskey, identity.PasswordRequest{Password: "wrong"}, "factor.password")
	asked := do(w, u.client(), identity.BeginPasskey, identity.PasswordRequest{Password: goodPassword})
	other := w.user("supervisor", "", role(authz.Supervisor, county))
	for _, text := range []string{"{}", "[", `{"id":1}`} {
		refuses(w, other.client(), identity.AddPasskey, identity.AddPasskeyRequest{Ceremony: asked.ID, Name: "n", Credential: text}, "passkey.ceremony")
	}
	refuses(w, u.client(), identity.AddPasskey, identity.AddPasskeyRequest{Ceremony: asked.ID, Name: "n", Credential: "{}"}, "passkey.answer")
}

func TestPasskeysAreNamedAndRemoved(t *testing.T) {
	w := passkeyWorld(t)
	u := w.user("supervisor", "", role(authz.Supervisor, county))
	other, _, _ := w.admin("county")
	d := w.device(u.id)
	made := d.add(u, "手机")
	refuses(w, other.client(), identity.RenamePasskey, identity.RenamePasskeyRequest{ID: made.Passkey.ID, Name: "x"}, "passkey.not_found")
	refuses(w, other.client(), identity.RemovePasskey, identity.RemovePasskeyRequest{ID: made.Passkey.ID, Password: goodPassword}, "passkey.not_found")
	if got := do(w, u.client(), identity.RenamePasskey, identity.RenamePasskeyRequest{ID: made.Passkey.ID, Name: "新手机"}); got.Name != "新手机" {
		t.Errorf("got %+v", got)
	}
	if s, err := w.signIn("supervisor", goodPassword); err != nil || s.Step != identity.StepProve {
		t.Errorf("got %+v, %v", s, err)
	}
	refuses(w, u.client(), identity.RemovePasskey, identity.RemovePasskeyRequest{ID: made.Passkey.ID, Password: "wrong"}, "factor.password")
	if f := do(w, u.client(), identity.RemovePasskey, identity.RemovePasskeyRequest{ID: made.Passkey.ID, Password: goodPassword}); len(f.Passkeys) != 0 || f.Recovery != 0 {
		t.Errorf("left %+v", f)
	}
	refuses(w, w.client(""), identity.PasskeySignIn, d.answer(), "signin.passkey")
}

func TestTheLastNeededFactorIsNotRemovedAndAResetTakesPasskeys(t *testing.T) {
	w := passkeyWorld(t)
	u, _, _ := w.admin("county")
	d := w.device(u.id)
	made := d.add(u, "手机")
	do(w, u.client(), identity.RemoveTOTP, identity.PasswordRequest{Password: goodPassword})
	refuses(w, u.client(), identity.RemovePasskey, identity.RemovePasskeyRequest{ID: made.Passkey.ID, Password: goodPassword}, "factor.needed")
	do(w, w.client(""), identity.PasskeySignIn, d.answer())
	do(w, w.host(), identity.HostFactors, identity.HostFactorsRequest{Login: "county", Reason: "丢失"})
	refuses(w, w.client(""), identity.PasskeySignIn, d.answer(), "signin.passkey")
}

func TestWithoutANameThereAreNoPasskeys(t *testing.T) {
	w := newWorld(t, func(s *Settings) { s.BaseURL = "http://127.0.0.1:8080" })
	u := w.user("supervisor", "", role(authz.Supervisor, county))
	refuses(w, u.client(), identity.BeginPasskey, identity.PasswordRequest{Password: goodPassword}, "passkey.address")
	refuses(w, w.client(""), identity.BeginPasskeySignIn, rpc.None{}, "passkey.address")
	if f := do(w, u.client(), identity.GetFactors, rpc.None{}); f.Bound {
		t.Errorf("got %+v", f)
	}
}
