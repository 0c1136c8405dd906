//go:build faults

package faults

import (
	"context"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/rpc"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/sms/smstest"
	"lianluo/services/platform/faults/checker"
	"lianluo/services/platform/platformtest"
)

// stage is a running system with the demonstration, a mail server and an SMS
// provider outside of it, and the people who work at one station.
type stage struct {
	*platformtest.System
	t     testing.TB
	mail  *mailtest.Server
	texts *smstest.Provider
	unit  string
	// before are the demonstration's cases.
	before []checker.Listed
}

const unitLogin, headLogin, deskLogin = "office", "chief", "desk"

func newStage(t testing.TB, start func(t testing.TB, extra ...string) *platformtest.System) *stage {
	g := &stage{t: t, mail: mailtest.Start(t, nil), texts: smstest.Start(t)}
	g.texts.Secret = "secret-of-the-provider" // the system wants a longer one
	t.Setenv("LIANLUO_SMS_FIRST_URL", g.texts.URL)
	t.Setenv("LIANLUO_SMS_FIRST_SECRET", g.texts.Secret)
	g.System = start(t, "-mail.host", g.mail.Host, "-mail.port", strconv.Itoa(g.mail.Port), "-mail.from", "liaison@example.org", "-mail.tls", "none")
	g.Load(t.Context())
	g.cast()
	var err error
	if g.before, err = g.reader(nil).List(t.Context()); err != nil {
		t.Fatal(err)
	}
	return g
}

// station is where everything happens: one that the demonstration leaves to us.
func (g *stage) station() station.Station { return g.Demo.Station(1) }

// cast gives a unit, the head and the desk their accounts, and waits until
// notification knows of them.
func (g *stage) cast() {
	st := g.station()
	units := do(g, "county", roster.ListUnits, roster.ListRequest{Area: st.Area, Limit: 100}).Items
	g.unit = units[slices.IndexFunc(units, func(u roster.Unit) bool {
		return slices.ContainsFunc(u.Duties, func(d roster.Duty) bool { return d.Category == "01" })
	})].ID
	for login, grant := range map[string]identity.Grant{
		deskLogin: {Role: "liaison_officer", Station: st.ID}, headLogin: {Role: "station_head", Station: st.ID}, unitLogin: {Role: "handling_unit", Unit: g.unit},
	} {
		grant.Area = st.Area
		account := g.Join(g.t.Context(), login, "", st.Area)
		do(g, "county", identity.GrantRole, identity.GrantRequest{ID: account.ID, Grant: grant})
		platformtest.Eventually(g.t, login+" has heard of the role", func() bool {
			return len(do(g, login, notification.ListInbox, notification.ListInboxRequest{Limit: 1}).Items) > 0
		})
		g.Renew(login)
	}
}

// do calls an operation as somebody, which has to succeed.
func do[Req, Res any](g *stage, login string, op rpc.Op[Req, Res], req Req) Res {
	g.t.Helper()
	res, err := rpc.Call(g.t.Context(), g.As(login), op, req)
	if err != nil {
		g.t.Fatalf("%s as %q: %v", op.Name, login, err)
	}
	return res
}

// reader reads the end state: of our station, the demonstration's, and those
// that the clients opened.
func (g *stage) reader(opened []station.Station) *checker.Reader {
	stations := map[string]string{g.Demo.Station(0).ID: g.Demo.Station(0).Code, g.station().ID: g.station().Code}
	for _, st := range opened {
		stations[st.ID] = st.Code
	}
	logins := map[string]string{checker.StationHead: headLogin, checker.UnitOffice: unitLogin}
	return &checker.Reader{Base: g.URL, Stations: stations, Before: g.before, Caught: g.caught, Audit: g.audit,
		Token: func(ctx context.Context, who string) string {
			if who == "host" {
				return g.Host().Token(ctx)
			}
			if login := logins[who]; login != "" {
				who = login
			}
			return g.As(who).Token(ctx)
		}}
}

// caught is how often each message arrived, by the delivery that it belongs to.
func (g *stage) caught() map[string]int {
	out := g.texts.Counts()
	for id, n := range g.mail.KeptBy() {
		out[strings.TrimSuffix(id, "@example.org")] += n
	}
	return out
}

// audit runs the command that an auditor runs.
func (g *stage) audit() string {
	cmd := exec.Command(platformtest.Binary(g.t), "audit", "verify", "-data", g.Dir, "-peers", "identity="+g.URL)
	cmd.Env = append(cmd.Environ(), "LIANLUO_SECRETS_INTERNAL="+platformtest.InternalSecret)
	if out, err := cmd.CombinedOutput(); err != nil {
		return err.Error() + ": " + string(out)
	}
	return ""
}
