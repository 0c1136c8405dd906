package roster

import (
	"maps"
	"slices"

	"lianluo/pkg/calendar"
	"lianluo/pkg/rules"
)

// loads are how often deputies and stations come up in the months ahead, counted
// on what is drafted or announced.
type loads struct {
	change   rules.Change[Rules]
	deputies map[string]*load // by person and month, and by person and day
	stations map[string]*load // by station and month
}

// load is one count, with what it is about.
type load struct {
	id, label, area string
	daily           bool
	n               int
}

func newLoads(c rules.Change[Rules]) loads {
	return loads{change: c, deputies: map[string]*load{}, stations: map[string]*load{}}
}

func (l loads) add(d *day) {
	date := d.date().String()
	month := date[:len("2026-03")]
	if month > calendar.DateOf(l.change.From).String()[:len(month)] { // of whole months all days are seen
		count(l.stations, d.Station+" "+month, load{id: d.Station, label: d.StationName + " " + month, area: d.Area})
	}
	for _, sh := range d.Shifts {
		if sh.Person == "" {
			continue
		}
		for _, when := range []string{month, date} {
			count(l.deputies, sh.Person+" "+when, load{id: sh.Person, label: sh.Name + " " + when, area: d.Area, daily: when == date})
		}
	}
}

func count(in map[string]*load, key string, one load) {
	if in[key] == nil {
		in[key] = &one
	}
	in[key].n++
}

// effects are what the rules before allow, and those after do not.
func (l loads) effects(partly bool) []rules.Effect {
	over := func(r Rules, one *load) bool {
		if one.daily {
			return one.n > r.MaxPerDay
		}
		return r.MaxPerMonth > 0 && one.n > r.MaxPerMonth
	}
	few := func(r Rules, one *load) bool { return one.n < r.PerMonth }
	return rules.Happening(
		l.newly(l.deputies, "person", over).Say(partly, "%d 位代表的班次将超过新规则的上限。", "%d deputies would have more shifts than the new rules allow."),
		l.newly(l.stations, "station", few).Say(partly, "%d 个站某月已排的接待日将少于新规则的次数。", "%d stations have drafted fewer days for a month than the new rules ask for."),
	)
}

// newly are those of which something holds by the rules after, and not before; the
// same deputy or station counts once.
func (l loads) newly(of map[string]*load, kind string, holds func(Rules, *load) bool) rules.Effect {
	e, seen := rules.Effect{Kind: kind, Grave: true}, map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		one := of[key]
		if !seen[one.id] && !holds(l.change.Before(one.area), one) && holds(l.change.After(one.area), one) {
			seen[one.id] = true
			e.Add(one.id, one.label)
		}
	}
	return e
}
