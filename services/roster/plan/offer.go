package plan

import "slices"

// offer links a deputy's node to every shift they could take, through a node per
// session (one shift at a time) and, where a day has more sessions than the
// deputy may still serve, a node for the day.
func (s *solver) offer(node int32, d int) {
	for options := s.options(d); len(options) > 0; {
		day := s.shifts[options[0]].day
		n := slices.IndexFunc(options, func(sh int) bool { return s.shifts[sh].day != day })
		if n < 0 {
			n = len(options)
		}
		s.offerDay(node, d, s.sessions(options[:n]))
		options = options[n:]
	}
}

func (s *solver) offerDay(from int32, d int, sessions [][]int) {
	day := s.shifts[sessions[0][0]].day
	if room := s.rules.MaxPerDay - len(s.onDay(d, day)); room < len(sessions) {
		from = s.through(from, room)
	}
	for _, session := range sessions {
		at := from
		if len(session) > 1 {
			at = s.through(from, 1)
		}
		for _, sh := range session {
			arc := s.net.link(at, s.local[sh], 1)
			s.picks = append(s.picks, pick{arc, seat{sh, d}})
		}
	}
}

// through adds a node that lets at most room units pass.
func (s *solver) through(from int32, room int) int32 {
	node := s.net.node()
	s.net.link(from, node, int32(room))
	return node
}

// sessions splits shifts of one day, given in order of start, where there is a
// moment that none of them covers. With one shift a day the day is one session.
func (m *model) sessions(shifts []int) (all [][]int) {
	if m.rules.MaxPerDay == 1 {
		return [][]int{shifts}
	}
	end := m.shifts[shifts[0]].Start
	for _, s := range shifts {
		if sh := &m.shifts[s]; sh.Start.Before(end) {
			all[len(all)-1] = append(all[len(all)-1], s)
		} else {
			all = append(all, []int{s})
		}
		if e := m.shifts[s].End; e.After(end) {
			end = e
		}
	}
	return all
}
