package consent

import (
	"net/http"
	"net/url"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

var errNobody = fault.Unauthenticated("consent.sign_in", "", "")

// ask shows what a client asks for. What the person has agreed to before is not
// asked again, and a client that wants no page gets none.
func (s pages) ask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id := session.Value(r, "request")
	quiet := session.Value(r, "prompt") == "none"
	switch {
	case session.UserOf(ctx) == nil && quiet:
		return s.refuse(w, r, id, "login_required")
	case session.UserOf(ctx) == nil:
		return errNobody
	}
	a, err := session.Call(ctx, s.Portal, identity.GetAuthorization, identity.AuthorizationID{ID: id})
	switch {
	case err != nil:
		return err
	case a.Step == identity.AuthorizationReady:
		return s.allow(w, r, id)
	case a.Quiet && a.Step == identity.AuthorizationSignIn:
		return s.refuse(w, r, id, "login_required")
	case a.Quiet:
		return s.refuse(w, r, id, "consent_required")
	}
	leadsTo(w, a.Origin)
	return session.Render(w, r, askPage(a, session.UserOf(ctx).Name))
}

// decide takes the person's answer.
func (s pages) decide(w http.ResponseWriter, r *http.Request) error {
	id := session.Value(r, "request")
	if session.Value(r, "answer") != "allow" {
		return s.refuse(w, r, id, "access_denied")
	}
	return s.allow(w, r, id)
}

func (s pages) allow(w http.ResponseWriter, r *http.Request, id string) error {
	to, err := session.Call(r.Context(), s.Portal, identity.AllowAuthorization, identity.AuthorizationID{ID: id})
	if err != nil {
		return err
	}
	return s.Go(w, r, to.URL)
}

func (s pages) refuse(w http.ResponseWriter, r *http.Request, id, reason string) error {
	to, err := session.Call(r.Context(), s.Portal, identity.RefuseAuthorization, identity.RefuseAuthorizationRequest{ID: id, Reason: reason})
	if err != nil {
		return err
	}
	return s.Go(w, r, to.URL)
}

// again ends the session, since the client wants a fresh sign-in, and comes back.
func (s pages) again(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, identity.SignOut, identity.SignOutRequest{}); err != nil {
		return err
	}
	s.End(w, r)
	back := base + "?" + url.Values{"request": {session.Value(r, "request")}}.Encode()
	return s.Go(w, r, "/sign-in?"+url.Values{"next": {back}}.Encode())
}

// refused is what people see whom a client sent with a request that is none.
func (s pages) refused(w http.ResponseWriter, r *http.Request) error {
	return session.RenderStatus(w, r, http.StatusBadRequest, refusedPage())
}

// askSignOut asks whether a client that says so is right to end the session. Who
// is not signed in goes on at once.
func (s pages) askSignOut(w http.ResponseWriter, r *http.Request) error {
	asked, err := session.Call(r.Context(), s.Portal, identity.GetSignOut, identity.AuthorizationID{ID: session.Value(r, "request")})
	if err != nil {
		return err
	}
	if session.UserOf(r.Context()) == nil {
		return s.out(w, r, asked)
	}
	leadsTo(w, asked.URL)
	return session.Render(w, r, signOutPage(asked, session.Value(r, "request"), session.UserOf(r.Context()).Name))
}

func (s pages) signOut(w http.ResponseWriter, r *http.Request) error {
	asked, err := session.Call(r.Context(), s.Portal, identity.GetSignOut, identity.AuthorizationID{ID: session.Value(r, "request")})
	if err != nil {
		return err
	}
	if session.UserOf(r.Context()) != nil {
		if _, err := session.Call(session.Key(r.Context(), "out"), s.Portal, identity.SignOut, identity.SignOutRequest{}); err != nil {
			return err
		}
	}
	s.End(w, r)
	return s.out(w, r, asked)
}

func (s pages) out(w http.ResponseWriter, r *http.Request, asked identity.SignOutAsked) error {
	if asked.URL == "" {
		return s.Go(w, r, "/sign-in", ui.Done(r.Context(), "account.signed-out"))
	}
	return s.Go(w, r, asked.URL)
}
