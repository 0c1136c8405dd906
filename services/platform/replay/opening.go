package replay

import (
	"context"
	"fmt"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/services/platform/replay/script"
)

// Keys of things in the diary.
func stationKey(n int) string { return fmt.Sprintf("station/%d", n) }
func personKey(n int) string  { return fmt.Sprintf("person/%d", n) }

func unitKey(station int, u script.Unit) string {
	if u.County {
		return fmt.Sprintf("unit/county/%d", u.N)
	}
	return fmt.Sprintf("unit/%d/%d", station, u.N)
}

// open sets the county up: stations, their staff, handling units, deputies, and
// the accounts of all who act.
func (p *player) open(ctx context.Context) error {
	for _, step := range []struct {
		words string
		fn    func(context.Context) error
	}{{"县级账号", p.openOffice}, {"建站", p.openStations}, {"承办单位", p.openUnits}, {"代表", p.enterPeople}, {"账号", func(ctx context.Context) error { return p.handOut(ctx, opening) }}} {
		if p.last.After(opening) {
			break
		}
		p.say("筹备：" + step.words)
		if err := step.fn(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.words, err)
		}
		if err := p.turn(opening, true); err != nil {
			return err
		}
	}
	for n := range p.script.People {
		p.onDuty.Store(p.of(personKey(n))[0], n)
	}
	return nil
}

// openOffice is the county's own account, which makes the others.
func (p *player) openOffice(ctx context.Context) error {
	if !p.expires(countyLogin).IsZero() {
		return nil
	}
	return p.renew(ctx, countyLogin, opening)
}

func (p *player) openStations(ctx context.Context) error {
	return each(ctx, make([]int, script.Centre()+1), func(ctx context.Context, n int, _ int) error {
		if p.of(stationKey(n)) != nil {
			return nil
		}
		s, err := do(ctx, p, countyLogin, station.CreateStation, p.stationDraft(n), stationKey(n))
		if err != nil {
			return err
		}
		p.keep(stationKey(n), s.ID, s.Code)
		for kind, role := range map[string]station.StaffRole{"head": station.Head, "liaison": station.LiaisonOfficer} {
			req := station.AppointRequest{ID: s.ID, Name: p.staffName(kind, n), Role: role}
			if _, err := do(ctx, p, countyLogin, station.AppointStaff, req, fmt.Sprintf("staff/%d/%s", n, kind)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *player) stationDraft(n int) station.CreateRequest {
	name, kind, address := "辰溪县", station.Center, "辰阳镇政务服务中心二楼"
	if towns := script.Townships(); n < len(towns) {
		name, kind = towns[n].Name, station.Normal
		address = name + "便民服务中心一楼"
	}
	draft := station.Draft{Name: name + "人大代表联络站", Label: "人大代表联络站", Kind: kind, Address: address,
		Phone: fmt.Sprintf("0745-52%05d", 10000+n*37), Lat: 27.85 + float64(n%6)*0.05, Lng: 110.0 + float64(n/6)*0.08}
	for day := 1; day <= 5; day++ {
		draft.Hours = append(draft.Hours, station.Hours{Weekday: day, From: "08:30", To: "12:00"}, station.Hours{Weekday: day, From: "14:30", To: "17:30"})
	}
	return station.CreateRequest{Area: areaOf(n), Draft: draft}
}

// staffName is who works at a station.
func (p *player) staffName(kind string, n int) string {
	at := n * 2
	if kind == "head" {
		at++
	}
	return script.StaffNames[at%len(script.StaffNames)]
}

func (p *player) openUnits(ctx context.Context) error {
	type wanted struct {
		station int
		unit    script.Unit
		office  script.Office
		level   string
	}
	var all []wanted
	for i, o := range script.CountyOffices {
		all = append(all, wanted{script.Centre(), script.Unit{County: true, N: i}, o, "county"})
	}
	for s := range script.Townships() {
		for i, o := range script.TownshipOffices {
			all = append(all, wanted{s, script.Unit{N: i}, o, "township"})
		}
	}
	return each(ctx, all, func(ctx context.Context, i int, w wanted) error {
		name := "辰溪县"
		if w.level == "township" {
			name = script.Townships()[w.station].Name
		}
		draft := roster.UnitDraft{Name: name + w.office.Name, Level: w.level, Phone: fmt.Sprintf("0745-53%05d", 10000+i*13)}
		for _, d := range w.office.Duties {
			draft.Duties = append(draft.Duties, roster.Duty{Category: d})
		}
		key := unitKey(w.station, w.unit)
		u, err := do(ctx, p, countyLogin, roster.CreateUnit, roster.CreateUnitRequest{Area: areaOf(w.station), UnitDraft: draft}, key)
		p.keep(key, u.ID, u.Name)
		return err
	})
}

func (p *player) enterPeople(ctx context.Context) error {
	return each(ctx, p.script.People, func(ctx context.Context, n int, who script.Person) error {
		if p.of(personKey(n)) != nil {
			return nil
		}
		code := areaOf(who.Station)
		mandate := roster.MandateDraft{Level: who.Level, Area: code, Term: script.Term, District: who.District, From: script.Opened.Start()}
		if who.Level == "county" {
			mandate.Area, mandate.Term = script.County, 18
		}
		req := roster.CreatePersonRequest{Area: code, Mandates: []roster.MandateDraft{mandate}, Stations: []string{p.of(stationKey(who.Station))[0]},
			PersonDraft: roster.PersonDraft{Name: who.Name, Gender: who.Gender, Post: who.Post, Official: who.Official, Rank: who.Rank, Phone: who.Phone}}
		made, err := do(ctx, p, countyLogin, roster.CreatePerson, req, personKey(n))
		if err == nil {
			p.keep(personKey(n), made.ID, made.Mandates[0].ID)
		}
		return err
	})
}
