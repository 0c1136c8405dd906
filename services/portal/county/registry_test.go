package county_test

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// registry is a fake of the accounts, people and bodies of a county.
type registry struct {
	sessions []identity.SessionInfo
	links    []identity.Link
	unlinked string
	now      func() time.Time
	accounts map[string]*identity.Account
	units    map[string]*roster.Unit
	persons  map[string]*roster.Person
	stations map[string]*station.Station
	days     []roster.ReceptionDay
	invites  []identity.InviteRequest
	listed   []roster.ListRequest
	unmasked []roster.UnmaskRequest
	made     *int
	asked    []identity.ExplainAccountRequest
}

func newRegistry() registry {
	year := at(1, 1, 0)
	return registry{
		made: new(int), now: func() time.Time { return portaltest.Now },
		accounts: map[string]*identity.Account{
			"a1":           {ID: "a1", Login: "zhangxl", Name: "张小兰", Area: township, State: identity.Active, Email: "z***@example.cn", CreatedAt: year, LastSignIn: portaltest.Now.Add(-time.Hour), Assignments: []identity.Assignment{{ID: "x1", Role: "liaison_officer", Area: township, Station: portaltest.Station, From: year}, {ID: "x0", Role: "handling_unit", Area: here, Unit: "u1", From: year, Until: at(6, 1, 0)}}},
			"a2":           {ID: "a2", Login: "newcomer", Name: "新来的", Area: township, State: identity.Invited, LockedUntil: time.Time{}},
			"a3":           {ID: "a3", Login: "locked", Name: "锁定者", Area: township, State: identity.Active, LockedUntil: portaltest.Now.Add(20 * time.Minute)},
			"county_admin": {ID: "county_admin", Login: "county_admin", Name: "刘建国", Area: here, State: identity.Active, Assignments: []identity.Assignment{{ID: "x9", Role: "county_admin", Area: here, From: year}}},
		},
		units: map[string]*roster.Unit{
			"u1": {ID: "u1", Name: "县交通运输局", Area: here, AreaName: "湖南省怀化市辰溪县", Level: "county", Phone: "0745-5232200", Duties: []roster.Duty{{Category: "01", Note: "县道、乡道"}}},
			"u3": {ID: "u3", Name: "原县建设局", Area: here, Level: "county", Retired: at(2, 1, 0)},
		},
		persons: map[string]*roster.Person{
			"p1": {ID: "p1", Name: "向春梅", Post: "桥头村党支部书记", Area: township, Phone: "138****5678", Email: "x***@example.cn", Served: 9,
				Mandates: []roster.Mandate{{ID: "m1", Level: "county", Area: here, Term: 18, District: "第三选区", From: at(1, 5, 0), Status: roster.MandateActive, History: []roster.MandateChange{{At: at(1, 5, 0), To: roster.MandateActive, Cause: "recorded"}}}},
				Postings: []roster.Posting{{ID: "q1", Station: portaltest.Station, From: year}}, Leaves: []roster.Leave{{ID: "l1", From: "2026-12-01", To: "2026-12-03", Reason: "体检"}}},
		},
		stations: map[string]*station.Station{
			portaltest.Station: {ID: portaltest.Station, Code: "CX8K3M", Name: "辰阳镇人大代表联络站", Label: "人大代表联络站", Kind: station.Normal, Area: township, AreaName: "湖南省怀化市辰溪县辰阳镇", Address: "先锋路 12 号", Phone: "0745-5232100", State: station.Open, OpenedAt: year,
				Hours: []station.Hours{{Weekday: 1, From: "09:00", To: "17:00"}},
				Staff: []station.StaffTerm{{ID: "t1", Name: "王立新", Role: station.Head, From: year}, {ID: "t0", Name: "旧站长", Role: station.Head, From: year, Until: at(3, 1, 0)}}},
			"st-9": {ID: "st-9", Code: "CX0000", Name: "已撤并联络站", Kind: station.Normal, Area: township, State: station.Closed},
		},
		days: []roster.ReceptionDay{
			{ID: "d1", Station: portaltest.Station, StationName: "辰阳镇人大代表联络站", Area: township, Start: at(10, 15, 9), End: at(10, 15, 11), State: roster.DayHeld,
				Shifts: []roster.Shift{{Name: "向春梅", State: roster.ShiftAttended}, {Name: "舒建华", State: roster.ShiftAbsent}, {}}},
			{ID: "d2", StationName: "别处联络站", Area: "431225", Start: at(10, 15, 9), State: roster.DayHeld},
		},
	}
}

func (g *registry) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(identity.ListAccounts, func(context.Context, identity.ListAccountsRequest) (rpc.Page[identity.Account], error) {
			return rpc.Page[identity.Account]{Items: inOrder(g.accounts, "a1", "a2", "a3", "county_admin"), Next: "more"}, nil
		}),
		portaltest.Op(identity.ExplainAccount, func(_ context.Context, req identity.ExplainAccountRequest) (identity.Explanation, error) {
			g.asked = append(g.asked, req)
			return identity.Explanation{Policy: 1, State: identity.Active, Grounds: []identity.Ground{{Assignment: g.accounts[req.ID].Assignments[0], Verdict: "elsewhere",
				Rows: []identity.PolicyRow{{Scope: "station"}}, By: identity.Granter{Name: "刘建国", Roles: []string{"county_admin"}}}}}, nil
		}),
		portaltest.Op(identity.GetAccount, func(_ context.Context, req identity.ByID) (identity.Account, error) { return one(g.accounts, req.ID) }),
		portaltest.Op(identity.InviteAccount, g.invite), portaltest.Op(identity.Reinvite, g.reinvite), portaltest.Op(identity.DisableAccount, g.disable),
		portaltest.Op(identity.UnlockAccount, g.unlock),
		portaltest.Op(identity.ListAccountHistory, func(_ context.Context, req identity.AccountHistoryRequest) (rpc.Page[identity.HistoryEntry], error) {
			x := g.accounts[req.ID].Assignments[0]
			return rpc.Page[identity.HistoryEntry]{Next: "7", Items: []identity.HistoryEntry{{What: identity.RoleGiven, At: portaltest.Now, Assignment: &x,
				By: identity.Granter{Name: "刘建国", Roles: []string{"county_admin"}}}}}, nil
		}),
		portaltest.Op(identity.ListAccountSessions, func(context.Context, identity.ByID) (rpc.Page[identity.SessionInfo], error) {
			return rpc.Page[identity.SessionInfo]{Items: g.sessions}, nil
		}),
		portaltest.Op(identity.ListAccountLinks, func(context.Context, identity.ByID) (rpc.Page[identity.Link], error) {
			return rpc.Page[identity.Link]{Items: g.links}, nil
		}),
		portaltest.Op(identity.EndAccountLink, func(_ context.Context, req identity.EndAccountLinkRequest) (rpc.None, error) {
			g.unlinked = req.ID + " " + req.Link + " " + req.Reason
			g.links = nil
			return rpc.None{}, nil
		}),
		portaltest.Op(identity.EndAccountSessions, func(context.Context, identity.Reasoned) (rpc.None, error) {
			g.sessions = nil
			return rpc.None{}, nil
		}),
		portaltest.Op(identity.GrantRole, g.grant), portaltest.Op(identity.RevokeRole, g.revoke),
		portaltest.Op(roster.ListUnits, func(context.Context, roster.ListRequest) (rpc.Page[roster.Unit], error) {
			return rpc.Page[roster.Unit]{Items: inOrder(g.units, "u1", "u3")}, nil
		}),
		portaltest.Op(roster.GetUnit, func(_ context.Context, req roster.ByID) (roster.Unit, error) { return one(g.units, req.ID) }),
		portaltest.Op(roster.CreateUnit, g.createUnit), portaltest.Op(roster.UpdateUnit, g.updateUnit), portaltest.Op(roster.RetireUnit, g.retireUnit),
		portaltest.Op(roster.ListPersons, func(_ context.Context, req roster.ListRequest) (rpc.Page[roster.Person], error) {
			g.listed = append(g.listed, req)
			return rpc.Page[roster.Person]{Items: inOrder(g.persons, "p1")}, nil
		}),
		portaltest.Op(roster.GetPerson, func(_ context.Context, req roster.ByID) (roster.Person, error) { return one(g.persons, req.ID) }),
		portaltest.Op(roster.CreatePerson, g.createPerson), portaltest.Op(roster.UpdatePerson, g.updatePerson), portaltest.Op(roster.UnmaskPerson, g.unmask),
		portaltest.Op(roster.AddMandate, g.addMandate), portaltest.Op(roster.ChangeMandate, g.changeMandate),
		portaltest.Op(roster.PostPerson, g.post), portaltest.Op(roster.EndPosting, g.endPosting),
		portaltest.Op(roster.TakeLeave, g.takeLeave), portaltest.Op(roster.CancelLeave, g.cancelLeave),
		portaltest.Op(roster.ListDays, func(_ context.Context, req roster.ListDaysRequest) (rpc.Page[roster.ReceptionDay], error) {
			var page rpc.Page[roster.ReceptionDay]
			for _, d := range g.days {
				if strings.HasPrefix(d.Area, req.Area) && (req.State == "" || string(d.State) == req.State) && (req.Station == "" || d.Station == req.Station) {
					page.Items = append(page.Items, d)
				}
			}
			return page, nil
		}),
		portaltest.Op(station.ListStations, func(context.Context, station.ListRequest) (rpc.Page[station.Station], error) {
			return rpc.Page[station.Station]{Items: inOrder(g.stations, portaltest.Station, "st-9")}, nil
		}),
		portaltest.Op(station.GetStation, func(_ context.Context, req station.ByID) (station.Station, error) { return one(g.stations, req.ID) }),
		portaltest.Op(station.CreateStation, g.createStation), portaltest.Op(station.UpdateStation, g.updateStation), portaltest.Op(station.CloseStation, g.closeStation),
		portaltest.Op(station.AppointStaff, g.appoint), portaltest.Op(station.EndStaff, g.endStaff),
	}
}

var errMissing = fault.NotFound("x", "没有找到", "not found")

func one[T any](all map[string]*T, id string) (T, error) {
	if v, ok := all[id]; ok {
		return *v, nil
	}
	var none T
	return none, errMissing
}

func inOrder[T any](all map[string]*T, ids ...string) []T {
	var out []T
	for _, id := range ids {
		if v, ok := all[id]; ok {
			out = append(out, *v)
		}
	}
	return out
}

func (g *registry) id() string {
	*g.made++
	return "new" + strconv.Itoa(*g.made)
}

func (g *registry) invite(_ context.Context, req identity.InviteRequest) (identity.Invitation, error) {
	if req.Login == "zhangxl" {
		return identity.Invitation{}, fault.Conflict("login.taken", "登录名已被使用，请换一个", "Taken").At("login", "登录名已被使用，请换一个", "Taken")
	}
	g.invites = append(g.invites, req)
	a := identity.Account{ID: g.id(), Login: req.Login, Name: req.Name, Area: req.Area, State: identity.Invited}
	for _, grant := range req.Grants {
		a.Assignments = append(a.Assignments, identity.Assignment{ID: "x", Role: grant.Role, Area: grant.Area, Station: grant.Station, From: g.now()})
	}
	g.accounts[a.ID] = &a
	return identity.Invitation{Account: a, Code: "INV-7KM2-9QXF", Expires: g.now().AddDate(0, 0, 14)}, nil
}

func (g *registry) reinvite(_ context.Context, req identity.ByID) (identity.Invitation, error) {
	if req.ID == "a3" {
		return identity.Invitation{}, fault.Denied("account.above", "该账号持有您无权授予的角色，请由上级管理员处理", "Above you")
	}
	return identity.Invitation{Account: *g.accounts[req.ID], Code: "AGAIN-1234", Expires: g.now().AddDate(0, 0, 14)}, nil
}

func (g *registry) disable(_ context.Context, req identity.Reasoned) (identity.Account, error) {
	g.accounts[req.ID].State = identity.Disabled
	return *g.accounts[req.ID], nil
}

func (g *registry) unlock(_ context.Context, req identity.Reasoned) (identity.Account, error) {
	g.accounts[req.ID].LockedUntil = time.Time{}
	return *g.accounts[req.ID], nil
}

func (g *registry) grant(_ context.Context, req identity.GrantRequest) (identity.Account, error) {
	if !authz.MayGrant(authz.CountyAdmin, authz.Role(req.Grant.Role)) {
		return identity.Account{}, fault.Denied("grant.beyond", "您不能在此范围授予该角色", "Beyond")
	}
	a := g.accounts[req.ID]
	a.Assignments = append(a.Assignments, identity.Assignment{ID: g.id(), Role: req.Grant.Role, Area: req.Grant.Area, Station: req.Grant.Station, Unit: req.Grant.Unit, From: g.now(), Until: req.Grant.Until})
	return *a, nil
}

func (g *registry) revoke(_ context.Context, req identity.RevokeRequest) (identity.Account, error) {
	a := g.accounts[req.ID]
	for i := range a.Assignments {
		if a.Assignments[i].ID == req.Assignment {
			a.Assignments[i].Until = g.now()
		}
	}
	return *a, nil
}

func (g *registry) createUnit(_ context.Context, req roster.CreateUnitRequest) (roster.Unit, error) {
	u := roster.Unit{ID: g.id(), Name: req.Name, Area: req.Area, Level: req.Level, Duties: req.Duties, Phone: req.Phone}
	g.units[u.ID] = &u
	return u, nil
}

func (g *registry) updateUnit(_ context.Context, req roster.UpdateUnitRequest) (roster.Unit, error) {
	u := g.units[req.ID]
	u.Name, u.Duties, u.Phone = req.Name, req.Duties, req.Phone
	return *u, nil
}

func (g *registry) retireUnit(_ context.Context, req roster.Reasoned) (roster.Unit, error) {
	g.units[req.ID].Retired = g.now()
	return *g.units[req.ID], nil
}

func (g *registry) createPerson(_ context.Context, req roster.CreatePersonRequest) (roster.Person, error) {
	p := roster.Person{ID: g.id(), Name: req.Name, Post: req.Post, Official: req.Official, Area: req.Area}
	for _, m := range req.Mandates {
		p.Mandates = append(p.Mandates, roster.Mandate{ID: g.id(), Level: m.Level, Area: m.Area, Term: m.Term, From: m.From, Status: roster.MandateActive})
	}
	for _, st := range req.Stations {
		p.Postings = append(p.Postings, roster.Posting{ID: g.id(), Station: st, From: g.now()})
	}
	g.persons[p.ID] = &p
	return p, nil
}

func (g *registry) updatePerson(_ context.Context, req roster.UpdatePersonRequest) (roster.Person, error) {
	p := g.persons[req.ID]
	p.Name, p.Post, p.Official = req.Name, req.Post, req.Official
	return *p, nil
}

func (g *registry) unmask(_ context.Context, req roster.UnmaskRequest) (roster.PersonContact, error) {
	g.unmasked = append(g.unmasked, req)
	return roster.PersonContact{Phone: "13812345678"}, nil
}

func (g *registry) addMandate(_ context.Context, req roster.AddMandateRequest) (roster.Person, error) {
	p, m := g.persons[req.ID], req.Mandate
	p.Mandates = append(p.Mandates, roster.Mandate{ID: g.id(), Level: m.Level, Area: m.Area, Term: m.Term, From: m.From, Status: roster.MandateActive})
	return *p, nil
}

func (g *registry) changeMandate(_ context.Context, req roster.ChangeMandateRequest) (roster.Person, error) {
	m := &g.persons[req.ID].Mandates[0]
	m.Status, m.History = req.To, append(m.History, roster.MandateChange{To: req.To, Cause: req.Cause, Reason: req.Reason, At: g.now()})
	return *g.persons[req.ID], nil
}

func (g *registry) post(_ context.Context, req roster.PostRequest) (roster.Person, error) {
	p := g.persons[req.ID]
	p.Postings = append(p.Postings, roster.Posting{ID: g.id(), Station: req.Station, From: g.now(), Until: req.Until})
	return *p, nil
}

func (g *registry) endPosting(_ context.Context, req roster.EndPostingRequest) (roster.Person, error) {
	g.persons[req.ID].Postings[0].Until = g.now()
	return *g.persons[req.ID], nil
}

func (g *registry) takeLeave(_ context.Context, req roster.LeaveRequest) (roster.Person, error) {
	p := g.persons[req.ID]
	p.Leaves = append(p.Leaves, roster.Leave{ID: g.id(), From: req.From, To: req.To, Reason: req.Reason})
	return *p, nil
}

func (g *registry) cancelLeave(_ context.Context, req roster.CancelLeaveRequest) (roster.Person, error) {
	g.persons[req.ID].Leaves = nil
	return *g.persons[req.ID], nil
}

func (g *registry) createStation(_ context.Context, req station.CreateRequest) (station.Station, error) {
	st := station.Station{ID: g.id(), Code: "CXNEW1", Name: req.Name, Kind: req.Kind, Area: req.Area, Hours: req.Hours, Lat: req.Lat, State: station.Open, OpenedAt: g.now()}
	g.stations[st.ID] = &st
	return st, nil
}

func (g *registry) updateStation(_ context.Context, req station.UpdateRequest) (station.Station, error) {
	st := g.stations[req.ID]
	st.Name, st.Phone, st.Hours = req.Name, req.Phone, req.Hours
	return *st, nil
}

func (g *registry) closeStation(_ context.Context, req station.CloseRequest) (station.Station, error) {
	g.stations[req.ID].State = station.Closed
	return *g.stations[req.ID], nil
}

func (g *registry) appoint(_ context.Context, req station.AppointRequest) (station.Station, error) {
	st := g.stations[req.ID]
	if req.Role == station.Head {
		return *st, fault.Conflict("station.staff", "已有站长在任，请先结束其任期", "There is a head already")
	}
	st.Staff = append(st.Staff, station.StaffTerm{ID: g.id(), Name: req.Name, Role: req.Role, From: g.now()})
	return *st, nil
}

func (g *registry) endStaff(_ context.Context, req station.EndStaffRequest) (station.Station, error) {
	g.stations[req.ID].Staff[0].Until = g.now()
	return *g.stations[req.ID], nil
}
