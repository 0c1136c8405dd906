package operate

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const factorsPath = base + "/factors"

// factorsView is the page that finds whoever lost a second factor.
type factorsView struct {
	area  string
	typed string
	wrong string // what to mend in what was typed
	areas []ui.Option
	page  rpc.Page[identity.Account]
	more  string
}

// factors lists the accounts of an area, the person's own where none is named.
func (s pages) factors(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := factorsView{area: session.Value(r, "area"), typed: session.Value(r, "q")}
	v.areas = s.areasOf(ctx, authz.SecurityAdmin, v.area)
	var err error
	v.page, err = session.Call(ctx, s.Portal, identity.ListAccounts, identity.ListAccountsRequest{Area: v.area, Words: v.typed, After: session.Value(r, "after"), Limit: 50})
	if fault.Is(err, fault.KindInvalid) {
		v.wrong, err = session.Problems(ctx, err, "")[0].Message, nil
	}
	if err != nil {
		return err
	}
	v.more = session.More(r, v.page.Next)
	return session.Render(w, r, factorsPage(s.shell(r, "operate.factors"), v))
}

// factorView is one account: first why, then once more whether.
type factorView struct {
	account  identity.Account
	area     string
	reason   string
	sure     bool // the second step: nothing has happened yet
	self     bool
	problems ui.Problems
}

func (v factorView) path() string { return factorsPath + "/" + v.account.ID }

func (s pages) factorView(r *http.Request) (v factorView, err error) {
	ctx := r.Context()
	v.account, err = session.Call(ctx, s.Portal, identity.GetAccount, identity.ByID{ID: r.PathValue("id")})
	v.area, v.reason, v.self = s.AreaName(v.account.Area), session.Value(r, "reason"), v.account.ID == session.UserOf(ctx).ID
	return v, err
}

func (s pages) factor(w http.ResponseWriter, r *http.Request) error {
	v, err := s.factorView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, factorPage(s.shell(r, "operate.factors"), v))
}

// considerReset takes the reason and asks once more.
func (s pages) considerReset(w http.ResponseWriter, r *http.Request) error {
	v, err := s.factorView(r)
	if err != nil {
		return err
	}
	if v.sure = v.reason != ""; !v.sure {
		problem := session.Mend(r.Context(), "reason", "session.fill-in", ui.T(r.Context(), labels+".reason"))
		v.problems = session.Problems(r.Context(), problem, labels)
		return session.RenderStatus(w, r, http.StatusUnprocessableEntity, factorPage(s.shell(r, "operate.factors"), v))
	}
	return session.Render(w, r, factorPage(s.shell(r, "operate.factors"), v))
}

// resetFactor takes all second factors of an account; its owner is told.
func (s pages) resetFactor(w http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), s.Portal, identity.ResetFactors, identity.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")})
	if err != nil {
		return err
	}
	return s.Go(w, r, factorsPath+"/"+r.PathValue("id"), ui.Done(r.Context(), "operate.factor.done"))
}
