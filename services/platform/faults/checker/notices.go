package checker

import (
	"slices"
	"strings"
)

// Who hears of what, in the words of the domain: the people who said it are told
// when it is handed over, when there is a reply, and of the end; the unit of what
// is handed to it; the station of what comes in.
var (
	toldToPeople  = []string{"CaseAssigned", "PersonAsked", "CaseReopened", "CaseClosed"}
	toldToUnit    = []string{"CaseAssigned"}
	toldToStation = []string{"CaseRegistered", "PersonAnswered"}
)

// The inboxes that are read.
const (
	StationHead = "station head" // of the clients' station
	UnitOffice  = "unit"         // of the unit that all cases go to
)

// people: of every event that concerns them, those who gave an address have one
// delivery, and it arrived, is marked uncertain, or will be tried again later than
// anybody waited.
func (f *findings) people(h []Act, s State) {
	reachable := map[string]bool{}
	for _, a := range h {
		if a.registers() && a.Reach != "" {
			reachable[a.Object] = true
		}
	}
	byEvent := map[string][]Delivery{}
	for _, d := range s.Deliveries {
		if strings.HasPrefix(d.Recipient, "voice:") {
			byEvent[d.Event] = append(byEvent[d.Event], d)
		}
	}
	for _, row := range s.Journals["casework"] {
		object := row.Event.Aggregate + "/" + row.Event.Subject
		if !reachable[object] || !slices.Contains(toldToPeople, short(row.Event.Type)) {
			continue
		}
		switch made := byEvent[row.Event.ID]; {
		case len(made) == 0:
			f.add(NotTold, object, "of %s the person was told nothing", short(row.Event.Type))
		case len(made) > 1:
			f.add(ToldTwice, object, "of %s there are %d deliveries to the person", short(row.Event.Type), len(made))
		case made[0].State == "waiting" && made[0].Next.After(s.Waited):
		case made[0].State != "delivered" && made[0].State != "uncertain":
			f.add(NotTold, object, "of %s the person was told nothing: the delivery is %s", short(row.Event.Type), made[0].State)
		}
	}
}

// staff: who works on a case finds each event about it in the inbox, once.
func (f *findings) staff(h []Act, s State) {
	ours := map[string]bool{}
	for _, a := range h {
		ours[a.Object] = true
	}
	for role, events := range map[string][]string{StationHead: toldToStation, UnitOffice: toldToUnit} {
		inbox, read := s.Inboxes[role]
		if !read {
			continue
		}
		heard := map[string]int{}
		for _, m := range inbox {
			if heard[m.Event]++; heard[m.Event] == 2 {
				f.add(ToldTwice, role, "%s, event %s", m.Title, m.Event)
			}
		}
		for _, row := range s.Journals["casework"] {
			object := row.Event.Aggregate + "/" + row.Event.Subject
			if ours[object] && slices.Contains(events, short(row.Event.Type)) && heard[row.Event.ID] == 0 {
				f.add(NotTold, object, "the %s did not hear of %s", role, short(row.Event.Type))
			}
		}
	}
}

// catches: what is said to be delivered arrived once; what arrived is said to be
// delivered, or that it is uncertain; nothing arrived twice.
func (f *findings) catches(s State) {
	known := map[string]bool{}
	for _, d := range s.Deliveries {
		if d.Channel != "mail" && d.Channel != "sms" {
			continue
		}
		known[d.ID] = true
		switch n := s.Caught[d.ID]; {
		case n > 1:
			f.add(ToldTwice, d.Object, "%s %s arrived %d times", d.Channel, d.ID, n)
		case n == 0 && d.State == "delivered":
			f.add(NotTold, d.Object, "%s %s is said to be delivered and never arrived", d.Channel, d.ID)
		case n == 1 && d.State != "delivered" && d.State != "uncertain":
			f.add(ToldTwice, d.Object, "%s %s arrived, and is said to be %s: it would go out again", d.Channel, d.ID, d.State)
		}
	}
	for id, n := range s.Caught {
		if !known[id] {
			f.add(ToldTwice, id, "it arrived %d times, and no delivery is known", n)
		}
	}
}
