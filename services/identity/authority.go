package identity

import (
	"context"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

// authority is by whose right roles are given and taken: an administrator's own
// assignments, or the host's, which know no bound but the three powers.
type authority struct {
	by   string // account id, or "host"
	host bool
	from []authz.Assignment // those that administer accounts now
}

// authorityOf is the caller's own.
func (s *service) authorityOf(ctx context.Context) (authority, error) {
	caller, now := authz.Actor(ctx), s.clock.Now()
	au := authority{by: caller.ID}
	d, err := s.decider(ctx)
	if err != nil {
		return au, err
	}
	for _, a := range caller.Assignments {
		may, err := d.Scopes(a.Role, "account.manage")
		if err != nil {
			return au, err
		}
		if len(may) > 0 && a.ActiveAt(now) && a.Allows("account.manage") {
			au.from = append(au.from, a)
		}
	}
	return au, nil
}

func hostAuthority() authority { return authority{by: "host", host: true} }

// reach is what a role is to be given over: all areas lie within the grantor's.
type reach struct {
	role  authz.Role
	areas []string
	until time.Time
}

// covers reports whether the authority may give or take a role there until then.
func (au authority) covers(tree *area.Tree, r reach) bool {
	if au.host {
		return true
	}
	return slices.ContainsFunc(au.from, func(a authz.Assignment) bool {
		return authz.MayGrant(a.Role, r.role) && within(tree, a.Area, r.areas) && !outlasts(r.until, a.Until)
	})
}

// administers reports whether the authority reaches an object in an area.
func (au authority) administers(tree *area.Tree, code string) bool {
	return au.host || slices.ContainsFunc(au.from, func(a authz.Assignment) bool { return within(tree, a.Area, []string{code}) })
}

func within(tree *area.Tree, top string, codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool { return !tree.IsAncestorOrSelf(area.Code(top), area.Code(code)) })
}

// outlasts reports whether an end is later than another; zero is never.
func outlasts(until, other time.Time) bool {
	return !other.IsZero() && (until.IsZero() || until.After(other))
}

// mayManage fails with denied unless the authority could give everything that the
// account holds now or later: whoever resets a password could sign in with it.
func (s *service) mayManage(au authority, a *account) error {
	for _, x := range a.live(s.clock.Now()) {
		if !au.covers(s.tree, reach{role: authz.Role(x.Role), areas: []string{x.Area}, until: earliest}) {
			return fault.Denied("account.above", "该账号持有您无权授予的角色，请由上级管理员处理", "The account holds roles that you cannot grant; ask an administrator above you")
		}
	}
	return nil
}

// earliest outlasts no term: taking away is not bound by the grantor's own dates.
var earliest = time.Unix(1, 0)

// grantable turns what is asked for into an assignment for an account, or says
// why not: denied beyond the grantor's role, area, dates and for itself,
// invalid for what is incomplete, not_found for what nobody told of.
func (s *service) grantable(ctx context.Context, au authority, a *account, g identity.Grant) (identity.Assignment, error) {
	now := s.clock.Now()
	out := identity.Assignment{ID: s.db.NewID(), Role: g.Role, Area: g.Area, Unit: g.Unit, Station: g.Station,
		From: g.From.UTC(), Until: g.Until.UTC(), GrantedBy: au.by}
	if g.From.Before(now) {
		out.From = now.UTC()
	}
	if g.Until.IsZero() {
		out.Until = time.Time{}
	}
	if au.by == a.ID {
		return out, fault.Denied("grant.self", "不能给自己授权，请由其他管理员办理", "You cannot grant a role to yourself; ask another administrator")
	}
	if err := s.complete(a, out); err != nil {
		return out, err
	}
	r := reach{role: authz.Role(g.Role), areas: []string{g.Area}, until: out.Until}
	if err := s.narrowed(ctx, au, &r, g); err != nil {
		return out, err
	}
	if !au.covers(s.tree, r) {
		return out, fault.Denied("grant.beyond", "您不能在此范围授予角色 %[1]s：只能授予下级角色，且不超出自己的辖区和任期",
			"You cannot grant %[1]s there: only roles below yours, within your own area and term", g.Role)
	}
	return out, s.apart(ctx, append(a.live(now), out))
}

// complete checks what a role needs to mean anything.
func (s *service) complete(a *account, x identity.Assignment) error {
	if !slices.Contains(authz.Roles, authz.Role(x.Role)) {
		return fault.Invalid("grant.role", "没有角色 %[1]s，请从角色表中选择", "There is no role %[1]s; choose one of the list", x.Role)
	}
	if !s.tree.Active(area.Code(x.Area)) {
		return fault.Invalid("grant.area", "没有行政区划 %[1]s，请核对代码", "There is no division %[1]s; check the code", x.Area)
	}
	if !x.Until.IsZero() && !x.Until.After(x.From) {
		return fault.Invalid("grant.dates", "结束时间必须晚于开始时间和现在", "The end must come after the beginning, and after now")
	}
	role := authz.Role(x.Role)
	atStation, inUnit := role == authz.StationHead || role == authz.LiaisonOfficer, role == authz.HandlingUnit
	switch {
	case atStation != (x.Station != ""):
		return fault.Invalid("grant.station", "站长和联络员必须指定联络站，其他角色不能指定", "Station heads and liaison officers need a station, other roles have none")
	case inUnit != (x.Unit != ""):
		return fault.Invalid("grant.unit", "承办单位角色必须指定单位，其他角色不能指定", "The role of a handling unit needs a unit, other roles have none")
	case role == authz.DeputyRole && a.Person == "":
		return fault.Invalid("grant.person", "代表角色只能授予已关联代表本人的账号", "The role of a deputy needs an account that is bound to the deputy's person")
	}
	return nil
}

// narrowed adds to the reach where the role's station, unit or person is. The
// host names what it knows; it need not have been told.
func (s *service) narrowed(ctx context.Context, au authority, r *reach, g identity.Grant) error {
	if au.host {
		return nil
	}
	for _, id := range []string{named("station/", g.Station), named("unit/", g.Unit)} {
		if id == "" {
			continue
		}
		code, err := s.areaOf(ctx, id)
		if err != nil {
			return err
		}
		if !au.administers(s.tree, code) {
			return errElsewhere
		}
		r.areas = append(r.areas, code)
	}
	return nil
}

func named(kind, id string) string {
	if id == "" {
		return ""
	}
	return kind + id
}

// apart fails with denied when the assignments join two of the three powers in
// one account.
func (s *service) apart(ctx context.Context, all []identity.Assignment) error {
	d, err := s.decider(ctx)
	if err != nil {
		return err
	}
	held := ""
	for _, a := range all {
		for _, power := range authz.Powers {
			has, err := d.Scopes(authz.Role(a.Role), power)
			if err != nil {
				return err
			}
			if len(has) == 0 {
				continue
			}
			if held != "" && held != power {
				return fault.Denied("grant.powers", "一个账号不能兼有管理、安全和审计三权中的两项，请使用另一个账号",
					"One account cannot hold two of the powers of administration, security and audit; use another account")
			}
			held = power
		}
	}
	return nil
}
