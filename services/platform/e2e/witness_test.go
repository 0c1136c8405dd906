package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/pkg/app"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/platform/operations"
)

// witness looks at what the killed process left behind.
type witness struct {
	*stage
	acted map[string]*acted // by case id
	// assigned counts what the unit was told of before the workers began.
	assigned int
}

func newWitness(g *stage, workers []*worker) *witness {
	w := &witness{stage: g, acted: map[string]*acted{}}
	for _, worker := range workers {
		for _, a := range worker.acted {
			if w.acted[a.receipt.Case] != nil {
				g.t.Errorf("case %s was acknowledged for two people", a.receipt.Case)
			}
			w.acted[a.receipt.Case] = a
		}
	}
	return w
}

// eachIsThereOnce: every acknowledged case stands where it was acknowledged to
// stand, and what was done to it was done once.
func (w *witness) eachIsThereOnce() {
	numbers := map[string]bool{}
	for id, a := range w.acted {
		c := w.is(id, a.step)
		if c.Text != a.text || c.Number != a.receipt.Number || numbers[c.Number] {
			w.t.Errorf("case %s is another one: %q, number %s", id, c.Text, c.Number)
		}
		numbers[c.Number] = true
		for _, what := range a.events {
			if n := count(history(c), what); n != 1 {
				w.t.Errorf("case %s: %s is in its history %d times", id, what, n)
			}
		}
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// journal reads the whole journal of a service.
func (w *witness) journal(service string) []store.JournalRow {
	w.t.Helper()
	var out []store.JournalRow
	for after := int64(0); ; {
		page, err := rpc.Call(w.t.Context(), w.Host(), app.JournalOp(service), app.JournalRequest{After: after, Limit: 500})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(page.Rows) == 0 {
			return out
		}
		out = append(out, page.Rows...)
		after = page.Rows[len(page.Rows)-1].Position
	}
}

// published waits until the last event of every case in the journal says where
// the case stands: after a kill the relay goes on where it was.
func (w *witness) published() {
	w.t.Helper()
	want := allCases(w.stage, w.station().ID)
	w.eventually("the journal holds every case", func() bool {
		steps := map[string]casework.Step{}
		for _, row := range w.journal("casework") {
			var said casework.Changed
			if json.Unmarshal(row.Event.Data, &said) == nil {
				steps[said.Case] = said.Step
			}
		}
		return !slices.ContainsFunc(want, func(c casework.CaseRow) bool { return steps[c.ID] != c.Step })
	})
}

// journalsAreWhole: in every service's journal positions rise, and each
// aggregate's sequence has no gap and no double.
func (w *witness) journalsAreWhole() {
	w.published()
	for _, service := range operations.Services {
		last, position := map[string]event.Event{}, int64(0)
		for _, row := range w.journal(service) {
			e := row.Event
			if before := last[e.Key()].Sequence; e.Sequence != before+1 || row.Position <= position {
				w.t.Errorf("%s: %s has sequence %d after %d, position %d after %d", service, e.Key(), e.Sequence, before, row.Position, position)
			}
			last[e.Key()], position = e, row.Position
		}
	}
}

// nobodyIsToldTwice: everybody concerned has each message once, and a mail whose
// fate is unknown is marked so instead of sent again.
func (w *witness) nobodyIsToldTwice() {
	assigned := w.assigned
	for _, a := range w.acted {
		assigned += count(a.events, "CaseAssigned")
	}
	w.eventually("the unit has heard of everything", func() bool {
		n := assignmentsTold(w.stage)
		if n > assigned {
			w.t.Fatalf("the unit was told of %d assignments, there were %d", n, assigned)
		}
		return n == assigned
	})
	for _, login := range []string{"desk", "chief", "office", "county"} {
		once(w.stage, login)
	}
	w.mailIsHonest()
}

// assignmentsTold counts the messages by which the unit hears of its cases.
func assignmentsTold(g *stage) (n int) {
	for _, m := range inbox(g, "office") {
		if strings.HasPrefix(m.Title, "交办 ") {
			n++
		}
	}
	return n
}

// mailIsHonest compares what is said about each mail with what the mail server
// took: delivered means once, anything else but uncertain means never.
func (w *witness) mailIsHonest() {
	all := w.settledMail()
	kept := w.mail.KeptBy()
	states := map[notification.DeliveryState]int{}
	for id, n := range kept {
		if n > 1 {
			w.t.Errorf("mail %s was sent %d times", id, n)
		}
	}
	for _, d := range all {
		n := kept[d.ID+"@example.org"]
		states[d.State]++
		if d.State == notification.Delivered && n != 1 || n > 0 && d.State != notification.Delivered && d.State != notification.Uncertain {
			w.t.Errorf("mail %s is %s and was taken %d times", d.ID, d.State, n)
		}
	}
	if states[notification.Delivered] == 0 {
		w.t.Error("no mail was delivered at all")
	}
	w.t.Logf("mail: %v", states)
}

// settledMail waits until nothing is being sent or due, and lists all mail.
func (w *witness) settledMail() []notification.Delivery {
	w.t.Helper()
	deadline := time.Now().Add(3 * time.Minute)
	for {
		all := w.deliveries()
		busy := slices.ContainsFunc(all, func(d notification.Delivery) bool {
			return d.State == notification.Sending || d.State == notification.Waiting && d.Next.Before(time.Now())
		})
		if !busy {
			return all
		}
		if time.Now().After(deadline) {
			w.t.Fatal("mail is still being sent")
		}
		time.Sleep(200 * time.Millisecond) // a look costs a page of every delivery
	}
}

func (w *witness) deliveries() []notification.Delivery {
	w.t.Helper()
	var out []notification.Delivery
	for after := ""; ; {
		page := do(w.stage, "county", notification.ListDeliveries, notification.ListDeliveriesRequest{Limit: 500, After: after})
		for _, d := range page.Items {
			if d.Channel == "mail" {
				out = append(out, d)
			}
		}
		if after = page.Next; after == "" {
			return out
		}
	}
}

// auditIsWhole: the chain over everything that happened verifies.
func auditIsWhole(g *stage) {
	if v := do(g, "auditor", identity.VerifyAudit, identity.VerifyAuditRequest{}); !v.Intact {
		g.t.Errorf("audit: %v", v.Findings)
	}
}
