package checker

import (
	"fmt"
	"slices"
	"strings"
)

// findings are collected here.
type findings struct{ all []Finding }

func (f *findings) add(kind Kind, object, says string, args ...any) {
	f.all = append(f.all, Finding{kind, object, fmt.Sprintf(says, args...)})
}

// Check compares what clients were told with what there is. s.Waited tells apart what
// is late from what is yet to come.
func Check(h []Act, s State) []Finding {
	f := &findings{}
	f.journals(s)
	f.answers(h)
	f.acts(h, s)
	f.nothingElse(h, s)
	f.board(s)
	f.lists(s)
	f.files(h, s)
	f.people(h, s)
	f.staff(h, s)
	f.catches(s)
	if s.Audit != "" {
		f.add(Broken, "audit", "%s", s.Audit)
	}
	return f.all
}

// journals: positions rise by one, each aggregate's sequence has no gap and no
// double, and no event stands in two places.
func (f *findings) journals(s State) {
	for service, rows := range s.Journals {
		last, seen, position := map[string]int64{}, map[string]bool{}, int64(0)
		for _, row := range rows {
			key := row.Event.Aggregate + "/" + row.Event.Subject
			switch {
			case row.Position <= position:
				f.add(Broken, service, "position %d after %d", row.Position, position)
			case row.Event.Sequence <= last[key]:
				f.add(Doubled, key, "%s holds number %d after %d", service, row.Event.Sequence, last[key])
			case row.Event.Sequence > last[key]+1:
				f.add(Lost, key, "%s holds number %d after %d", service, row.Event.Sequence, last[key])
			case seen[row.Event.ID]:
				f.add(Doubled, key, "event %s is twice in %s", row.Event.ID, service)
			}
			position, last[key], seen[row.Event.ID] = row.Position, row.Event.Sequence, true
		}
	}
}

// answers: whoever asks again under a key gets the answer given before.
func (f *findings) answers(h []Act) {
	for _, a := range h {
		if len(slices.Compact(slices.Sorted(slices.Values(a.Answers)))) > 1 {
			f.add(Doubled, a.Object, "key %s got different answers", a.Key)
		}
	}
}

// short is the name within an event type: lianluo.casework.CaseClosed.v1.
func short(eventType string) string {
	if parts := strings.Split(eventType, "."); len(parts) == 4 {
		return parts[2]
	}
	return eventType
}

// rowsOf are the events of a journal about one object, by its name.
func rowsOf(rows []Row) map[string][]Event {
	out := map[string][]Event{}
	for _, row := range rows {
		key := row.Event.Aggregate + "/" + row.Event.Subject
		out[key] = append(out[key], row.Event)
	}
	return out
}
