package account_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// desk fakes identity's delegations: one is held, what is asked for is given.
func desk(asked *[]identity.DelegateRequest, ended *[]identity.Reasoned) []portaltest.Fake {
	held := identity.Delegation{ID: "d1", Role: "station_head", Area: portaltest.Area, From: portaltest.Now.Add(-time.Hour), Until: portaltest.Now.AddDate(0, 0, 3),
		Reason: "III", Giver: identity.AccountRef{ID: "h", Name: "Wang"}, Taker: identity.AccountRef{ID: string(officer), Name: "Zhang"}}
	given := []identity.Delegation{}
	return []portaltest.Fake{
		portaltest.Op(identity.ListDelegations, func(context.Context, rpc.None) (identity.Delegations, error) {
			return identity.Delegations{Held: []identity.Delegation{held}, Given: given}, nil
		}),
		portaltest.Op(identity.Delegate, func(_ context.Context, req identity.DelegateRequest) (identity.Delegation, error) {
			*asked = append(*asked, req)
			d := identity.Delegation{ID: "d2", Role: "liaison_officer", Area: portaltest.Area, Actions: req.Actions, From: portaltest.Now, Until: req.Until, Taker: identity.AccountRef{Name: req.Login}}
			given = append(given, d)
			return d, nil
		}),
		portaltest.Op(identity.EndDelegation, func(_ context.Context, req identity.Reasoned) (identity.Delegation, error) {
			*ended = append(*ended, req)
			held.Ended = portaltest.Now
			return held, nil
		}),
	}
}

func TestARoleIsHandedOnAndTakenBack(t *testing.T) {
	var asked []identity.DelegateRequest
	var ended []identity.Reasoned
	b := start(t, desk(&asked, &ended)...).As(t, officer)
	page := b.Get("/me/delegations")
	portaltest.Says(t, page, "代 Wang 辰阳镇 站长", "代理中", "没有委托给任何人", "辰阳镇 联络员")
	portaltest.Refused(t, b.Submit(page, "/me/delegations", url.Values{"login": {""}, "until": {"2026-12-01"}, "reason": {"x"}}), "请填写同事的账号")
	made := b.Submit(b.Get("/me/delegations"), "/me/delegations", url.Values{"login": {"lisi"}, "until": {"2026-12-01"}, "reason": {"IV"}, "actions": {"case.read", "case.note"}})
	portaltest.Says(t, b.Follow(made), "已委托", "由 lisi 代理", "限 2 项权限")
	portaltest.Expect(t, "assignment", asked[0].Assignment, "as-"+string(officer))
	portaltest.Expect(t, "to the end of the day", asked[0].Until.In(portaltest.Now.Location()).Format("01-02 15:04"), "12-01 23:59")
	portaltest.Says(t, b.Follow(b.Submit(b.Get("/me/delegations"), "/me/delegations/d1/end", url.Values{"reason": {"V"}})), "委托已结束", "已提前结束")
	portaltest.Expect(t, "reason", ended[0].Reason, "V")
}
