package demo

import (
	"context"
	"fmt"
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
	{"生态环境局", []string{"04"}}, {"城市管理局", []string{"0401", "0403"}}, {"公安局", []string{"0106", "1201", "1202"}},
	{"供电公司", []string{"03"}}, {"文化旅游广电体育局", []string{"1005"}}, {"行政审批服务局", []string{"1205"}},
	{"林业局", []string{"0905"}}, {"应急管理局", []string{"1104", "1203"}}, {"医疗保障局", []string{"0602"}},
}

var townshipUnits = []unitPlan{
	{"社会事务综合服务中心", []string{"05", "06", "07", "08"}},
	{"农业综合服务中心", []string{"02", "09", "11"}},
	{"自然资源和生态环境办公室", []string{"01", "03", "04", "10"}},
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
		l.units[w.code] = append(l.units[w.code], unitMade{ID: u.ID, Name: u.Name, duties: w.duties})
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
	deputy := l.people[first.ID][0]
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
		{Ready{Login: "deputy", Name: "代表", Role: "deputy", Place: "/d"}, deputy, grant("deputy", l.first())},
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
	return l.inviteOthers(ctx)
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
	return fmt.Sprintf("%s-%s", s.Code, station.LiaisonOfficer)
}

// inviteOthers gives every other station its head and liaison officer. Heads come
// in by one-time invitations that the county hands out; the officers have, since
// the cases of their stations are theirs to register.
func (l *Loader) inviteOthers(ctx context.Context) error {
	return each(ctx, l.townships[1:], func(ctx context.Context, i int, t area.Division) error {
		s := l.stations[string(t.Code)]
		r := dice(7, uint64(i))
		for n, role := range []station.StaffRole{station.Head, station.LiaisonOfficer} {
			name := personName(r)
			if err := l.appoint(ctx, s, name, role, n); err != nil {
				return err
			}
			accountRole := map[station.StaffRole]string{station.Head: "station_head", station.LiaisonOfficer: "liaison_officer"}[role]
			g := identity.Grant{Role: accountRole, Area: string(t.Code), Station: s.ID}
			login := fmt.Sprintf("%s-%s", s.Code, role)
			invitation, err := l.invite(ctx, login, name, string(t.Code), "", g)
			if err == nil && role == station.LiaisonOfficer {
				err = l.accounts.enter(ctx, Ready{Login: login, Name: name, Role: accountRole, Place: "/desk"}, invitation)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// unitFor is the unit of an area that answers for a category.
func (l *Loader) unitFor(code, category string) unitMade {
	for _, u := range l.units[code] {
		for _, d := range u.duties {
			if strings.HasPrefix(category, d) {
				return u
			}
		}
	}
	return l.units[code][0]
}
