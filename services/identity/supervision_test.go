package identity

import (
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

func TestALockedAccountIsOpenedBeforeItsTime(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("supervisor", "", role(authz.Supervisor, town))
	refuses(w, admin.client(), identity.UnlockAccount, identity.Reasoned{ID: u.id, Reason: "r"}, "account.unlocked")
	for range 5 {
		if _, err := w.signIn("supervisor", "wrong"); !fault.HasCode(err, "signin") {
			t.Fatal(err)
		}
	}
	elsewhere := w.user("elsewhere", "", role(authz.CountyAdmin, otherCounty))
	refuses(w, elsewhere.client(), identity.UnlockAccount, identity.Reasoned{ID: u.id, Reason: "r"}, "not_found")
	above := w.user("township", "", role(authz.TownshipAdmin, town))
	refuses(w, above.client(), identity.UnlockAccount, identity.Reasoned{ID: u.id, Reason: "r"}, "account.above")
	do(w, admin.client(), identity.UnlockAccount, identity.Reasoned{ID: u.id, Reason: "本人已到场核实"})
	_, err := w.signIn("supervisor", goodPassword)
	w.ok(err)
	if all := told(w, identity.AccountUnlocked); len(all) != 1 || all[0].Reason != "本人已到场核实" {
		t.Errorf("told %+v", all)
	}
}

func TestAnAdministratorSeesAndEndsSessions(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("supervisor", "", role(authz.Supervisor, town))
	_, err := w.signIn("supervisor", goodPassword)
	w.ok(err)
	elsewhere := w.user("elsewhere", "", role(authz.CountyAdmin, otherCounty))
	refuses(w, elsewhere.client(), identity.ListAccountSessions, identity.ByID{ID: u.id}, "not_found")
	refuses(w, elsewhere.client(), identity.EndAccountSessions, identity.Reasoned{ID: u.id, Reason: "r"}, "not_found")
	if page := do(w, admin.client(), identity.ListAccountSessions, identity.ByID{ID: u.id}); len(page.Items) != 2 || page.Items[1].Device != "test" || page.Items[0].Current {
		t.Errorf("got %+v", page.Items)
	}
	before := u.token()
	do(w, admin.client(), identity.EndAccountSessions, identity.Reasoned{ID: u.id, Reason: "电脑丢失"})
	w.deliver()
	if _, err := w.keeper.Authenticate(t.Context(), before); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("an access token goes on: %v", err)
	}
	if page := do(w, admin.client(), identity.ListAccountSessions, identity.ByID{ID: u.id}); len(page.Items) != 0 {
		t.Errorf("left %+v", page.Items)
	}
	refuses(w, admin.client(), identity.EndAccountSessions, identity.Reasoned{ID: admin.id, Reason: "r"}, "account.above")
}
