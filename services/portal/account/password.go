package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func (s pages) password(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, s.passwordPage(r, nil))
}

func (s pages) passwordPage(r *http.Request, problems ui.Problems) templ.Component {
	return passwordPage(s.Own(r, ui.T(r.Context(), "account.tab.password")), problems)
}

func (s pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req := identity.ChangePasswordRequest{Old: r.PostFormValue("old"), New: r.PostFormValue("new")}
	err := error(nil)
	if req.New != r.PostFormValue("repeat") {
		err = session.Mend(ctx, "repeat", "account.repeat.differs")
	} else {
		_, err = session.Call(ctx, s.Portal, identity.ChangePassword, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component { return s.passwordPage(r, problems) })
	}
	s.Reopen(ctx)
	return s.Go(w, r, "/me/password", ui.Done(ctx, "account.password.changed"))
}
