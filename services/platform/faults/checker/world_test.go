package checker

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// world is a small history and a state that agrees with it, built by hand: two
// cases taken along their way, one reception that two deputies came to.
type world struct {
	acts  []Act
	state State
}

const (
	ours  = "st1"
	place = "0101"
)

var received = time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)

func newWorld() *world {
	w := &world{state: State{Journals: map[string][]Row{}, Cases: map[string]Case{}, Days: map[string]Day{}, Counts: map[string]Counts{},
		Bulletins: map[string]Bulletin{}, Files: map[string]File{}, Inboxes: map[string][]Message{}, Caught: map[string]int{}}}
	w.happens("c1", "registered", "CaseRegistered")
	w.happens("c2", "registered", "CaseRegistered")
	w.happens("c1", "triaged", "CaseTriaged")
	w.happens("c1", "assigned", "CaseAssigned")
	w.reception()
	counts := Counts{Received: 2, Open: 2, BySteps: map[string]int{"registered": 1, "assigned": 1}, ByCategory: map[string]int{place: 2}, Receptions: 1, Attended: 2}
	w.state.Counts = map[string]Counts{ours: counts, County: counts}
	w.state.Bulletins[ours] = Bulletin{Received: 2, Open: 2}
	for id, c := range w.state.Cases {
		w.state.Listed = append(w.state.Listed, Listed{ID: id, Number: c.Number, Station: ours, Step: c.Step})
	}
	return w
}

// happens is a step of a case, with all that it brings about.
func (w *world) happens(id, step, name string) {
	act := Act{Client: 1, Nth: len(w.acts), Key: fmt.Sprint("key-", len(w.acts)), Object: "case/" + id, Events: []string{name}, Step: step, Answers: []string{"a", "a"}}
	c := w.state.Cases[id]
	if c.ID == "" {
		act.Text, act.Number, act.Station, act.Reach = "text of "+id, "number of "+id, ours, id+"@example.net"
		c = Case{ID: id, Number: act.Number, Text: act.Text}
	}
	c.Step = step
	c.Timeline = append(c.Timeline, struct {
		What string `json:"what"`
	}{name})
	w.acts, w.state.Cases[id] = append(w.acts, act), c
	event := w.says("casework", "case", id, name, told{Station: ours, Category: place, Step: step, ReceivedAt: received})
	inbox := map[string]string{"CaseRegistered": StationHead, "CaseAssigned": UnitOffice}[name]
	if inbox != "" {
		w.state.Inboxes[inbox] = append(w.state.Inboxes[inbox], Message{ID: "m" + event, Event: event, Title: name})
	}
	if name == "CaseAssigned" {
		w.state.Deliveries = append(w.state.Deliveries, Delivery{ID: "d" + event, Event: event, Object: "case/" + id, Recipient: "voice:" + id, Channel: "mail", State: "delivered"})
		w.state.Caught["d"+event]++
	}
}

func (w *world) reception() {
	d := Day{ID: "d1", Station: ours, State: "held"}
	for i := range 2 {
		sh := Shift{ID: fmt.Sprint("sh", i), Person: fmt.Sprint("p", i), State: "attended", CheckedIn: received}
		d.Shifts = append(d.Shifts, sh)
		w.acts = append(w.acts, Act{Client: 2, Nth: i, Key: "check" + sh.ID, Object: "day/d1", About: sh.ID, Events: []string{"CheckedIn"}, Answers: []string{"b"}})
		var file File
		_ = json.Unmarshal([]byte(`{"receptions":1,"entries":[{"what":"CheckedIn","object":"day/d1","event":"e"}]}`), &file)
		w.state.Files[sh.Person] = file
	}
	for _, sh := range d.Shifts {
		w.says("roster", "day", "d1", "CheckedIn", map[string]any{"day": d, "shift": sh.ID})
	}
	w.state.Days["d1"] = d
}

// says appends an event to a service's journal and returns its id.
func (w *world) says(service, aggregate, subject, name string, data any) string {
	raw, _ := json.Marshal(data)
	rows := w.state.Journals[service]
	sequence := int64(1)
	for _, row := range rows {
		if row.Event.Subject == subject {
			sequence++
		}
	}
	id := fmt.Sprintf("%s-%d", service, len(rows)+1)
	w.state.Journals[service] = append(rows, Row{Position: int64(len(rows) + 1), Event: Event{ID: id,
		Type: "lianluo." + service + "." + name + ".v1", Aggregate: aggregate, Subject: subject, Sequence: sequence, Data: raw}})
	return id
}

func (w *world) check() []Finding { return Check(w.acts, w.state) }

func TestWhatAgreesIsFoundSound(t *testing.T) {
	if found := newWorld().check(); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}
