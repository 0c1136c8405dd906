package world

import (
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/operations"
	"lianluo/services/platform/platformtest"
)

// Program is a token of an account for a program that may do the action, known
// to every service.
func (w *World) Program(owner, action string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := owner + " " + action
	if w.programs[key] == "" {
		made, err := w.token(owner, action)
		if err != nil {
			w.t.Errorf("a token of %s for %s: %v", owner, action, err)
			return ""
		}
		platformtest.Eventually(w.t, "a new token is known everywhere", func() bool { return w.known(made.Secret) })
		w.programs[key] = made.Secret
	}
	return w.programs[key]
}

func (w *World) token(owner, action string) (identity.CreatedToken, error) {
	return rpc.Call(w.t.Context(), w.Host(), identity.HostToken, identity.HostTokenRequest{
		Login: owner, Name: action, Actions: []string{action}, Expires: time.Now().AddDate(0, 1, 0)})
}

// MayMakeToken reports whether the account gets a token for the action.
func (w *World) MayMakeToken(owner, action string) bool {
	_, err := w.token(owner, action)
	if err != nil && !fault.HasCode(err, "denied") {
		w.t.Errorf("a token of %s for %s: %v", owner, action, err)
	}
	return err == nil
}

// known reports whether no service refuses the token as such: each is asked for
// its journal, which it shows to no program.
func (w *World) known(token string) bool {
	return !slices.ContainsFunc(operations.All(), func(o rpc.Any) bool {
		op := o.Declared()
		if !strings.HasSuffix(op.Name, ".ReadJournal") {
			return false
		}
		req, _ := Request(op, w.Town)
		_, err := w.With(token).Do(w.t.Context(), op, req)
		return fault.Is(err, fault.KindUnauthenticated)
	})
}

// Holds reports whether the account may do the action anywhere.
func (w *World) Holds(name, action string) bool {
	me, err := rpc.Call(w.t.Context(), w.Client(name), identity.Me, rpc.None{})
	return err == nil && slices.Contains(me.Actions, action)
}
