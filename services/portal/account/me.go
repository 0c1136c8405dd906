package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// me is what the person is here, and the little they may change about it.
func (s pages) me(w http.ResponseWriter, r *http.Request) error {
	me, err := session.Call(r.Context(), s.Portal, identity.Me, rpc.None{})
	if err != nil {
		return err
	}
	req := identity.UpdateMeRequest{Lang: me.Account.Lang, Email: me.Account.Email}
	return session.Render(w, r, s.mePage(r, me.Account, req, nil))
}

func (s pages) mePage(r *http.Request, a identity.Account, req identity.UpdateMeRequest, problems ui.Problems) templ.Component {
	return mePage(s.Own(r, ui.T(r.Context(), "session.me")), a, s.assignments(r, a), req, problems)
}

// assignment is one of the person's assignments in words.
type assignment struct {
	role, area string
	identity.Assignment
}

func (s pages) assignments(r *http.Request, a identity.Account) []assignment {
	var all []assignment
	for _, one := range a.Assignments {
		all = append(all, assignment{role: ui.T(r.Context(), "session.role."+one.Role), area: s.AreaName(one.Area), Assignment: one})
	}
	return all
}

func (s pages) changeMe(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[identity.UpdateMeRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, identity.UpdateMe, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			return s.mePage(r, session.UserOf(ctx).Account, req, problems)
		})
	}
	s.Reopen(ctx)
	ui.SetLang(w, ui.Lang(req.Lang))
	ctx = ui.WithLang(ctx, ui.Lang(req.Lang))
	return s.Go(w, r, "/me", ui.Done(ctx, "account.saved"))
}
