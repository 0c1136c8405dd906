package authz

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"slices"

	"lianluo/pkg/area"
	"lianluo/pkg/audit"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Authenticate verifies a token and returns its subject; "" is the public. It
// fails with unauthenticated for anything forged, expired or revoked.
func (k *Keeper) Authenticate(ctx context.Context, token string) (Subject, error) {
	if token == "" {
		return Subject{ID: "public", Kind: Public}, nil
	}
	s, err := k.verify(token)
	if err != nil {
		if unready := k.Ready(ctx); unready != nil {
			return Subject{}, unready // the token may be good: its key is not known yet
		}
		return Subject{}, err
	}
	return k.standing(s)
}

// Still is what a subject that was verified earlier may stand for now, whether or
// not it is still signed in. It fails with unauthenticated where its account,
// token, client or grant ended or lost a right since.
func (k *Keeper) Still(s Subject) (Subject, error) {
	s.Session = ""
	return k.standing(s)
}

func (k *Keeper) standing(s Subject) (Subject, error) {
	switch {
	case s.Client != "":
		return k.client(s)
	case s.Kind == Person:
		return k.person(s)
	case s.Kind == Program:
		return k.program(s)
	}
	return s, nil
}

// client refuses the token of a client that has ended, or of what it was granted
// and was taken back; else what holds for the person in whose name it acts.
func (k *Keeper) client(s Subject) (Subject, error) {
	for _, id := range []string{"client/" + s.Client, "grant/" + s.Grant} {
		if f, ok := k.fact(id); ok && f.Ended {
			return Subject{}, errToken
		}
	}
	return k.person(s)
}

func (k *Keeper) publicKey(id string) (ed25519.PublicKey, bool) {
	f, ok := k.fact("key/" + id)
	return f.Public, ok && len(f.Public) == ed25519.PublicKeySize
}

// person refuses what was signed before the account's last revocation, or for a
// session that has ended.
func (k *Keeper) person(s Subject) (Subject, error) {
	if f, ok := k.fact("account/" + s.ID); ok && s.Epoch < f.Epoch {
		return Subject{}, errToken
	}
	if f, ok := k.fact("session/" + s.Session); ok && f.Ended {
		return Subject{}, errToken
	}
	return s, nil
}

// program looks up what a program's token may do now.
func (k *Keeper) program(s Subject) (Subject, error) {
	f, ok := k.fact("token/" + s.Token)
	if !ok || f.Ended || f.Token == nil || f.Token.ID != s.ID {
		return Subject{}, errToken
	}
	s.Assignments, s.Actions, s.Name, s.Person = k.inherited(f.Token.Assignments), f.Token.Actions, f.Token.Name, f.Token.Person
	return s, nil
}

// inherited has whoever held a role in a division hold it in its heir.
func (k *Keeper) inherited(all []Assignment) []Assignment {
	if k.tree == nil {
		return all
	}
	for i, a := range all {
		if heir := string(k.tree.Heir(area.Code(a.Area))); heir != a.Area {
			all = slices.Clone(all)
			all[i].Area = heir
		}
	}
	return all
}

// Authorize decides an action for a subject, see Decider.Authorize. It fails
// with unavailable while no policy is known.
func (k *Keeper) Authorize(_ context.Context, s Subject, action string) (store.Scope, error) {
	d := k.decider.Load()
	if d == nil {
		return store.Scope{}, fault.Unavailable(errNoPolicy)
	}
	return d.Authorize(s, action, k.db.Clock().Now())
}

// Refused journals a refusal durably, so that it reaches the audit chain.
func (k *Keeper) Refused(ctx context.Context, s Subject, operation string, refusal error) {
	e := fault.Of(refusal)
	ctx = event.WithCause(store.System(ctx), event.Cause{
		Actor: cmp.Or(s.ID, "public"), Operation: operation, Trace: event.CauseOf(ctx).Trace,
	})
	refused := audit.RefusedBy(k.service).New(audit.Refused{Operation: operation, Kind: string(e.Kind), Code: e.Code})
	_ = k.db.Append(ctx, "refusal", k.db.NewID(), refused) // a full disk must not turn a refusal into an answer
}
