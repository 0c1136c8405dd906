package identity

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestTokensAreLimitedToWhatTheirOwnerHolds(t *testing.T) {
	w := newWorld(t)
	u := w.user("county", "", role(authz.CountyAdmin, county))
	month := start.AddDate(0, 1, 0)
	for name, c := range map[string]struct {
		req  identity.CreateTokenRequest
		code string
	}{
		"not held":              {identity.CreateTokenRequest{Name: "n", Actions: []string{"account.read", "audit.read"}, Expires: month}, "denied"},
		"no permission":         {identity.CreateTokenRequest{Name: "n", Actions: []string{"case.eat"}, Expires: month}, "token.action"},
		"a prefix":              {identity.CreateTokenRequest{Name: "n", Actions: []string{"case.*"}, Expires: month}, "token.action"},
		"everything":            {identity.CreateTokenRequest{Name: "n", Actions: []string{"*"}, Expires: month}, "token.action"},
		"nothing":               {identity.CreateTokenRequest{Name: "n", Expires: month}, "invalid"},
		"no end":                {identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}}, "invalid"},
		"ended":                 {identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}, Expires: start}, "token.expires"},
		"more than a leap year": {identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}, Expires: start.Add(tokenLife + time.Second)}, "token.expires"},
	} {
		_, err := rpc.Call(t.Context(), u.client(), identity.CreateToken, c.req)
		if e := fault.Of(err); err == nil || e.Code != c.code && string(e.Kind) != c.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	made := do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "import", Actions: []string{"case.read", "account.read", "case.read"}, Expires: start.Add(tokenLife)})
	if !slices.Equal(made.Token.Actions, []string{"account.read", "case.read"}) {
		t.Errorf("got %+v", made.Token)
	}
	if _, err := w.keeper.Authenticate(t.Context(), made.Secret); err == nil {
		t.Error("good before it was told")
	}
	w.deliver()
	s, err := w.keeper.Authenticate(t.Context(), made.Secret)
	if err != nil || s.Kind != authz.Program || s.ID != u.id || s.Name != "import" {
		t.Fatalf("got %+v, %v", s, err)
	}
	for action, may := range map[string]bool{"case.read": true, "account.read": true, "case.assign": false, "account.manage": false, "audit.read": false} {
		if _, err := w.keeper.Authorize(t.Context(), s, action); (err == nil) != may {
			t.Errorf("%s: %v", action, err)
		}
	}
	w.clock.Advance(tokenLife + 6*time.Second)
	if _, err := w.keeper.Authenticate(t.Context(), made.Secret); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("good beyond its end: %v", err)
	}
}

// TestTokensCannotOutgrowThemselves: with a limited token nobody makes a wider
// one, changes the owner's password or ends the owner's sessions.
func TestTokensCannotOutgrowThemselves(t *testing.T) {
	w := newWorld(t)
	u := w.user("county", "", role(authz.CountyAdmin, county))
	month := start.AddDate(0, 1, 0)
	made := do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "import", Actions: []string{"case.read"}, Expires: month})
	w.deliver()
	c := w.client(made.Secret)
	refuses(w, c, identity.CreateToken, identity.CreateTokenRequest{Name: "more", Actions: []string{"account.manage"}, Expires: month}, "person_only")
	refuses(w, c, identity.RevokeToken, identity.ByID{ID: made.Token.ID}, "person_only")
	refuses(w, c, identity.ChangePassword, identity.ChangePasswordRequest{Old: goodPassword, New: "another fine password"}, "person_only")
	refuses(w, c, identity.UpdateMe, identity.UpdateMeRequest{Email: "thief@example.com"}, "person_only")
	refuses(w, c, identity.SignOut, identity.SignOutRequest{ID: u.session.ID}, "person_only")
	refuses(w, c, identity.ListSessions, rpc.None{}, "person_only")
	me := do(w, c, identity.Me, rpc.None{})
	if !slices.Equal(me.Actions, []string{"case.read"}) || me.Account.ID != u.id {
		t.Errorf("got %+v", me)
	}
	refuses(w, w.host(), identity.Me, rpc.None{}, "not_found") // a service is nobody
	refuses(w, w.host(), identity.CreateToken, identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}, Expires: month}, "person_only")
}

func TestOwnTokensAreListedAndRevoked(t *testing.T) {
	w := newWorld(t)
	u := w.user("county", "", role(authz.CountyAdmin, county))
	other := w.user("other", "", role(authz.CountyAdmin, county))
	var made []identity.CreatedToken
	for i := range 3 {
		w.clock.Advance(time.Second)
		made = append(made, do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: fmt.Sprint(i), Actions: []string{"case.read"}, Expires: start.AddDate(0, 1, 0)}))
	}
	w.deliver()
	list := do(w, u.client(), identity.ListTokens, rpc.None{}).Items
	if len(list) != 3 || list[0].Name != "2" || list[2].Name != "0" {
		t.Errorf("got %+v", list)
	}
	if list := do(w, other.client(), identity.ListTokens, rpc.None{}).Items; len(list) != 0 {
		t.Errorf("others see %+v", list)
	}
	refuses(w, other.client(), identity.RevokeToken, identity.ByID{ID: made[0].Token.ID}, "token.not_found")
	got := do(w, u.client(), identity.RevokeToken, identity.ByID{ID: made[0].Token.ID})
	if got.Revoked.IsZero() {
		t.Errorf("got %+v", got)
	}
	refuses(w, u.client(), identity.RevokeToken, identity.ByID{ID: made[0].Token.ID}, "token.revoked")
	w.deliver()
	for i, m := range made {
		if _, err := w.keeper.Authenticate(t.Context(), m.Secret); (err != nil) != (i == 0) {
			t.Errorf("token %d: %v", i, err)
		}
	}
}

func TestAnAccountHasOnlySoManyTokens(t *testing.T) {
	w := newWorld(t)
	u := w.user("county", "", role(authz.CountyAdmin, county))
	req := identity.HostTokenRequest{Login: "county", Name: "n", Actions: []string{"case.read"}, Expires: start.Add(time.Hour)}
	for range maxTokens {
		do(w, w.host(), identity.HostToken, req)
	}
	refuses(w, w.host(), identity.HostToken, req, "token.many")
	w.clock.Advance(time.Hour + time.Second)
	req.Expires = req.Expires.AddDate(0, 0, 1)
	do(w, w.host(), identity.HostToken, req)
	_ = u
	do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "invited", Name: "n", Area: county})
	req.Login = "invited"
	refuses(w, w.host(), identity.HostToken, req, "account.inactive")
}

// TestATokenMadeDuringARevocation carries no right that was just lost: both
// change the account, so that one comes after the other.
func TestATokenMadeDuringARevocation(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("township", "", role(authz.TownshipAdmin, town), role(authz.Supervisor, town))
	a := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: u.id})
	client := u.client()
	done := make(chan error, 1)
	go func() {
		_, err := rpc.Call(t.Context(), client, identity.CreateToken, identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}, Expires: start.Add(time.Hour)})
		done <- err
	}()
	do(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: u.id, Assignment: a.Assignments[0].ID, Reason: "r"})
	w.ok(<-done)
	w.deliver()
	last := map[string]identity.TokenChanged{}
	for _, x := range append(told(w, identity.TokenCreated), told(w, identity.TokenUpdated)...) {
		last[x.Token] = x
	}
	for _, x := range last {
		if len(x.Assignments) != 1 || x.Assignments[0].Role != "supervisor" {
			t.Errorf("last told: %+v", x)
		}
	}
}
