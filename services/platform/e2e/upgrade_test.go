//go:build upgrade

package e2e

import (
	"context"
	"slices"
	"sync"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
)

// TestUpgradeUnderWay: replicas of this version and of the previous one serve
// side by side, then the previous alone (as after a rollback), then this alone.
// Each reads what the other wrote: documents, events, tokens, answers kept for
// repeats. Nothing is lost or done twice.
func TestUpgradeUnderWay(t *testing.T) {
	var v *platformtest.Versions
	g := newStage(t, func(t testing.TB, extra ...string) *platformtest.System {
		v = platformtest.Upgrading(t, extra...)
		return v.System
	})
	workers := make([]*worker, clients)
	for i := range workers {
		workers[i] = &worker{stage: g, n: i}
	}
	for _, phase := range []struct {
		name    string
		running func()
	}{
		{"this version", func() {}},
		{"both", func() { platformtest.StartAll(v.Old) }},
		{"the previous version", func() { platformtest.StopAll(v.New) }},
		{"both again", func() { platformtest.StartAll(v.New) }},
		{"this version alone", func() { platformtest.StopAll(v.Old) }},
	} {
		played := t.Run(phase.name, func(t *testing.T) {
			whole := g.t
			g.t = t
			defer func() { g.t = whole }()
			phase.running()
			g.work(workers)
			seen := newWitness(g, workers)
			seen.eachIsThereOnce()
			numbersAgree(g)
		})
		if !played {
			t.FailNow()
		}
	}
	seen := newWitness(g, workers)
	seen.journalsAreWhole()
	seen.nobodyIsToldTwice()
	auditIsWhole(g)
}

// work lets each client move some cases, while replicas come and go around them.
func (g *stage) work(workers []*worker) {
	var work sync.WaitGroup
	for _, w := range workers {
		work.Go(func() {
			for range 3 {
				w.move(len(w.acted))
			}
		})
	}
	work.Wait()
}

// TestUpgradeInPlace: what the previous release wrote is there in this one, and
// after a rollback in the previous one with what was added since.
func TestUpgradeInPlace(t *testing.T) {
	dir, previous := t.TempDir(), platformtest.Previous(t)
	s := platformtest.Demonstration(t, previous, dir)
	before := picture(t, s)
	if len(before.cases) < 50 {
		t.Fatalf("the demonstration of the previous release has %d cases", len(before.cases))
	}
	s.Processes["all"].Stop()

	s = platformtest.On(t, "", dir)
	if now := picture(t, s); !same(now.counts, before.counts) || !slices.Equal(now.cases, before.cases) {
		t.Errorf("this version shows %d cases, %+v; the previous showed %d, %+v", len(now.cases), now.counts, len(before.cases), before.counts)
	}
	made := call(t, s, "liaison", casework.RegisterCase, casework.RegisterRequest{
		Station: before.station, Channel: casework.AtDesk, Text: "升级之后反映的一件事", Category: "0101", Who: casework.Who{Name: "群众", Phone: "13800001111"}})
	s.Processes["all"].Stop()

	s = platformtest.On(t, previous, dir)
	if now := picture(t, s); len(now.cases) != len(before.cases)+1 || !slices.ContainsFunc(now.cases, func(id string) bool { return id[:len(made.Case)] == made.Case }) {
		t.Errorf("after the rollback there are %d cases, want %d and the new one", len(now.cases), len(before.cases))
	}
	verdict, err := rpc.Call(t.Context(), s.Host(), identity.HostVerifyAudit, identity.VerifyAuditRequest{})
	if err != nil || !verdict.Intact {
		t.Errorf("the audit chain: %+v, %v", verdict, err)
	}
}

// pictured is what a county sees.
type pictured struct {
	counts  insight.Counts
	cases   []string // id and step
	station string   // of the liaison officer
}

// picture reads until the figures have followed.
func picture(t *testing.T, s *platformtest.System) (p pictured) {
	t.Helper()
	platformtest.Eventually(t, "the figures have followed", func() bool {
		var rows []casework.CaseRow
		for after := ""; ; {
			page := call(t, s, "county", casework.ListCases, casework.ListRequest{Queue: "all", Limit: 500, After: after})
			rows = append(rows, page.Items...)
			if after = page.Next; after == "" {
				break
			}
		}
		p.cases = nil
		for _, c := range rows {
			p.cases = append(p.cases, c.ID+" "+string(c.Step))
		}
		p.counts = call(t, s, "county", insight.GetCounts, insight.CountsRequest{Area: "431223"})
		return same(p.counts, recount(rows))
	})
	if mine := call(t, s, "liaison", casework.ListCases, casework.ListRequest{Queue: "all", Limit: 1}).Items; len(mine) > 0 {
		p.station = mine[0].Station
	}
	return p
}

func call[Req, Res any](t *testing.T, s *platformtest.System, login string, op rpc.Op[Req, Res], req Req) Res {
	t.Helper()
	res, err := rpc.Call[Req, Res](context.WithoutCancel(t.Context()), s.As(login), op, req)
	if err != nil {
		t.Fatalf("%s as %s: %v", op.Name, login, err)
	}
	return res
}
