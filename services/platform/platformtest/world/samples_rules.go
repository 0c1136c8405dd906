package world

import (
	"encoding/json"
	"time"

	"lianluo/pkg/rules"
)

// ruled are the services with rules, each with a change of one of them.
var ruled = map[string]string{"station": `{"results":19}`, "roster": `{"checkin_late_hours":71}`, "casework": `{"flood_per_hour":61}`,
	"notification": `{"people_weekly":6}`}

// ruleChanges proposes a change of each service's rules, for a day far off.
func (p *Place) ruleChanges() map[string]string {
	p.w.t.Helper()
	out := map[string]string{}
	for service := range ruled {
		out[service] = Must(p.w, "maker", rules.OpsOf(service).Propose, rules.ProposeRequest{Draft: p.ruleDraft(service), Reason: reason}).ID
	}
	return out
}

func (p *Place) ruleDraft(service string) rules.Draft {
	return rules.Draft{Area: p.Area, From: time.Now().AddDate(5, 0, 0), Values: json.RawMessage(ruled[service])}
}

var ruleSamples = func() map[string]sample {
	out := map[string]sample{}
	for service := range ruled {
		id := func(p *Place) string { return p.Rules[service] }
		out[service+".PreviewRules"] = sample{of: func(p *Place) any { return &rules.PreviewRequest{Draft: p.ruleDraft(service)} }}
		out[service+".ProposeRules"] = sample{of: func(p *Place) any {
			return &rules.ProposeRequest{Draft: p.ruleDraft(service), Reason: reason}
		}}
		out[service+".ListRuleProposals"] = sample{of: func(*Place) any { return &rules.ListRequest{Limit: 100} }, shows: id}
		out[service+".GetRuleProposal"] = sample{of: func(p *Place) any { return &rules.ByID{ID: id(p)} }}
		out[service+".DecideRules"] = sample{of: func(p *Place) any { return &rules.DecideRequest{ID: id(p), Reason: reason} }}
		out[service+".WithdrawRules"] = sample{of: func(p *Place) any { return &rules.WithdrawRequest{ID: id(p), Reason: reason} }}
	}
	return out
}()
