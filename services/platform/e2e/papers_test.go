package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lianluo/api/casework"
	"lianluo/services/platform/platformtest"
)

// TestPapersAreNumberedWithoutGapsOverKills kills the process again and again
// while four clients issue letters about one case: every letter that was
// acknowledged is there once, and their numbers run from 1 without a gap.
func TestPapersAreNumberedWithoutGapsOverKills(t *testing.T) {
	g := newStage(t, platformtest.One)
	first := &worker{stage: g}
	id := insist(first, "desk", casework.RegisterCase, casework.RegisterRequest{Station: g.station().ID, Channel: casework.AtDesk,
		Text: "村里的路灯不亮", Category: "0101", Who: casework.Who{Name: "群众"}}, "papers/register/1").Case
	insist(first, "desk", casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"}, "papers/triage/1")
	insist(first, "desk", casework.AssignCase, casework.AssignRequest{ID: id, Unit: g.unit}, "papers/assign/1")

	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	workers := make([]*worker, 4)
	issued := make([]map[string]string, len(workers)) // by id
	for i := range workers {
		workers[i], issued[i] = &worker{stage: g, n: i}, map[string]string{}
		work.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				req := casework.IssuePaperRequest{PaperAbout: casework.PaperAbout{Kind: "handover", Case: id}}
				p := insist(workers[i], "desk", casework.IssuePaper, req, fmt.Sprintf("papers/%d/issue/%d", i, n))
				issued[i][p.ID] = p.Number
			}
		})
	}
	killMany(t, g, workers, 2)
	was := done(workers)
	platformtest.Eventually(t, "letters follow the last kill", func() bool { return done(workers) >= was+8 })
	stop()
	work.Wait()

	there, prefix := map[string]string{}, ""
	for after := ""; ; {
		page := do(g, "desk", casework.ListPapers, casework.ListPapersRequest{Case: id, Limit: 200, After: after})
		for _, p := range page.Items {
			there[p.Number] = p.ID
			prefix, _, _ = strings.Cut(p.Number, "〕")
		}
		if after = page.Next; after == "" {
			break
		}
	}
	acknowledged := 0
	for _, some := range issued {
		for id, number := range some {
			acknowledged++
			if there[number] != id {
				t.Errorf("%s was acknowledged and is not there", number)
			}
		}
	}
	for n := range there {
		if n == "" {
			t.Error("a paper without a number")
		}
	}
	for n := 1; n <= acknowledged; n++ {
		if number := fmt.Sprintf("%s〕%d号", prefix, n); there[number] == "" {
			t.Errorf("%s is missing of %d", number, acknowledged)
		}
	}
	if len(there) != acknowledged {
		t.Errorf("%d papers, %d acknowledged", len(there), acknowledged)
	}
}
