package account

import (
	"encoding/json"
	"net/http"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// question is what the page's script asks the device with, or why not.
type question struct {
	identity.Ceremony
	Problem string `json:"problem,omitempty"`
}

// pose answers the page's script; a fault is answered in words.
func pose(w http.ResponseWriter, r *http.Request, made identity.Ceremony, err error) error {
	q := question{Ceremony: made}
	if err != nil {
		e := fault.Of(err)
		q.Problem = e.Text.In(string(ui.PrefsOf(r.Context()).Lang))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(q)
}

func (s pages) askPasskey(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, identity.BeginPasskeySignIn, rpc.None{})
	return pose(w, r, made, err)
}

// enterByPasskey signs in, or takes the step of a sign-in that waits.
func (s pages) enterByPasskey(w http.ResponseWriter, r *http.Request) error {
	step := session.StepOf(r)
	if next := ui.Local(r.FormValue("next"), ""); next != "" {
		step = session.Step{Next: next}
	}
	req := identity.PasskeySignInRequest{Ceremony: session.Value(r, "ceremony"), Credential: r.PostFormValue("credential"), Device: device(r)}
	if session.Value(r, "step") != "" {
		req.Step = step.Secret
	}
	opened, err := session.Call(r.Context(), s.Portal, identity.PasskeySignIn, req)
	if err != nil {
		return s.notEntered(w, r, err, "")
	}
	return s.Enter(w, r, opened, step.Next)
}

func (s pages) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, identity.BeginPasskey, password(r))
	return pose(w, r, made, err)
}

func (s pages) addPasskey(w http.ResponseWriter, r *http.Request) error {
	req := identity.AddPasskeyRequest{Ceremony: session.Value(r, "ceremony"), Name: session.Value(r, "name"), Credential: r.PostFormValue("credential")}
	made, err := session.Call(r.Context(), s.Portal, identity.AddPasskey, req)
	if err != nil {
		return s.showFactors(w, r, factorView{form: "passkey"}, err)
	}
	if len(made.Codes) > 0 {
		return s.showFactors(w, r, factorView{codes: made.Codes}, nil)
	}
	return s.Go(w, r, "/me/factors", ui.Done(r.Context(), "account.passkey.added"))
}

func (s pages) renamePasskey(w http.ResponseWriter, r *http.Request) error {
	req := identity.RenamePasskeyRequest{ID: r.PathValue("id"), Name: session.Value(r, "name")}
	if _, err := session.Call(r.Context(), s.Portal, identity.RenamePasskey, req); err != nil {
		return s.showFactors(w, r, factorView{form: "rename-" + req.ID}, err)
	}
	return s.Go(w, r, "/me/factors", ui.Done(r.Context(), "account.saved"))
}

func (s pages) removePasskey(w http.ResponseWriter, r *http.Request) error {
	req := identity.RemovePasskeyRequest{ID: r.PathValue("id"), Password: r.PostFormValue("password")}
	if _, err := session.Call(r.Context(), s.Portal, identity.RemovePasskey, req); err != nil {
		return s.showFactors(w, r, factorView{form: "remove-" + req.ID}, err)
	}
	return s.Go(w, r, "/me/factors", ui.Done(r.Context(), "account.passkey.removed"))
}
