package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// signIn asks for login and password; who is signed in already goes home.
func (s pages) signIn(w http.ResponseWriter, r *http.Request) error {
	next := ui.Local(r.FormValue("next"), "")
	if u := session.UserOf(r.Context()); u != nil {
		return s.Go(w, r, session.OrHome(next, u))
	}
	return session.Render(w, r, signInPage(signInForm{next: next, issuers: s.issuers(r.Context())}))
}

func (s pages) doSignIn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f := signInForm{login: session.Value(r, "login"), next: ui.Local(r.FormValue("next"), "")}
	opened, err := session.Call(ctx, s.Portal, identity.SignIn,
		identity.SignInRequest{Login: f.login, Password: r.PostFormValue("password"), Device: device(r)})
	if err != nil {
		return session.Again(w, r, err, "account.field", func(problems ui.Problems) templ.Component {
			f.problems, f.issuers = problems, s.issuers(ctx)
			return signInPage(f)
		})
	}
	return s.Enter(w, r, opened, f.next)
}

// signOut ends the session here and at identity; a session that has ended
// already is none to end.
func (s pages) signOut(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if session.UserOf(ctx) != nil {
		if _, err := session.Call(ctx, s.Portal, identity.SignOut, identity.SignOutRequest{}); err != nil {
			return err
		}
	}
	s.End(w, r)
	return s.Go(w, r, "/sign-in", ui.Done(ctx, "account.signed-out"))
}
