package identity

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/event/embedded"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/fault"
)

// broker is the embedded one with all topics.
func broker(t *testing.T) event.Transport {
	t.Helper()
	var topics []embedded.Topic
	for _, name := range journalling {
		topics = append(topics, embedded.Topic{Name: event.Topic(name)})
	}
	b, err := embedded.Start(t.Context(), embedded.Config{Dir: t.TempDir(), Topics: topics, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	k, err := kafka.New(kafka.Config{Brokers: []string{b.Addr()}, MaxWait: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

// TestAsItRuns starts the service beside another one on the embedded broker:
// everything that the other tests deliver by hand comes by itself here.
func TestAsItRuns(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap, SecondFactor: FactorNone}, withBroker(broker(t)))
	for _, name := range journalling {
		if name != "identity" {
			w.build(name, func(b *app.Builder) error {
				if name == "roster" {
					w.keeper = b.Keeper
				}
				return nil
			})
		}
	}
	for _, s := range w.built {
		eventtest.Go(t, s.Run)
	}
	for _, s := range w.built {
		eventtest.Eventually(t, func() error { return s.Ready(t.Context()) })
	}
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("township", "", role(authz.TownshipAdmin, town))
	auditor := w.user("auditor", "", role(authz.Auditor, province))
	token := u.token()
	if _, err := w.keeper.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	a := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: u.id})
	do(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: u.id, Assignment: a.Assignments[0].ID, Reason: "r"})
	eventtest.Eventually(t, func() error {
		if _, err := w.keeper.Authenticate(context.Background(), token); !fault.Is(err, fault.KindUnauthenticated) {
			return errors.New("the revocation does not bite")
		}
		return nil
	})
	w.keeper.Refused(t.Context(), authz.Subject{ID: u.id}, "roster.PlanMonth", fault.Denied("denied", "x", "x"))
	eventtest.Eventually(t, func() error {
		rows := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Actor: u.id})
		for _, r := range rows.Items {
			if r.Service == "roster" && r.Operation == "roster.PlanMonth" {
				return nil
			}
		}
		return errors.New("the refusal is not in the chain")
	})
	if v := do(w, auditor.client(), identity.VerifyAudit, identity.VerifyAuditRequest{}); !v.Intact {
		t.Errorf("got %+v", v)
	}
}
