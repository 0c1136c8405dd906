package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// wishes is how the person wants to be told.
func (s pages) wishes(w http.ResponseWriter, r *http.Request) error {
	p, err := session.Call(r.Context(), s.Portal, notification.GetPreferences, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, s.wishesPage(r, p, nil))
}

func (s pages) wishesPage(r *http.Request, p notification.Preferences, problems ui.Problems) templ.Component {
	return wishesPage(s.Own(r, ui.T(r.Context(), "account.tab.messages")), p, problems)
}

// setWishes keeps them. The boxes say what is wanted, the operation what is not.
func (s pages) setWishes(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := session.Call(ctx, s.Portal, notification.GetPreferences, rpc.None{})
	if err != nil {
		return err
	}
	req, err := session.Decode[notification.Wishes](r)
	req.Off = []string{}
	for _, k := range p.Kinds {
		if !k.Required && session.Value(r, "on-"+k.Code) == "" {
			req.Off = append(req.Off, k.Code)
		}
	}
	if err == nil {
		_, err = session.Call(ctx, s.Portal, notification.SetPreferences, req)
	}
	if err != nil {
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			p.Own = req
			return s.wishesPage(r, p, problems)
		})
	}
	return s.Go(w, r, "/me/messages", ui.Done(ctx, "account.saved"))
}
