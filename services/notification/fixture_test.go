package notification

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/vault"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/port"
)

// start is where the clock of these tests begins: a Monday at nine.
var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)

// Places of these tests: 孝坪镇 in 辰溪县.
const (
	town   = "431223100"
	county = "431223"
)

// desk is the service on a store of its own, with people it can tell.
type desk struct {
	*Service
	t      testing.TB
	clock  *storetest.Clock
	people map[string]contact // recipient → contact
	away   bool               // the owners of contacts do not answer
	seq    int
}

// newDesk makes a service; with a fake mail server where there is one.
func newDesk(t testing.TB, f *mailtest.Server) *desk {
	clock := storetest.NewClock(start)
	return deskOn(t, storetest.DB(t, "notification", clock), clock, f)
}

func deskOn(t testing.TB, db *store.DB, clock *storetest.Clock, f *mailtest.Server) *desk {
	return deskWith(t, db, clock, mailing(f, 5*time.Second))
}

// mailing are settings with a fake mail server, where there is one.
func mailing(f *mailtest.Server, patience time.Duration) Settings {
	settings := Settings{BaseURL: "https://ll.example.org"}
	if f != nil {
		settings.Mail = Mail{Host: f.Host, Port: f.Port, From: "liaison@example.org", TLS: "none", Patience: patience}
	}
	return settings
}

func deskWith(t testing.TB, db *store.DB, clock *storetest.Clock, settings Settings) *desk {
	d := &desk{t: t, clock: clock, people: map[string]contact{}}
	d.Service = newService(db, vault.New(db, []byte(strings.Repeat("k", 32))), clock, calendar.NewPlaces(calendar.Default(), area.Default().Line), area.Default(), slog.New(slog.DiscardHandler), settings, contacts{
		voice: d.resolve("voice"), account: d.resolve("acct"), person: d.resolve("person"), proposer: d.resolve("proposer"),
	})
	must(t, db.Open(t.Context()))
	return d
}

// sender is the one of a channel.
func (d *desk) sender(channel string) *sender {
	d.t.Helper()
	for _, p := range d.senders {
		if p.channel.name == channel {
			return p
		}
	}
	d.t.Fatalf("no %s", channel)
	return nil
}

// composed is a delivery as it would go out.
func (d *desk) composed(channel string, one Delivery, to contact) port.Message {
	d.t.Helper()
	m, err := d.sender(channel).message(system(d.t), one, to)
	must(d.t, err)
	return m
}

// turn lets every sender send what is due.
func (d *desk) turn() {
	d.t.Helper()
	for _, p := range d.senders {
		must(d.t, p.turn(system(d.t)))
	}
}

func (d *desk) resolve(kind string) func(context.Context, string) (contact, error) {
	return func(_ context.Context, id string) (contact, error) {
		if d.away {
			return contact{}, fault.Unavailable(context.DeadlineExceeded)
		}
		c, ok := d.people[kind+":"+id]
		if !ok {
			return c, fault.NotFound("nobody", "没有", "nobody")
		}
		return c, nil
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func system(t testing.TB) context.Context { return store.System(t.Context()) }

// worker adds an account that works at a place.
func (d *desk) worker(id string, role authz.Role, at identity.Assignment, person string) {
	d.t.Helper()
	at.Role, at.From = string(role), start.AddDate(-1, 0, 0)
	d.apply(accountEvent(identity.AccountActivated, identity.AccountChanged{Account: id, Person: person, State: identity.Active,
		Assignments: []identity.Assignment{at}}))
}

func accountEvent(t event.Type[identity.AccountChanged], data identity.AccountChanged) event.Event {
	e := t.New(data)
	e.Aggregate, e.Subject = "account", data.Account
	return e
}

// cast fills the stage: a station with head and officer, a unit, offices, a
// deputy with an account and one without.
func (d *desk) cast() {
	d.worker("head", authz.StationHead, identity.Assignment{Area: town, Station: "s1"}, "")
	d.worker("officer", authz.LiaisonOfficer, identity.Assignment{Area: town, Station: "s1"}, "")
	d.worker("unit", authz.HandlingUnit, identity.Assignment{Area: county, Unit: "u1"}, "")
	d.worker("town", authz.TownshipAdmin, identity.Assignment{Area: town}, "")
	d.worker("county", authz.CountyAdmin, identity.Assignment{Area: county}, "")
	d.worker("deputy", authz.DeputyRole, identity.Assignment{Area: town}, "p1")
	d.people["voice:v1"] = contact{Name: "张三", Email: "v1@example.net", Number: "N-1"}
	d.people["person:p2"] = contact{Name: "李四", Email: "p2@example.net"}
}

// apply lets the service handle an event as its consumer would.
func (d *desk) apply(e event.Event) event.Event {
	d.t.Helper()
	d.seq++
	if e.ID == "" {
		e.ID, e.Time, e.Sequence = fmt.Sprintf("%026d", d.seq), d.clock.Now(), int64(d.seq)
	}
	must(d.t, d.db.Transact(system(d.t), func(ctx context.Context) error {
		for _, h := range d.handlers() {
			if h.Type != e.Type {
				continue
			}
			if err := h.Apply(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}))
	return e
}

// caseEvent is an event about a case with the usual people around it.
func caseEvent(t event.Type[casework.Changed], change func(*casework.Changed)) event.Event {
	data := casework.Changed{Case: "c1", Number: "431223-100-26-0001-5", Station: "s1", Area: town, Unit: "u1", UnitName: "县水务局",
		Voices: []string{"v1"}, ReceivedBy: []string{"p1"}, Registrar: "officer", ReceivedAt: start, Clock: casework.Clock{Due: start.AddDate(0, 0, 3)}}
	if change != nil {
		change(&data)
	}
	e := t.New(data)
	e.Aggregate, e.Subject, e.Actor = "case", data.Case, "someone"
	return e
}

// told lists who was told by what: "acct:head inbox delivered".
func (d *desk) told() []string {
	d.t.Helper()
	var out []string
	must(d.t, d.deliveries.Each(system(d.t), store.Query{Index: "newest"}, func(one Delivery) error {
		out = append(out, one.Recipient+" "+one.Channel+" "+string(one.State))
		return nil
	}))
	return out
}

// one is the only delivery to a recipient out of the house.
func (d *desk) one(recipient string) Delivery {
	d.t.Helper()
	var found []Delivery
	must(d.t, d.deliveries.Each(system(d.t), store.Query{Index: "newest"}, func(one Delivery) error {
		if one.Recipient == recipient && one.Channel != byInbox {
			found = append(found, one)
		}
		return nil
	}))
	if len(found) != 1 {
		d.t.Fatalf("%d messages to %s", len(found), recipient)
	}
	return found[0]
}

// settled lists what this service told about deliveries: "voice:v1 delivered".
func (d *desk) settled() []string {
	d.t.Helper()
	var out []string
	must(d.t, d.deliveries.Each(system(d.t), store.Query{Index: "newest"}, func(one Delivery) error {
		rows, err := d.db.Journal().ReadAggregate(system(d.t), "delivery/"+one.ID, 0, 50)
		for _, row := range rows {
			var data notification.Settled
			if data, err = notification.DeliverySettled.Decode(row.Event); err != nil {
				data, err = notification.DeliveryRetried.Decode(row.Event)
			}
			out = append(out, data.Recipient+" "+string(data.State))
		}
		return err
	}))
	return out
}
