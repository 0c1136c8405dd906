package account

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// tokenView is the page of access tokens for programs.
type tokenView struct {
	all      []identity.Token
	actions  []string // what the person may do, and therefore a program of theirs
	req      identity.CreateTokenRequest
	until    time.Time // proposed end
	now      time.Time
	created  *identity.CreatedToken
	problems ui.Problems
}

// tokenDraft is the name under which the device keeps what is typed.
const tokenDraft = "token"

// proposed is how long a new token lasts unless the person says otherwise.
const proposed = 90 * 24 * time.Hour

func (s pages) tokens(w http.ResponseWriter, r *http.Request) error {
	v, err := s.tokenView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, s.tokensPage(r, v))
}

func (s pages) tokensPage(r *http.Request, v tokenView) templ.Component {
	return tokensPage(s.Own(r, ui.T(r.Context(), "account.tab.tokens")), v)
}

func (s pages) tokenView(r *http.Request) (tokenView, error) {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, identity.ListTokens, rpc.None{})
	if err != nil {
		return tokenView{}, err
	}
	me, err := session.Call(ctx, s.Portal, identity.Me, rpc.None{})
	slices.Sort(me.Actions)
	return tokenView{all: page.Items, actions: me.Actions, until: s.Now().Add(proposed), now: s.Now()}, err
}

// createToken shows the new token in its answer, the only time that anybody
// sees it: a redirect would have to carry it.
func (s pages) createToken(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[identity.CreateTokenRequest](r)
	if !req.Expires.IsZero() { // to the end of the day that was named
		req.Expires = req.Expires.Add(24*time.Hour - time.Second)
	}
	var created identity.CreatedToken
	if err == nil {
		created, err = session.Call(r.Context(), s.Portal, identity.CreateToken, req)
	}
	v, failed := s.tokenView(r)
	switch {
	case failed != nil:
		return failed
	case err != nil:
		v.req = req
		if !req.Expires.IsZero() {
			v.until = req.Expires
		}
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return s.tokensPage(r, v)
		})
	}
	ui.DropDraft(w, tokenDraft)
	v.created = &created
	return session.Render(w, r, s.tokensPage(r, v))
}

func (s pages) endToken(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, identity.RevokeToken, identity.ByID{ID: r.PathValue("id")}); err != nil {
		return err
	}
	return s.Go(w, r, "/me/tokens", ui.Done(r.Context(), "account.token.ended"))
}

// state says whether a token still works.
func (v tokenView) state(t identity.Token) (ui.Tone, string) {
	switch {
	case !t.Revoked.IsZero():
		return ui.Stopped, "account.token.state.revoked"
	case !v.now.Before(t.Expires):
		return ui.Stopped, "account.token.state.expired"
	}
	return ui.Good, "account.token.state.live"
}
