package e2e

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/platform/platformtest"
)

// stage is a running system with the demonstration and a mail server, on which
// the scenes of the main job play one after another.
type stage struct {
	*platformtest.System
	t    testing.TB
	mail *mailtest.Server

	deputy, colleague roster.Person // of one kind, posted to the station
	unit, other       string        // handling units of the township

	day  string // the reception
	main casework.Receipt
	id   string // the main case
	twin casework.Receipt
}

type starter func(t testing.TB, extra ...string) *platformtest.System

func newStage(t testing.TB, start starter) *stage {
	post := mailtest.Start(t, nil)
	return stageOn(t, post, start(t, mailFlags(post)...))
}

func stageOn(t testing.TB, post *mailtest.Server, system *platformtest.System) *stage {
	g := &stage{t: t, mail: post, System: system}
	g.Load(t.Context())
	g.cast()
	return g
}

// station is where everything happens: one that the demonstration leaves to us.
func (g *stage) station() station.Station { return g.Demo.Station(1) }

// cast finds two deputies and two units and gives everybody an account; the
// colleague's comes in the first scene.
func (g *stage) cast() {
	g.t.Helper()
	st := g.station()
	persons := do(g, "county", roster.ListPersons, roster.ListRequest{Station: st.ID, Limit: 100}).Items
	g.deputy = persons[0]
	for _, p := range persons[1:] {
		if p.Official == g.deputy.Official {
			g.colleague = p
		}
	}
	for _, u := range do(g, "county", roster.ListUnits, roster.ListRequest{Area: st.Area, Limit: 100}).Items {
		if slices.ContainsFunc(u.Duties, func(d roster.Duty) bool { return d.Category == "01" }) {
			g.unit = u.ID
		} else {
			g.other = u.ID
		}
	}
	for login, grant := range map[string]identity.Grant{
		"desk": {Role: "liaison_officer", Station: st.ID}, "chief": {Role: "station_head", Station: st.ID}, "elected": {Role: "deputy"},
		"office": {Role: "handling_unit", Unit: g.unit}, "other-office": {Role: "handling_unit", Unit: g.other},
	} {
		person := ""
		if login == "elected" {
			person = g.deputy.ID
		}
		grant.Area = st.Area
		g.appoint(login, person, grant)
	}
}

// appoint gives somebody an account and waits until they have heard of their
// role: who is told of a case depends on it, and no order holds between them.
func (g *stage) appoint(login, person string, grant identity.Grant) {
	g.t.Helper()
	account := g.Join(g.t.Context(), login, person, grant.Area)
	do(g, "county", identity.GrantRole, identity.GrantRequest{ID: account.ID, Grant: grant})
	g.hears(login, "您的权限有变化")
}

func mailFlags(post *mailtest.Server) []string {
	return []string{"-mail.host", post.Host, "-mail.port", itoa(post.Port), "-mail.from", "liaison@example.org", "-mail.tls", "none"}
}

// scene is one part of the main job.
type scene struct {
	name string
	play func(*stage)
}

// plays runs scenes in order and stops at the first that fails, since each goes
// on where the one before ended.
func (g *stage) plays(t *testing.T, scenes []scene) {
	whole := g.t
	for _, sc := range scenes {
		passed := t.Run(sc.name, func(t *testing.T) {
			g.t = t
			sc.play(g)
		})
		if !passed {
			t.FailNow()
		}
	}
	g.t = whole
}

// do calls an operation as somebody, which has to succeed; "" is the public.
func do[Req, Res any](g *stage, login string, op rpc.Op[Req, Res], req Req) Res {
	g.t.Helper()
	res, err := rpc.Call(g.t.Context(), g.As(login), op, req)
	if err != nil {
		g.t.Fatalf("%s as %q: %v", op.Name, login, err)
	}
	return res
}

// refused calls an operation that has to be refused in a kind.
func refused[Req, Res any](g *stage, login string, kind fault.Kind, op rpc.Op[Req, Res], req Req) {
	g.t.Helper()
	if _, err := rpc.Call(g.t.Context(), g.As(login), op, req); !fault.Is(err, kind) {
		g.t.Fatalf("%s as %q: %v, want %v", op.Name, login, err, kind)
	}
}

// eventually waits for what events bring about.
func (g *stage) eventually(what string, cond func() bool) {
	g.t.Helper()
	platformtest.Eventually(g.t, what, cond)
}

// hears waits until a message with words in its title is in an inbox, and fails
// when it is there twice for one event.
func (g *stage) hears(login, words string) {
	g.t.Helper()
	g.eventually(login+" hears "+words, func() bool {
		return slices.ContainsFunc(inbox(g, login), func(m notification.InboxItem) bool { return strings.Contains(m.Title, words) })
	})
	once(g, login)
}

// inbox is everything in somebody's inbox.
func inbox(g *stage, login string) []notification.InboxItem {
	g.t.Helper()
	var out []notification.InboxItem
	for after := ""; ; {
		page := do(g, login, notification.ListInbox, notification.ListInboxRequest{Limit: 200, After: after})
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

// once fails when somebody was told twice of one event.
func once(g *stage, login string) {
	g.t.Helper()
	seen := map[string]string{}
	for _, m := range inbox(g, login) {
		if before, twice := seen[m.Event]; twice {
			g.t.Errorf("%s was told twice of %s: %q and %q", login, m.Event, before, m.Title)
		}
		seen[m.Event] = m.Title
	}
}

// told waits until a mail to somebody about something is a fact on the case, and
// the mail server has it once.
func (g *stage) told(voice, about, address string) {
	g.t.Helper()
	g.eventually("the mail about "+about+" is a fact on the case", func() bool {
		c := do(g, "desk", casework.GetCase, casework.ByID{ID: g.id})
		return slices.ContainsFunc(c.Told, func(t casework.Told) bool {
			return t.Voice == voice && t.About == about && t.Channel == "mail" && t.State == "delivered"
		})
	})
	if !slices.ContainsFunc(g.mail.Kept(), func(m mailtest.Mail) bool { return m.To == address }) {
		g.t.Errorf("no mail to %s", address)
	}
	for id, n := range g.mail.KeptBy() {
		if n > 1 {
			g.t.Errorf("mail %s was sent %d times", id, n)
		}
	}
}

// is reads the case and fails unless it stands at a step.
func (g *stage) is(id string, step casework.Step) casework.Case {
	g.t.Helper()
	c := do(g, "county", casework.GetCase, casework.ByID{ID: id})
	if c.Step != step {
		g.t.Fatalf("the case is %s, not %s", c.Step, step)
	}
	return c
}

// history lists what happened to a case.
func history(c casework.Case) []string {
	var out []string
	for _, e := range slices.SortedStableFunc(slices.Values(c.Timeline), func(a, b casework.Entry) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) }) {
		out = append(out, e.What)
	}
	return out
}
