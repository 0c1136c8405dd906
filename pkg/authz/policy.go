package authz

import (
	"regexp"
	"slices"

	"lianluo/pkg/fault"
)

// Row lets a role do an action in a scope. Action is a permission name or a
// prefix ending in ".*".
type Row struct {
	Role   Role      `json:"role"`
	Action string    `json:"action"`
	Scope  ScopeKind `json:"scope"`
}

// ScopeKind says how far an action reaches.
type ScopeKind string

// The kinds of scope: everything; the assignment's area and below; its station;
// its unit; oneself.
const (
	ScopeAll     ScopeKind = "all"
	ScopeArea    ScopeKind = "area"
	ScopeStation ScopeKind = "station"
	ScopeUnit    ScopeKind = "unit"
	ScopeSelf    ScopeKind = "self"
)

var scopeKinds = []ScopeKind{ScopeAll, ScopeArea, ScopeStation, ScopeUnit, ScopeSelf}

// Policy is the rows in force and their version.
type Policy struct {
	Version int64 `json:"version"`
	Rows    []Row `json:"rows"`
}

func rows(role Role, scope ScopeKind, actions ...string) []Row {
	out := make([]Row, 0, len(actions))
	for _, a := range actions {
		out = append(out, Row{Role: role, Action: a, Scope: scope})
	}
	return out
}

var stationWork = []string{
	"station.read", "station.notice", "person.read", "roster.read", "roster.plan", "roster.publish",
	"shift.check", "leave.record", "case.register", "case.read", "case.triage", "case.assign", "case.note",
	"case.urge", "case.callback", "case.merge", "case.archive", "case.unmask", "insight.read",
	"paper.issue", "paper.read", "paper.open",
	"delivery.read", "delivery.settle", "letter.print", "rules.read",
	"project.read", "project.propose", "project.unmask",
}

// areaWork is what an administrator's office does besides the stations' work.
var areaWork = []string{
	"station.manage", "station.staff", "unit.manage", "unit.read", "person.manage", "person.unmask",
	"posting.manage", "case.extend", "case.supervise", "file.read", "account.read", "account.manage",
	"event.read", "webhook.manage", "paper.void",
	"project.call", "project.screen", "project.review", "project.answer",
	"project.carry", "project.decide", "project.supervise", "project.visit",
	"ballot.lead", "ballot.read", "ballot.vote", "appraisal.lead",
}

// DefaultPolicy is the policy of an empty system. Three powers are apart: no
// role has two of account.manage, policy.manage and audit.read.
func DefaultPolicy() Policy {
	var all []Row
	for _, admin := range []Role{ProvinceAdmin, CityAdmin, CountyAdmin, TownshipAdmin} {
		all = append(all, rows(admin, ScopeArea, stationWork...)...)
		all = append(all, rows(admin, ScopeArea, areaWork...)...)
		if admin != TownshipAdmin {
			all = append(all, rows(admin, ScopeArea, "paper.template", "rules.manage", "division.manage")...)
		}
	}
	all = append(all, rows(StationHead, ScopeStation, append([]string{"station.staff", "case.extend", "case.supervise", "file.read", "person.unmask", "paper.void"}, stationWork...)...)...)
	all = append(all, rows(LiaisonOfficer, ScopeStation, append([]string{"file.read", "person.unmask"}, stationWork...)...)...)
	all = append(all, rows(StationHead, ScopeArea, "unit.read", "ballot.read", "ballot.vote")...) // as tellers
	all = append(all, rows(LiaisonOfficer, ScopeArea, "unit.read", "ballot.read", "ballot.vote")...)
	all = append(all, rows(DeputyRole, ScopeSelf, "shift.own", "shift.check", "leave.record", "roster.read",
		"person.read", "case.register", "case.read", "case.note", "file.read", "paper.read", "project.propose", "project.visit",
		"ballot.read", "ballot.vote", "appraisal.rate")...)
	all = append(all, rows(DeputyRole, ScopeArea, "project.read", "project.ask")...)
	all = append(all, rows(HandlingUnit, ScopeUnit, "case.read", "case.handle", "case.note", "case.unmask", "unit.read", "paper.read",
		"project.read", "project.answer", "project.carry")...)
	all = append(all, rows(Supervisor, ScopeArea, "case.read", "case.note", "case.urge", "case.supervise",
		"station.read", "roster.read", "person.read", "file.read", "insight.read", "unit.read", "rules.read", "paper.read", "project.read",
		"ballot.read")...)
	all = append(all, rows(SecurityAdmin, ScopeAll, "policy.read", "policy.manage", "account.name", "client.read", "client.manage")...)
	all = append(all, rows(SecurityAdmin, ScopeArea, "account.read", "factor.reset", "issuer.read", "issuer.manage")...)
	all = append(all, rows(Auditor, ScopeAll, "audit.read", "policy.read", "account.name", "client.read", "issuer.read")...)
	all = append(all, rows(SystemOperator, ScopeAll, "system.operate", "rules.read", "account.name", "delivery.read")...)
	return Policy{Version: 1, Rows: all}
}

// grantable says which roles each role may hand out within its own area. The
// roles of the three powers are handed out on the host only.
var grantable = map[Role][]Role{
	ProvinceAdmin: {CityAdmin, CountyAdmin, TownshipAdmin, Supervisor, StationHead, LiaisonOfficer, DeputyRole, HandlingUnit},
	CityAdmin:     {CountyAdmin, TownshipAdmin, Supervisor, StationHead, LiaisonOfficer, DeputyRole, HandlingUnit},
	CountyAdmin:   {TownshipAdmin, Supervisor, StationHead, LiaisonOfficer, DeputyRole, HandlingUnit},
	TownshipAdmin: {StationHead, LiaisonOfficer, DeputyRole, HandlingUnit},
}

// MayGrant reports whether a holder of one role may hand out another.
func MayGrant(holder, granted Role) bool { return slices.Contains(grantable[holder], granted) }

// Powers are the three that stay apart: administration, security and audit.
var Powers = []string{"account.manage", "policy.manage", "audit.read"}

// actionForm is a permission's name or a prefix: what casbin's keyMatch and
// matches understand alike.
var actionForm = regexp.MustCompile(`^[a-z][a-z_]*\.([a-z][a-z_]*|\*)$`)

// Check refuses a policy with unknown roles, actions or scopes, one that joins
// two of the three powers in one role, and one in which nobody may change the
// policy. actions are all permissions that there are.
func (p Policy) Check(actions []string) error {
	held := map[Role]string{}
	keeper := false
	for _, r := range p.Rows {
		if err := r.check(actions); err != nil {
			return err
		}
		for _, power := range Powers {
			if !matches(r.Action, power) {
				continue
			}
			if other, ok := held[r.Role]; ok && other != power {
				return fault.Invalid("policy.powers", "角色 %[1]s 不能同时拥有 %[2]s 和 %[3]s（三权分立），请分给不同角色",
					"Role %[1]s cannot hold both %[2]s and %[3]s: the three powers are apart; give them to different roles", r.Role, other, power)
			}
			held[r.Role] = power
			keeper = keeper || power == "policy.manage" && r.Scope == ScopeAll
		}
	}
	if !keeper {
		return fault.Invalid("policy.keeper", "至少要有一个角色能在全部范围修改权限策略（policy.manage，all）",
			"At least one role must be able to change the policy (policy.manage in scope all)")
	}
	return nil
}

func (r Row) check(actions []string) error {
	if !slices.Contains(Roles, r.Role) {
		return fault.Invalid("policy.role", "没有角色 %[1]s，请从角色表中选择", "There is no role %[1]s; choose one of the list", r.Role)
	}
	if !slices.Contains(scopeKinds, r.Scope) {
		return fault.Invalid("policy.scope", "没有范围 %[1]s，可选：%[2]v", "There is no scope %[1]s; choose of %[2]v", r.Scope, scopeKinds)
	}
	known := func(action string) bool { return matches(r.Action, action) }
	if !actionForm.MatchString(r.Action) || !slices.ContainsFunc(actions, known) {
		return fault.Invalid("policy.action", "没有权限 %[1]s，请从权限表中选择", "There is no permission %[1]s; choose one of the list", r.Action)
	}
	return nil
}
