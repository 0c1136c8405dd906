package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// named invites somebody who has that name.
func (w *world) named(name, login, at string) string {
	w.t.Helper()
	w.clock.Advance(time.Second)
	return do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: login, Name: name, Area: at}).Account.ID
}

func (w *world) foundNames(c *rpc.Client, req identity.ListAccountsRequest) []string {
	w.t.Helper()
	out := []string{}
	for _, a := range do(w, c, identity.ListAccounts, req).Items {
		out = append(out, a.Name)
	}
	return out
}

// People are found by any part of name and login within the reader's area, the
// newest first; a closed account says so, and a new name is found by at once.
func TestPeopleAreFoundByName(t *testing.T) {
	w := newWorld(t)
	admin := w.user("admin", "", role(authz.CountyAdmin, county)).client()
	above := w.user("above", "", role(authz.CityAdmin, city)).client()
	w.named("欧阳明月", "oyang", county)
	head := w.named("石明月", "shi.my", town)
	w.named("石明月", "shi2", otherCounty)
	for q, want := range map[string][]string{
		"明月": {"石明月", "欧阳明月"}, "石明月": {"石明月"}, "欧阳 明月": {"欧阳明月"}, "SHI.M": {"石明月"}, "oyang": {"欧阳明月"}, "shi2": {}, "明石": {}, "月o": {}, `"明月"`: {"石明月", "欧阳明月"}, "明月*": {"石明月", "欧阳明月"},
	} {
		if got := w.foundNames(admin, identity.ListAccountsRequest{Words: q}); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
	if got := w.foundNames(above, identity.ListAccountsRequest{Words: "明月"}); len(got) != 3 {
		t.Errorf("from above: %q", got)
	}
	if got := w.foundNames(above, identity.ListAccountsRequest{Words: "明月", Area: town}); len(got) != 1 {
		t.Errorf("within the township: %q", got)
	}
	do(w, admin, identity.DisableAccount, identity.Reasoned{ID: head, Reason: "调离"})
	if page := do(w, admin, identity.ListAccounts, identity.ListAccountsRequest{Words: "石明月"}); page.Items[0].State != identity.Disabled {
		t.Errorf("%+v", page.Items)
	}
	_, err := w.svc.accounts.Update(w.system(), head, func(a *account) ([]event.Event, error) { a.Name = "石小满"; return nil, nil })
	w.ok(err)
	if old, now := w.foundNames(admin, identity.ListAccountsRequest{Words: "石明"}), w.foundNames(admin, identity.ListAccountsRequest{Words: "小满"}); len(old) != 0 || len(now) != 1 {
		t.Errorf("%q, then %q", old, now)
	}
}

func TestPagesOfPeople(t *testing.T) {
	w := newWorld(t)
	admin := w.user("admin", "", role(authz.CountyAdmin, county)).client()
	for i := range 7 {
		w.named("向明月", fmt.Sprint("xiang", i), county)
	}
	req, seen := identity.ListAccountsRequest{Words: "明月", Limit: 3}, 0
	for {
		page := do(w, admin, identity.ListAccounts, req)
		seen += len(page.Items)
		if req.After = page.Next; req.After == "" {
			break
		}
	}
	if seen != 7 {
		t.Errorf("%d of 7", seen)
	}
}

// What cannot be looked for is said, and who may not list accounts finds none.
func TestWhoAndWhatFindsNobody(t *testing.T) {
	w := newWorld(t)
	admin := w.user("admin", "", role(authz.CountyAdmin, county)).client()
	for _, q := range []string{"月", "，。", " 月 ", "\x00月"} {
		refuses(w, admin, identity.ListAccounts, identity.ListAccountsRequest{Words: q}, "account.short")
	}
	refuses(w, admin, identity.ListAccounts, identity.ListAccountsRequest{Words: strings.Repeat("月", 61)}, "invalid")
	refuses(w, admin, identity.ListAccounts, identity.ListAccountsRequest{Words: "明月", After: "x"}, "page.cursor")
	supervisor := w.user("looks", "", role(authz.Supervisor, county)).client()
	refuses(w, supervisor, identity.ListAccounts, identity.ListAccountsRequest{Words: "明月"}, "denied")
}
