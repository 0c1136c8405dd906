package consent

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// apps lists what the person has granted to other systems.
func (s pages) apps(w http.ResponseWriter, r *http.Request) error {
	page, err := session.Call(r.Context(), s.Portal, identity.ListConsents, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, appsPage(s.Own(r, ui.T(r.Context(), "consent.apps")), page.Items))
}

func (s pages) endApp(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, identity.EndConsent, identity.ByID{ID: r.PathValue("id")}); err != nil {
		return err
	}
	return s.Go(w, r, apps, ui.Done(r.Context(), "consent.apps.ended"))
}
