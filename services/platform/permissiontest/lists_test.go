package permissiontest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

// tryLists: the area asked for narrows a list and never widens it.
func tryLists(t *testing.T, w *world.World, rows []expectation) {
	t.Helper()
	var tried int
	for _, e := range rows {
		if !asksForArea(e.op) || world.Shows(e.op, w.Town) == "" {
			continue
		}
		tried++
		for _, code := range []string{world.OtherTown, world.County, world.Province} {
			for _, role := range e.allowed() {
				e.asksFor(t, w, role, code)
			}
		}
	}
	if tried < 4 {
		t.Errorf("only %d lists were tried", tried)
	}
}

func asksForArea(o rpc.Operation) bool {
	return slices.ContainsFunc(rpc.FieldsOf(o), func(f rpc.Field) bool { return f.Name == "area" && f.Place == rpc.InQuery })
}

// asksFor asks in Town's name for an area that is not Town's.
func (e expectation) asksFor(t *testing.T, w *world.World, role authz.Role, code string) {
	t.Helper()
	answer, err := w.Get(t.Context(), world.Name(role, world.Own), e.op.Pattern, url.Values{"area": {code}})
	if err != nil {
		t.Fatal(err)
	}
	got := string(answer.Body)
	if answer.Status != http.StatusOK && answer.Status != http.StatusNotFound {
		t.Errorf("%s: %s asks for %s: %s", e.op.Name, role, code, got)
	}
	for _, p := range []*world.Place{w.County, w.OtherTown} {
		for _, id := range []string{p.Station.ID, p.Unit, p.Deputy, p.Owner.ID, p.Asked.ID} {
			if id != "" && strings.Contains(got, fmt.Sprintf("%q", id)) {
				t.Errorf("%s: %s of the township asks for %s and sees %s", e.op.Name, role, code, id)
			}
		}
	}
}

// tryOthers: nobody ends another's session or token.
func tryOthers(t *testing.T, w *world.World) {
	t.Helper()
	victim, thief := world.Name(authz.CountyAdmin, world.Parent), world.Name(authz.CountyAdmin, world.Own)
	sessions := world.Must(w, victim, identity.ListSessions, rpc.None{})
	token := world.Must(w, victim, identity.CreateToken, identity.CreateTokenRequest{Name: "mine", Actions: []string{"case.read"}, Expires: time.Now().Add(time.Hour)})
	_, err := rpc.Call(t.Context(), w.Client(thief), identity.SignOut, identity.SignOutRequest{ID: sessions.Items[0].ID})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another's session: %v", err)
	}
	_, err = rpc.Call(t.Context(), w.Client(thief), identity.RevokeToken, identity.ByID{ID: token.Token.ID})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another's token: %v", err)
	}
	if _, err := rpc.Call(t.Context(), w.Client(victim), identity.Me, rpc.None{}); err != nil {
		t.Errorf("the session goes on: %v", err)
	}
}
