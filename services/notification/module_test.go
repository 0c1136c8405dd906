package notification

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/notification/mail/mailtest"
)

// world is this service among stand-ins for the others, run as the product runs it.
type world struct {
	*apptest.System
	t        testing.TB
	identity *apptest.Teller
	casework *apptest.Teller
}

func newWorld(t testing.TB, f *mailtest.Server) *world {
	w := &world{t: t, identity: apptest.NewTeller("identity", "account", "session"), casework: apptest.NewTeller("casework", "case")}
	settings := Settings{BaseURL: "https://ll.example.org", Mail: Mail{Host: f.Host, Port: f.Port, From: "liaison@example.org", TLS: "none"}}
	w.System = apptest.Start(t,
		w.identity.Module(func(r *rpc.Server) {
			rpc.Handle(r, identity.ResolveContact, func(_ context.Context, req identity.ByID) (identity.Contact, error) {
				return identity.Contact{Name: req.ID, Email: req.ID + "@example.net", Lang: "en"}, nil
			})
		}),
		w.casework.Module(func(r *rpc.Server) {
			rpc.Handle(r, casework.ResolveContact, func(_ context.Context, req casework.ByID) (casework.Contact, error) {
				return casework.Contact{Name: "张三", Email: req.ID + "@example.net"}, nil
			})
		}),
		apptest.NewTeller("roster").Module(func(r *rpc.Server) {
			rpc.Handle(r, roster.ResolveContact, func(context.Context, roster.ByID) (roster.Contact, error) {
				return roster.Contact{}, fault.NotFound("nobody", "没有", "nobody")
			})
		}),
		apptest.NewTeller("station").Module(apptest.Silent), Module(settings))
	return w
}

// account makes an account known, and the subject that signs in with it.
func (w *world) account(id string, role authz.Role, at identity.Assignment) authz.Subject {
	at.Role, at.From = string(role), apptest.Now.AddDate(-1, 0, 0)
	w.identity.Tell(w.t, "account", id, "system", identity.AccountActivated.New(identity.AccountChanged{
		Account: id, State: identity.Active, Assignments: []identity.Assignment{at}}))
	return apptest.With(id, authz.Assignment{Role: role, Area: at.Area, Station: at.Station, Unit: at.Unit}, "")
}

func (w *world) happens(t event.Type[casework.Changed], id string, change func(*casework.Changed)) {
	data := casework.Changed{Case: id, Number: "431223-100-26-0001-5", Station: "s1", Area: town, Unit: "u1", Voices: []string{"v1"}}
	if change != nil {
		change(&data)
	}
	w.casework.Tell(w.t, "case", id, "someone", t.New(data))
}

func inboxOf(t testing.TB, c *rpc.Client, req notification.ListInboxRequest) notification.Inbox {
	t.Helper()
	box, err := rpc.Call(context.Background(), c, notification.ListInbox, req)
	must(t, err)
	return box
}

// From an event of another service to the inbox, the mail and what is known of them.
func TestFromEventToPeople(t *testing.T) {
	f := mailtest.Start(t, nil)
	w := newWorld(t, f)
	unit := w.account("unit", authz.HandlingUnit, identity.Assignment{Area: county, Unit: "u1"})
	head := w.account("head", authz.StationHead, identity.Assignment{Area: town, Station: "s1"})
	client := w.Client("notification", unit)
	apptest.Eventually(t, "the accounts are known and a case reaches its unit", func() bool {
		w.happens(casework.CaseAssigned, "c1", nil)
		return inboxOf(t, client, notification.ListInboxRequest{}).Unread > 0
	})
	apptest.Eventually(t, "unit and voice have their mail", func() bool {
		to := map[string]bool{}
		for _, m := range f.Kept() {
			to[m.To] = true
		}
		return to["unit@example.net"] && to["v1@example.net"]
	})
	for id, n := range f.KeptBy() {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	desk := w.Client("notification", head)
	page, err := rpc.Call(t.Context(), desk, notification.ListDeliveries, notification.ListDeliveriesRequest{Object: "case/c1", State: "delivered"})
	if err != nil || len(page.Items) == 0 || page.Items[0].Object != "case/c1" {
		t.Errorf("the head sees %v %v", page.Items, err)
	}
	elsewhere := w.Client("notification", apptest.With("other", authz.Assignment{Role: authz.StationHead, Area: "431224100", Station: "s2"}, ""))
	if page, err = rpc.Call(t.Context(), elsewhere, notification.ListDeliveries, notification.ListDeliveriesRequest{}); err != nil || len(page.Items) != 0 {
		t.Errorf("elsewhere they see %v %v", page.Items, err)
	}
	if _, err = rpc.Call(t.Context(), client, notification.ListDeliveries, notification.ListDeliveriesRequest{}); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the unit may list deliveries: %v", err)
	}
	templates, err := rpc.Call(t.Context(), desk, notification.ListTemplates, notification.ListTemplatesRequest{})
	if err != nil || len(templates.Items) != len(table) {
		t.Errorf("%d templates, %v", len(templates.Items), err)
	}
}

func TestInbox(t *testing.T) {
	w := newWorld(t, mailtest.Start(t, nil))
	head := w.Client("notification", w.account("head", authz.StationHead, identity.Assignment{Area: town, Station: "s1"}))
	other := w.Client("notification", w.account("other", authz.StationHead, identity.Assignment{Area: town, Station: "s2"}))
	apptest.Eventually(t, "the head is known", func() bool {
		w.happens(casework.CaseReceived, "c0", nil)
		return inboxOf(t, head, notification.ListInboxRequest{}).Unread > 0
	})
	w.happens(casework.CaseRegistered, "c0", nil) // comes after all of this case that is still on its way
	apptest.Eventually(t, "the first case is through", func() bool {
		return slices.ContainsFunc(inboxOf(t, head, notification.ListInboxRequest{Limit: 200}).Items, func(i notification.InboxItem) bool {
			return strings.HasPrefix(i.Title, "待研判")
		})
	})
	for range 120 {
		w.happens(casework.CaseReceived, "c1", nil)
	}
	apptest.Eventually(t, "all is there", func() bool {
		came := 0
		for _, i := range inboxOf(t, head, notification.ListInboxRequest{Limit: 200}).Items { // newest first: of c0 there may be many
			if strings.HasSuffix(i.Link, "/c1") {
				came++
			}
		}
		return came == 120
	})
	first := inboxOf(t, head, notification.ListInboxRequest{Limit: 50})
	if first.Unread != unreadCap || len(first.Items) != 50 || first.Next == "" {
		t.Errorf("%d unread, %d items, next %q", first.Unread, len(first.Items), first.Next)
	}
	if box := inboxOf(t, other, notification.ListInboxRequest{}); len(box.Items) != 0 {
		t.Errorf("somebody else's inbox: %v", box.Items)
	}
	mine := []string{first.Items[0].ID}
	if _, err := rpc.Call(t.Context(), other, notification.MarkRead, notification.MarkReadRequest{IDs: mine}); err != nil {
		t.Error(err)
	}
	if box := inboxOf(t, head, notification.ListInboxRequest{Limit: 1}); !box.Items[0].Read.IsZero() {
		t.Error("somebody else marked it as read")
	}
	if _, err := rpc.Call(t.Context(), head, notification.MarkRead, notification.MarkReadRequest{IDs: mine}); err != nil {
		t.Error(err)
	}
	if box := inboxOf(t, head, notification.ListInboxRequest{Limit: 1, Unread: true}); box.Items[0].ID == mine[0] {
		t.Error("what was read is listed as unread")
	}
	box, err := rpc.Call(t.Context(), head, notification.MarkRead, notification.MarkReadRequest{})
	if err != nil || box.Unread != 0 || box.Items[0].Read.IsZero() {
		t.Errorf("after all was read: %d unread, %v", box.Unread, err)
	}
	english := rpc.WithLang(t.Context(), "en")
	if box, err = rpc.Call(english, head, notification.ListInbox, notification.ListInboxRequest{Limit: 1}); err != nil || box.Items[0].Title != "A new opinion 431223-100-26-0001-5" {
		t.Errorf("in English: %v %v", box.Items, err)
	}
	if _, err = rpc.Call(t.Context(), w.Client("notification", authz.Subject{}), notification.ListInbox, notification.ListInboxRequest{}); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("nobody's inbox: %v", err)
	}
}
