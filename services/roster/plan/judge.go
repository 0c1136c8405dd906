package plan

// judgeDeputy finds what one deputy's shifts break.
func (b *book) judgeDeputy(d int) (all []Violation) {
	dep := &b.deputies[d]
	for i, s := range b.shiftsBy[d] {
		v := Violation{Where: b.shifts[s].Place, Deputy: dep.Person}
		if !b.posted(d, s) {
			v.Rule = RulePosting
			all = append(all, v)
		}
		if b.onLeave(d, s) {
			v.Rule = RuleLeave
			all = append(all, v)
		}
		all = append(all, b.judgeDay(v, s, b.shiftsBy[d][:i])...)
	}
	if n := len(b.shiftsBy[d]); n > dep.limit {
		all = append(all, Violation{Rule: RulePerMonth, Deputy: dep.Person, Have: n, Allowed: dep.limit})
	}
	return all
}

// judgeDay holds a shift against the deputy's earlier ones: overlaps, or else one
// too many on the day.
func (b *book) judgeDay(v Violation, s int, earlier []int) (all []Violation) {
	n := 1
	for _, t := range earlier {
		if b.shifts[t].day != b.shifts[s].day {
			continue
		}
		n++
		v.Other = b.shifts[t].Place
		if b.overlap(s, t) {
			v.Rule = RuleTwiceAtOnce
			all = append(all, v)
		}
	}
	if n > b.rules.MaxPerDay && len(all) == 0 {
		v.Rule, v.Have, v.Allowed = RulePerDay, n, b.rules.MaxPerDay
		all = append(all, v)
	}
	return all
}

// judgeShift compares who is there with who is needed.
func (b *book) judgeShift(s int, missing bool) (all []Violation) {
	for k, kind := range kinds {
		v := Violation{Where: b.shifts[s].Place, Kind: kind, Have: b.filled(s, k), Allowed: b.shifts[s].need[k]}
		switch {
		case v.Have > v.Allowed:
			v.Rule = RuleSurplus
		case v.Have < v.Allowed && missing:
			v.Rule = RuleMissing
		default:
			continue
		}
		all = append(all, v)
	}
	return all
}

// judgeStation counts the fully staffed receptions of a station.
func (b *book) judgeStation(st int) []Violation {
	staffed := 0
	for _, s := range b.shiftsOf[st] {
		if b.open(s, 0) == 0 && b.open(s, 1) == 0 {
			staffed++
		}
	}
	if staffed >= b.rules.MinReceptions {
		return nil
	}
	where := Place{Station: b.stations[st].ID, Name: b.stations[st].Name}
	return []Violation{{
		Rule: RuleMinReceptions, Where: where,
		Have: staffed, Allowed: b.rules.MinReceptions, Planned: len(b.shiftsOf[st]),
	}}
}
