package platform

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
)

// lived is a running system whose demonstration has a past.
type lived struct {
	*testing.T
	s     *system
	ready []demo.Ready
}

// liveThrough loads a small demonstration on a clock that begins weeks ago.
func liveThrough(t *testing.T) *lived {
	t.Helper()
	var out bytes.Buffer
	none := func(string) (string, bool) { return "", false }
	loaded, _, err := load(Process{Env: none, Out: &out, Args: []string{"-demo", "-data", t.TempDir(), "-addr", free(t),
		"-limits.per_second", "0", "-observe.log.level", "error"}})
	if err != nil || !loaded.Config.livesThrough() {
		t.Fatal(err, "the demonstration has no past")
	}
	clock := newPastClock()
	s, err := buildOn(t.Context(), loaded.Config, http.NotFoundHandler(), clock)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended, loading := make(chan error, 1), make(chan error, 1)
	l := &lived{T: t, s: s}
	go func() {
		ended <- s.serve(ctx, &out, func(ctx context.Context) {
			d, err := s.demo(demo.Options{Deputies: 60, Townships: 3, Past: clock})
			if err == nil {
				l.ready, err = d.Load(ctx)
			}
			loading <- err
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	select {
	case err = <-loading:
	case err = <-ended:
		ended <- err
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// as is a client of a service in the name of an account, signed in with the
// password that the load gave it.
func (l *lived) as(login, service string) *rpc.Client {
	l.Helper()
	at := slices.IndexFunc(l.ready, func(r demo.Ready) bool { return r.Login == login })
	in := ask(l, l.client("identity", ""), identity.SignIn, identity.SignInRequest{Login: login, Password: l.ready[at].Password})
	got := ask(l, l.client("identity", ""), identity.OpenSession, identity.OpenSessionRequest{Secret: in.Secret})
	return l.client(service, got.Token)
}

func (l *lived) client(service, token string) *rpc.Client {
	base, transport := l.s.routes.Route(service)
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: func(context.Context) string { return token }}
}

func ask[Req, Res any](l *lived, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	l.Helper()
	res, err := rpc.Call(l.Context(), c, op, req)
	if err != nil {
		l.Fatal(op.Name, err)
	}
	return res
}

// eventually polls until ok says "".
func (l *lived) eventually(ok func() string) {
	l.Helper()
	lacks := ok()
	for deadline := time.Now().Add(time.Minute); lacks != "" && time.Now().Before(deadline); lacks = ok() {
		time.Sleep(50 * time.Millisecond)
	}
	if lacks != "" {
		l.Error(lacks)
	}
}

// A demonstration has lived through some weeks: cases in every step and with every
// end, receptions held, and now it is now.
func TestDemonstrationHasPast(t *testing.T) {
	l := liveThrough(t)
	if d := time.Since(l.s.clock.Now()); d < 0 || d > time.Minute {
		t.Errorf("the clock is %v behind", d)
	}
	for _, a := range ask(l, l.as("county", "identity"), identity.ListAccounts, identity.ListAccountsRequest{Area: demo.County}).Items {
		if strings.HasPrefix(a.Login, "head-") && !a.LastSignIn.IsZero() {
			t.Errorf("%s, who was only invited, is said to have signed in", a.Login)
		}
	}
	county := l.as("county", "casework")
	l.eventually(func() string { return lacks(casesOf(l, county)) })
	board := l.as("county", "insight")
	l.eventually(func() string {
		c := ask(l, board, insight.GetCounts, insight.CountsRequest{Area: demo.County})
		if c.ByLight["red"] == 0 || c.ByLight["yellow"] == 0 || c.Closed == 0 || c.Satisfied == 0 || c.Satisfied >= c.Answered || c.ByOutcome["unanswered"] == 0 {
			return "the board lacks something"
		}
		return ""
	})
	checkReceptions(l)
	checkAppraisals(l)
	checkBallots(l)
	l.eventually(func() string {
		facts := ask(l, county, casework.ListSignals, casework.SignalsRequest{Area: demo.County, Signal: casework.SignInsOnly}).Items
		if len(facts) != 1 || len(facts[0].SignIns.Days) < 3 {
			return "no receptions at which deputies only signed in, or more than one station's"
		}
		return ""
	})
	secret, err := l.s.config.secret("internal", "")
	if err != nil {
		t.Fatal(err)
	}
	host := l.client("identity", "")
	host.Token = hostToken(secret, l.s.clock)
	l.eventually(func() string {
		v := ask(l, host, identity.HostVerifyAudit, identity.VerifyAuditRequest{})
		return strings.Join(v.Findings, "; ")
	})
}

// casesOf are all cases.
func casesOf(l *lived, county *rpc.Client) []casework.CaseRow {
	var out []casework.CaseRow
	for req := (casework.ListRequest{Limit: 500}); ; {
		page := ask(l, county, casework.ListCases, req)
		if out = append(out, page.Items...); page.Next == "" {
			return out
		}
		req.After = page.Next
	}
}

// lacks says which steps, lights, ends and rungs no case has.
func lacks(cases []casework.CaseRow) string {
	want := map[string]bool{"rung 1": true, "rung 2": true, "rung 3": true, "rung 4": true}
	for _, s := range []casework.Step{casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling, casework.Returned,
		casework.Replied, casework.Awaiting, casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn} {
		want["step "+string(s)] = true
	}
	for _, o := range []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied, casework.OutcomeUnanswered} {
		want["end "+string(o)] = true
	}
	for _, light := range []string{"green", "yellow", "red"} {
		want["light "+light] = true
	}
	for _, c := range cases {
		delete(want, "step "+string(c.Step))
		delete(want, "end "+string(c.Outcome))
		delete(want, "light "+c.Clock.Light)
		delete(want, "rung "+string(rune('0'+c.Supervision)))
	}
	return strings.Join(slices.Sorted(maps.Keys(want)), ", ")
}

// checkReceptions: some were held, one is to come or under way at which the deputy
// whose account is ready has not checked in yet.
func checkReceptions(l *lived) {
	l.Helper()
	county := l.as("county", "roster")
	held := ask(l, county, roster.ListDays, roster.ListDaysRequest{Area: demo.County, State: "held"})
	if len(held.Items) < 3 {
		l.Errorf("%d receptions were held", len(held.Items))
	}
	next := ask(l, county, roster.ListDays, roster.ListDaysRequest{Area: demo.County, State: "published", From: calendar.DateOf(time.Now()).Start()})
	me := ask(l, l.as("deputy", "identity"), identity.Me, rpc.None{}).Account.Person
	mine := slices.ContainsFunc(next.Items, func(d roster.ReceptionDay) bool {
		return slices.ContainsFunc(d.Shifts, func(sh roster.Shift) bool { return sh.Person == me && sh.CheckedIn.IsZero() })
	})
	if !mine {
		l.Errorf("the deputy has no reception to check in at: %+v", next.Items)
	}
}

// What was cut off in the past is not gone on with: the mark says so.
func TestPastCutOff(t *testing.T) {
	mark := filepath.Join(t.TempDir(), demoMark)
	s := &system{}
	if s.cutOff(mark) {
		t.Error("nothing was begun")
	}
	for kind, cut := range map[string]bool{"": false, throughPast: true} {
		if err := os.WriteFile(mark, []byte(kind), 0o600); err != nil {
			t.Fatal(err)
		}
		if s.cutOff(mark) != cut {
			t.Errorf("mark %q: cut off %v", kind, !cut)
		}
	}
}

// The clock goes on only, and wakes everybody in time, whether moved or arrived.
func TestPastClock(t *testing.T) {
	c := newPastClock()
	began := c.Now()
	if weeks := time.Since(began); weeks < 7*pastWeeks*24*time.Hour-24*time.Hour {
		t.Error("begins", began)
	}
	day, years := c.After(24*time.Hour), c.After(10*365*24*time.Hour)
	soon := c.After(time.Since(began) + 20*time.Millisecond) // shortly after the arrival
	c.Set(began.Add(-time.Hour))
	c.Set(time.Now().Add(time.Hour))
	if !c.Now().Equal(began) {
		t.Error("moved to", c.Now())
	}
	c.Set(began.Add(24 * time.Hour))
	<-day
	c.Arrive()
	c.Arrive()
	<-c.After(time.Millisecond)
	<-soon
	if d := time.Since(c.Now()); d < 0 || d > time.Minute {
		t.Error("arrived", d)
	}
	select {
	case <-years:
		t.Error("years passed")
	default:
	}
}
