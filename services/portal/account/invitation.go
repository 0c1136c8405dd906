package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// invitation lets a new owner choose a password, with the code they were given.
func (s pages) invitation(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, invitationPage(session.Value(r, "code"), nil))
}

func (s pages) accept(w http.ResponseWriter, r *http.Request) error {
	req := identity.AcceptRequest{Code: session.Value(r, "code"), Password: r.PostFormValue("password"), Device: device(r)}
	opened, err := identity.Session{}, error(nil)
	if req.Password != r.PostFormValue("repeat") {
		err = session.Mend(r.Context(), "repeat", "account.repeat.differs")
	} else {
		opened, err = session.Call(r.Context(), s.Portal, identity.AcceptInvitation, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			return invitationPage(req.Code, problems)
		})
	}
	return s.Enter(w, r, opened, "")
}
