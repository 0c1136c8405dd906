package identity

import (
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/services/identity/oidc"
)

func (w *world) holder(id string) oidc.Holder {
	w.t.Helper()
	h, err := hosting{w.svc}.Holder(w.t.Context(), id)
	w.ok(err)
	return h
}

// What was delegated to somebody is theirs to do in person, not their programs'.
func TestClientsHoldNothingThatWasDelegated(t *testing.T) {
	w, head, officer := colleagues(t)
	do(w, head.client(), identity.Delegate, head.handing("officer"))
	w.deliver()
	if !officer.may("case.supervise") {
		t.Fatal("nothing was delegated")
	}
	got := w.holder(officer.id)
	if len(got.Assignments) != 1 || got.Assignments[0].For != "" || got.Assignments[0].Role != authz.LiaisonOfficer {
		t.Errorf("a client of the colleague's holds %+v", got.Assignments)
	}
}

// A role that needs a second factor stops clients until there is one, as it stops
// sessions.
func TestClientsWaitForTheSecondFactor(t *testing.T) {
	w := factorWorld(t)
	u := w.user("promoted", "", role(authz.Supervisor, county))
	if !w.holder(u.id).Active {
		t.Fatal("who needs none is kept out")
	}
	do(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "promoted", Grant: role(authz.CountyAdmin, county)})
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	if w.holder(u.id).Active {
		t.Error("a client goes on as administrator without a second factor")
	}
	s, err := w.signIn("promoted", goodPassword)
	w.ok(err)
	w.enrol(s.Secret)
	if !w.holder(u.id).Active {
		t.Error("a client is kept out although there is a second factor")
	}
}

// A service's account has no sign-in and so no second factor.
func TestServicesNeedNoSecondFactor(t *testing.T) {
	w := factorWorld(t)
	id, err := hosting{w.svc}.MakeService(w.t.Context(), "数据交换", county)
	w.ok(err)
	do(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: w.holder(id).Login, Grant: role(authz.CountyAdmin, county)})
	if got := w.holder(id); !got.Active || len(got.Assignments) != 1 {
		t.Errorf("got %+v", got)
	}
}
