package county

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// ruleChangeAt is the page of a proposed change of rules.
func ruleChangeAt(service, id string) string { return base + "/rules/" + service + "/changes/" + id }

// waitingChange is a change that waits for somebody's word.
type waitingChange struct {
	service string
	rules.Proposal
}

// addWaiting adds the changes of the division that wait, for those who decide.
func (s pages) addWaiting(ctx context.Context, v *rulesView, service string) error {
	if !v.may {
		return nil
	}
	page, err := session.Call(ctx, s.Portal, rules.OpsOf(service).List, rules.ListRequest{State: rules.Waiting, Limit: 100})
	for _, p := range page.Items {
		v.waiting = append(v.waiting, waitingChange{service, p})
	}
	return err
}

// changeView is one proposed change of rules.
type changeView struct {
	service string
	rules.ProposalView
	own   bool
	names map[string]string // account → name
	back  session.Returned
}

// back to the rules of the division.
func (v changeView) home() string {
	if v.service == daysService {
		return holidaysAt(v.Area)
	}
	return rulesAt(v.Area)
}

// decidable reports whether the service has rules that two persons change.
func decidable(service string) bool { return service == daysService || slices.Contains(ruled, service) }

func (s pages) ruleChange(w http.ResponseWriter, r *http.Request) error {
	page, err := s.ruleChangePage(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) ruleChangePage(r *http.Request, b session.Returned) (templ.Component, error) {
	ctx := r.Context()
	v := changeView{service: r.PathValue("service"), names: map[string]string{}, back: b}
	if !decidable(v.service) {
		return nil, session.Missing(ctx)
	}
	var err error
	v.ProposalView, err = session.Call(ctx, s.Portal, rules.OpsOf(v.service).Get, rules.ByID{ID: r.PathValue("id")})
	if err != nil {
		return nil, err
	}
	if v.service == daysService && v.State == rules.Waiting {
		if v.Effects, err = s.foresee(ctx, v.Area, v.Values); err != nil {
			return nil, err
		}
	}
	v.own = v.By == session.UserOf(ctx).ID
	s.learnName(ctx, v.names, v.By)
	s.learnName(ctx, v.names, v.DecidedBy)
	return ruleChangePage(s.shell(r, ui.T(ctx, "county.rules")), v, s.AreaName), nil
}

// decideRules approves or refuses, as the pressed button says.
func (s pages) decideRules(w http.ResponseWriter, r *http.Request) error {
	return doRules(s, w, r, func(ctx context.Context, ops rules.Ops, id string) (rules.Proposal, error) {
		return session.Call(ctx, s.Portal, ops.Decide, rules.DecideRequest{ID: id, Approve: session.Value(r, "what") == "approve", Reason: session.Value(r, "reason")})
	})
}

func (s pages) withdrawRules(w http.ResponseWriter, r *http.Request) error {
	return doRules(s, w, r, func(ctx context.Context, ops rules.Ops, id string) (rules.Proposal, error) {
		return session.Call(ctx, s.Portal, ops.Withdraw, rules.WithdrawRequest{ID: id})
	})
}

func doRules(s pages, w http.ResponseWriter, r *http.Request, do func(context.Context, rules.Ops, string) (rules.Proposal, error)) error {
	ctx, service, id := r.Context(), r.PathValue("service"), r.PathValue("id")
	if !decidable(service) {
		return session.Missing(ctx)
	}
	p, err := do(ctx, rules.OpsOf(service), id)
	if err == nil {
		return s.Go(w, r, ruleChangeAt(service, id), ui.Done(ctx, "county.done.rules-"+string(p.State)))
	}
	if fault.Is(err, fault.KindNotFound) {
		return err
	}
	b := session.Return(r, "decide", session.Problems(ctx, err, labels))
	page, shown := s.ruleChangePage(r, b)
	if shown != nil {
		return shown
	}
	return session.Again(w, r, err, labels, func(ui.Problems) templ.Component { return page })
}
