package operate

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/pkg/app"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const parkedPath = base + "/parked"

// services are those that consume events.
var services = []string{"casework", "roster", "station", "notification", "insight", "voting", "identity", "gateway"}

// consumerRow is a consumer of a service; one that does not answer has none.
type consumerRow struct {
	service string
	app.ConsumerInfo
	away bool
}

// movingRow is a service that is following divisions which moved.
type movingRow struct {
	service string
	app.Moving
}

func (c consumerRow) path() string { return consumerPath(c.service, c.Name) }

func consumerPath(service, consumer string) string {
	return parkedPath + "/" + url.PathEscape(service) + "/" + url.PathEscape(consumer)
}

// consumers lists every consumer with what waits at it, those with something first.
func (s pages) consumers(w http.ResponseWriter, r *http.Request) error {
	var waiting, quiet []consumerRow
	var moving []movingRow
	for _, service := range services {
		found, err := session.Call(r.Context(), s.Portal, app.ParkedOf(service).Consumers, rpc.None{})
		switch {
		case fault.Is(err, fault.KindUnavailable):
			waiting = append(waiting, consumerRow{service: service, away: true})
			continue
		case err != nil:
			return err
		}
		if found.Moving.Divisions > 0 {
			moving = append(moving, movingRow{service, found.Moving})
		}
		for _, one := range found.Items {
			row := consumerRow{service: service, ConsumerInfo: one}
			if one.Parked > 0 {
				waiting = append(waiting, row)
			} else {
				quiet = append(quiet, row)
			}
		}
	}
	return session.Render(w, r, consumersPage(s.shell(r, "operate.parked"), append(waiting, quiet...), moving))
}

// parkedView is the list of a consumer's parked events.
type parkedView struct {
	service, consumer string
	page              rpc.Page[consume.Parked]
	more              string
}

func (s pages) parked(w http.ResponseWriter, r *http.Request) error {
	v := parkedView{service: r.PathValue("service"), consumer: r.PathValue("consumer")}
	ops, err := opsOf(r)
	if err != nil {
		return err
	}
	v.page, err = session.Call(r.Context(), s.Portal, ops.List, app.ParkedRequest{Consumer: v.consumer, After: session.Value(r, "after"), Limit: 50})
	if err != nil {
		return err
	}
	v.more = session.More(r, v.page.Next)
	return session.Render(w, r, parkedPage(s.shell(r, "operate.parked"), v))
}

// opsOf are the operations of the service in the address.
func opsOf(r *http.Request) (app.ParkedOps, error) {
	for _, service := range services {
		if service == r.PathValue("service") {
			return app.ParkedOf(service), nil
		}
	}
	return app.ParkedOps{}, session.Missing(r.Context())
}

// eventView is one parked event with what can be done about it.
type eventView struct {
	service, consumer string
	event             consume.Parked
	by                string // who gave it up
	reason            string
	problems          ui.Problems
}

func (v eventView) path() string { return consumerPath(v.service, v.consumer) }

func (s pages) eventView(r *http.Request) (eventView, app.ParkedOps, error) {
	v := eventView{service: r.PathValue("service"), consumer: r.PathValue("consumer"), reason: session.Value(r, "reason")}
	ops, err := opsOf(r)
	if err != nil {
		return v, ops, err
	}
	v.event, err = session.Call(r.Context(), s.Portal, ops.Show, app.ParkedShow{Consumer: v.consumer, ID: session.Value(r, "id")})
	if err == nil && v.event.GivenUp != nil {
		var known names
		known, err = s.namesOf(r.Context(), []string{v.event.GivenUp.By})
		v.by = known.of(r.Context(), v.event.GivenUp.By)
	}
	return v, ops, err
}

func (s pages) showParked(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.eventView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, eventPage(s.shell(r, "operate.parked"), v))
}

// replay applies the event and what waits behind it.
func (s pages) replay(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, "operate.replayed", func(ops app.ParkedOps) rpc.Op[app.ParkedID, app.Replayed] { return ops.Replay })
}

// giveUp leaves the event out for good.
func (s pages) giveUp(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, "operate.given-up", func(ops app.ParkedOps) rpc.Op[app.ParkedID, app.Replayed] { return ops.GiveUp })
}

func (s pages) settle(w http.ResponseWriter, r *http.Request, done string, of func(app.ParkedOps) rpc.Op[app.ParkedID, app.Replayed]) error {
	ctx := r.Context()
	v, ops, err := s.eventView(r)
	if err != nil {
		return err
	}
	n, err := session.Call(ctx, s.Portal, of(ops), app.ParkedID{Consumer: v.consumer, ID: v.event.ID, Reason: v.reason})
	if err == nil {
		return s.Go(w, r, v.path(), ui.Done(ctx, done, n.Applied))
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return eventPage(s.shell(r, "operate.parked"), v)
	})
}
