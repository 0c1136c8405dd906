package plan

// group is a set of stations and the deputies of one kind who are posted to any
// of them, closed under sharing: no deputy of the kind links it to another group.
// Groups are solved apart, which keeps a province as quick as its counties.
type group struct {
	kind     int
	shifts   []int
	deputies []int
}

// groups lists the groups that need anybody, by kind and first station.
func (m *model) groups() (all []group) {
	for k := range kinds {
		root := m.shared(k)
		at := make(map[int]int)
		first := len(all)
		for st := range m.stations {
			i, known := at[root[st]]
			if !known {
				i = len(all)
				at[root[st]] = i
				all = append(all, group{kind: k})
			}
			for _, s := range m.shiftsOf[st] {
				if m.shifts[s].need[k] > 0 {
					all[i].shifts = append(all[i].shifts, s)
				}
			}
		}
		for d := range m.deputies {
			if dep := &m.deputies[d]; dep.kind == k && len(dep.stations) > 0 {
				g := &all[at[root[dep.stations[0]]]]
				g.deputies = append(g.deputies, d)
			}
		}
		all = append(all[:first], needed(all[first:])...)
	}
	return all
}

func needed(in []group) (out []group) {
	for _, g := range in {
		if len(g.shifts) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// shared gives every station the number of one station that stands for all those
// it shares deputies of the kind with, directly or through others.
func (m *model) shared(kind int) []int {
	parent := make([]int, len(m.stations))
	for st := range parent {
		parent[st] = st
	}
	find := func(st int) int {
		for parent[st] != st {
			parent[st] = parent[parent[st]]
			st = parent[st]
		}
		return st
	}
	for d := range m.deputies {
		dep := &m.deputies[d]
		for _, st := range dep.stations {
			if dep.kind == kind {
				a, b := find(dep.stations[0]), find(st)
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	for st := range parent {
		parent[st] = find(st)
	}
	return parent
}
