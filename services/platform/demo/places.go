package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
)

var officeHours = func() []station.Hours {
	var out []station.Hours
	for day := 1; day <= 5; day++ {
		out = append(out, station.Hours{Weekday: day, From: "08:30", To: "12:00"}, station.Hours{Weekday: day, From: "14:30", To: "17:30"})
	}
	return out
}()

// makeStations opens the county's centre and a station in every township. The
// points lie around the county's seat; they are not surveyed.
func (l *Loader) makeStations(ctx context.Context) error {
	places := append([]area.Division{{Code: County, Name: "辰溪县"}}, l.townships...)
	return each(ctx, places, func(ctx context.Context, i int, d area.Division) error {
		r := dice(1, uint64(i))
		draft := station.Draft{
			Name: d.Name + "人大代表联络站", Label: "人大代表联络站", Kind: station.Normal, Hours: officeHours,
			Address: d.Name + "便民服务中心一楼", Phone: fmt.Sprintf("0745-52%05d", 10000+i*37),
			Lat: 28.00 + r.Float64()*0.3 - 0.15, Lng: 110.18 + r.Float64()*0.3 - 0.15,
		}
		if i == 0 {
			draft.Name, draft.Kind, draft.Address = "辰溪县人大代表联络中心站", station.Center, "辰阳镇政务服务中心二楼"
		}
		s, err := do(ctx, l.as("county", "station"), station.CreateStation, station.CreateRequest{Area: string(d.Code), Draft: draft}, "station/%s", d.Code)
		if err != nil {
			return err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.stations[string(d.Code)] = s
		return nil
	})
}

// unitMade is a unit and the categories it answers for.
type unitMade struct {
	ID, Name, Login string
	duties          []string
}

type unitPlan struct {
	name   string
	duties []string
}

// The categories are prefixes of casework's tree.
var countyUnits = []unitPlan{
	{"交通运输局", []string{"01"}}, {"水利局", []string{"02"}}, {"住房和城乡建设局", []string{"10"}},
	{"教育局", []string{"05"}}, {"卫生健康局", []string{"06"}}, {"民政局", []string{"07", "0801", "0802"}},
	{"人力资源和社会保障局", []string{"0702", "0803", "0804"}}, {"农业农村局", []string{"09"}}, {"自然资源局", []string{"11"}},
	{"生态环境局", []string{"04"}}, {"城市管理局", []string{"0103", "0401", "0403"}}, {"公安局", []string{"0106", "1201", "1202"}},
	{"供电公司", []string{"03"}}, {"文化旅游广电体育局", []string{"1005"}}, {"行政审批服务局", []string{"1205"}},
	{"林业局", []string{"0905"}}, {"应急管理局", []string{"1104", "1203"}}, {"医疗保障局", []string{"0602"}},
}

var townshipUnits = []unitPlan{
	{"社会事务综合服务中心", []string{"05", "06", "07", "08"}},
	{"农业综合服务中心", []string{"02", "09"}},
	{"建设和交通服务中心", []string{"01", "03", "10"}},
	{"自然资源和生态环境办公室", []string{"04", "11"}},
	{"社会治安和应急管理办公室", []string{"12"}},
}

func (l *Loader) makeUnits(ctx context.Context) error {
	type wanted struct {
		code, prefix, level string
		unitPlan
	}
	var all []wanted
	for _, u := range countyUnits {
		all = append(all, wanted{County, "辰溪县", "county", u})
	}
	for _, t := range l.townships {
		for _, u := range townshipUnits {
			all = append(all, wanted{string(t.Code), t.Name, "township", u})
		}
	}
	return each(ctx, all, func(ctx context.Context, i int, w wanted) error {
		draft := roster.UnitDraft{Name: w.prefix + w.name, Level: w.level, Phone: fmt.Sprintf("0745-53%05d", 10000+i*13)}
		for _, d := range w.duties {
			draft.Duties = append(draft.Duties, roster.Duty{Category: d})
		}
		u, err := do(ctx, l.as("county", "roster"), roster.CreateUnit, roster.CreateUnitRequest{Area: w.code, UnitDraft: draft}, "unit/%s/%d", w.code, i)
		if err != nil {
			return err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.units[w.code] = append(l.units[w.code], unitMade{ID: u.ID, Name: u.Name, Login: l.handlerOf(w.code, w.duties), duties: w.duties})
		return nil
	})
}

// first is the township in which one account of each kind is ready.
func (l *Loader) first() string { return string(l.townships[0].Code) }

// makeStaff makes one account of each kind ready and invites the others.
func (l *Loader) makeStaff(ctx context.Context) error {
	first := l.stations[l.first()]
	name := l.townships[0].Name
	unit, countyUnit := l.unitFor(l.first(), "01"), l.unitFor(County, "01")
	at := func(role string) identity.Grant {
		return identity.Grant{Role: role, Area: l.first(), Station: first.ID}
	}
	for _, r := range []struct {
		Ready
		person string
		grant  identity.Grant
	}{
		{Ready{Login: "township", Name: name + "人大主席 田永", Role: "township_admin", Place: "/desk"}, "", grant("township_admin", l.first())},
		{Ready{Login: "head", Name: name + "站长 米芳", Role: "station_head", Place: "/desk"}, "", at("station_head")},
		{Ready{Login: "liaison", Name: name + "联络员 刘倩", Role: "liaison_officer", Place: "/desk"}, "", at("liaison_officer")},
		{Ready{Login: "deputy", Name: "代表", Role: "deputy", Place: "/d"}, l.Deputy(), grant("deputy", l.first())},
		{Ready{Login: "unit", Name: unit.Name + " 张强", Role: "handling_unit", Place: "/desk"}, "", identity.Grant{Role: "handling_unit", Area: l.first(), Unit: unit.ID}},
		{Ready{Login: "bureau", Name: countyUnit.Name + " 王海", Role: "handling_unit", Place: "/desk"}, "", identity.Grant{Role: "handling_unit", Area: County, Unit: countyUnit.ID}},
	} {
		if r.person != "" {
			p, err := do(ctx, l.as("county", "roster"), roster.GetPerson, roster.ByID{ID: r.person}, "get")
			if err != nil {
				return err
			}
			r.Name = "代表 " + p.Name
		}
		if err := l.makeReady(ctx, r.Ready, r.grant.Area, r.person, r.grant); err != nil {
			return err
		}
	}
	if err := l.appoint(ctx, first, "米芳", station.Head, 0); err != nil {
		return err
	}
	if err := l.appoint(ctx, first, "刘倩", station.LiaisonOfficer, 1); err != nil {
		return err
	}
	return l.enterOthers(ctx)
}

func (l *Loader) appoint(ctx context.Context, s station.Station, name string, role station.StaffRole, n int) error {
	_, err := do(ctx, l.as("county", "station"), station.AppointStaff, station.AppointRequest{ID: s.ID, Name: name, Role: role}, "staff/%s/%d", s.ID, n)
	return err
}

// officer is the login of a station's liaison officer.
func (l *Loader) officer(s station.Station) string {
	if s.Area == l.first() {
		return "liaison"
	}
	return l.login("liaison", s.Area)
}

// login is an account of a township: what it does and the township's place in the
// county's list, as liaison-02.
func (l *Loader) login(kind, code string) string {
	at := slices.IndexFunc(l.townships, func(t area.Division) bool { return string(t.Code) == code })
	return fmt.Sprintf("%s-%02d", kind, at+1)
}

// handlerOf is the account that acts for a unit, "" for most of the county's.
func (l *Loader) handlerOf(code string, duties []string) string {
	roads := slices.Contains(duties, "01")
	switch {
	case code == County && roads:
		return "bureau"
	case code == County:
		return ""
	case code == l.first() && roads:
		return "unit"
	}
	return l.login("unit", code)
}

// enterOthers gives every station its officer, and every township one who acts
// for its units: their cases are theirs to handle. The heads are invited later.
func (l *Loader) enterOthers(ctx context.Context) error {
	return each(ctx, l.townships, func(ctx context.Context, i int, t area.Division) error {
		s, r := l.stations[string(t.Code)], dice(7, uint64(i))
		head, officer, handler := personName(r), personName(r), personName(r)
		code := string(t.Code)
		if i > 0 {
			if err := l.appoint(ctx, s, head, station.Head, 0); err != nil {
				return err
			}
			if err := l.appoint(ctx, s, officer, station.LiaisonOfficer, 1); err != nil {
				return err
			}
			g := identity.Grant{Role: "liaison_officer", Area: code, Station: s.ID}
			if err := l.enter(ctx, Ready{Login: l.officer(s), Name: officer, Role: g.Role, Place: "/desk"}, code, g); err != nil {
				return err
			}
		}
		login := l.login("unit", code)
		var grants []identity.Grant
		for _, u := range l.units[code] {
			if u.Login == login {
				grants = append(grants, identity.Grant{Role: "handling_unit", Area: code, Unit: u.ID})
			}
		}
		return l.enter(ctx, Ready{Login: login, Name: t.Name + "经办人 " + handler, Role: "handling_unit", Place: "/desk"}, code, grants...)
	})
}

// enter makes an account that acts in the load without being shown.
func (l *Loader) enter(ctx context.Context, r Ready, code string, grants ...identity.Grant) error {
	invitation, err := l.invite(ctx, r.Login, r.Name, code, "", grants...)
	if err != nil {
		return err
	}
	return l.accounts.enter(ctx, r, invitation)
}

// inviteHeads gives the other stations' heads one-time invitations, which the
// county hands out.
func (l *Loader) inviteHeads(ctx context.Context) error {
	return each(ctx, l.townships[1:], func(ctx context.Context, i int, t area.Division) error {
		s := l.stations[string(t.Code)]
		g := identity.Grant{Role: "station_head", Area: s.Area, Station: s.ID}
		_, err := l.invite(ctx, l.login("head", s.Area), personName(dice(7, uint64(i+1))), s.Area, "", g)
		return err
	})
}

// unitFor is the unit of an area that answers for a category: the one with the narrowest
// duty.
func (l *Loader) unitFor(code, category string) unitMade {
	best, length := l.units[code][0], 0
	for _, u := range l.units[code] {
		for _, d := range u.duties {
			if strings.HasPrefix(category, d) && len(d) > length {
				best, length = u, len(d)
			}
		}
	}
	return best
}
