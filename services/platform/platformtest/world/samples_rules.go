package world

import (
	"encoding/json"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/timers"
)

// ruled are the services with rules, each with a change of one of them.
var ruled = map[string]string{"station": `{"results":19}`, "roster": `{"checkin_late_hours":71}`, "casework": `{"flood_per_hour":61}`,
	"notification": `{"people_weekly":6}`, "voting": `{"call_days":31}`, daysService: localDays}

// daysService keeps what divisions set of their calendars, which hold from their
// approval on.
const daysService = "identity"

const localDays = `{"local":[{"year":2031,"status":"official","source":"县政府通知","holidays":[{"name":{"zh":"县庆","en":"County day"},"from":"2031-03-03","to":"2031-03-03"}]}]}`

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
	d := rules.Draft{Area: p.Area, Values: json.RawMessage(ruled[service])}
	if service != daysService {
		d.From = time.Now().AddDate(5, 0, 0)
	}
	return d
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
	for _, service := range []string{"casework", "roster"} {
		out[service+".ForeseeCalendar"] = sample{of: func(p *Place) any { return &holidays.ForeseeRequest{Area: p.Area, Values: json.RawMessage(localDays)} }}
	}
	for _, service := range []string{"casework", "roster", "notification"} {
		out[service+".ListTimers"] = sample{of: func(p *Place) any { return &timers.Request{Station: p.Station.ID} }}
	}
	out["identity.GetWorkdays"] = sample{of: func(*Place) any { return &rpc.None{} }}
	out["identity.ReadHolidays"] = sample{of: func(p *Place) any {
		return &identity.ReadHolidaysRequest{Area: p.Area, Year: 2031, Kind: "local", Source: "县政府通知", File: rpc.File{Name: "days.csv", Data: []byte("县庆,2031-03-03\n")}}
	}}
	return out
}()
