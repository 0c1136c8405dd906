package account

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// handing is where the names of a delegation's fields stand.
const handing = "account.handing"

// delegationView is what somebody handed on and holds, and what they may hand on.
type delegationView struct {
	identity.Delegations
	own  []assignment // that can be handed on
	req  identity.DelegateRequest
	now  time.Time
	form string // the form that was sent
	session.Returned
	name func(code string) string // of a division
}

func (s pages) delegations(w http.ResponseWriter, r *http.Request) error {
	return s.showDelegations(w, r, delegationView{}, nil)
}

// showDelegations shows the page as it stands now, around what a form answered; err
// is what was wrong with it.
func (s pages) showDelegations(w http.ResponseWriter, r *http.Request, v delegationView, err error) error {
	ctx := r.Context()
	all, failed := session.Call(ctx, s.Portal, identity.ListDelegations, rpc.None{})
	if failed != nil {
		return failed
	}
	v.Delegations, v.now, v.name = all, s.Now(), s.AreaName
	for _, one := range s.assignments(r, session.UserOf(ctx).Account) {
		over := !one.Until.IsZero() && !v.now.Before(one.Until)
		if one.For == "" && one.Role != string(authz.DeputyRole) && !over {
			v.own = append(v.own, one)
		}
	}
	page := func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, v.form, problems)
		return delegationsPage(s.Own(r, ui.T(ctx, "account.tab.delegations")), v)
	}
	if err != nil {
		return session.Again(w, r, err, handing, page)
	}
	return session.Render(w, r, page(nil))
}

func (s pages) delegate(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[identity.DelegateRequest](r)
	if !req.Until.IsZero() { // to the end of the day that was named
		req.Until = req.Until.Add(24*time.Hour - time.Second)
	}
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, identity.Delegate, req)
	}
	if err != nil {
		return s.showDelegations(w, r, delegationView{req: req, form: "new"}, err)
	}
	return s.Go(w, r, "/me/delegations", ui.Done(r.Context(), "account.delegation.made"))
}

func (s pages) endDelegation(w http.ResponseWriter, r *http.Request) error {
	req := identity.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")}
	if _, err := session.Call(r.Context(), s.Portal, identity.EndDelegation, req); err != nil {
		return s.showDelegations(w, r, delegationView{form: "end-" + req.ID}, err)
	}
	s.Reopen(r.Context())
	return s.Go(w, r, "/me/delegations", ui.Done(r.Context(), "account.delegation.ended"))
}

// choices are the assignments that can be handed on.
func (v delegationView) choices() []ui.Option {
	var all []ui.Option
	for _, one := range v.own {
		all = append(all, ui.Option{Value: one.ID, Label: one.area + " " + one.role})
	}
	return all
}

// chosen is the assignment that the form starts with.
func (v delegationView) chosen() string {
	if v.req.Assignment == "" && len(v.own) == 1 {
		return v.own[0].ID
	}
	return v.req.Assignment
}

// actions are what the roles held may do, by the policy that a system starts with;
// what is not held any more is refused in words.
func (v delegationView) actions(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, row := range authz.DefaultPolicy().Rows {
		held := slices.ContainsFunc(v.own, func(one assignment) bool { return one.Role == string(row.Role) })
		known := slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == row.Action })
		if held && !known {
			all = append(all, ui.Option{Value: row.Action, Label: session.ActionName(ctx, row.Action), Checked: slices.Contains(v.req.Actions, row.Action)})
		}
	}
	return all
}

// state says whether a delegation acts.
func (v delegationView) state(d identity.Delegation) (ui.Tone, string) {
	switch {
	case !d.Ended.IsZero():
		return ui.Stopped, "account.delegation.state.ended"
	case !v.now.Before(d.Until):
		return ui.Stopped, "account.delegation.state.over"
	case v.now.Before(d.From):
		return ui.Active, "account.delegation.state.waits"
	}
	return ui.Good, "account.delegation.state.acts"
}

func (v delegationView) badge(ctx context.Context, d identity.Delegation) ui.Badge {
	tone, key := v.state(d)
	return ui.Badge{Tone: tone, Text: ui.T(ctx, key)}
}

// dayOr is a day, "" for none.
func dayOr(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day(t)
}
