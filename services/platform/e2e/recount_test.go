package e2e

import (
	"maps"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
)

// recount counts cases of one year as insight should.
func recount(rows []casework.CaseRow) insight.Counts {
	out := insight.Counts{BySteps: map[string]int{}, ByCategory: map[string]int{}, ByOutcome: map[string]int{}}
	for _, c := range rows {
		out.Received++
		out.ByCategory[c.Category]++
		switch {
		case finished(c):
			out.Closed++
			out.ByOutcome[string(c.Outcome)]++
			continue
		case ended(c.Step):
			out.EndedOtherwise++
			continue
		}
		out.Open++
		out.BySteps[string(c.Step)]++
		if c.Supervision > 0 {
			out.Supervised++
		}
	}
	return out
}

// finished: handled to the end, which the board and the bulletin alike call closed.
// What was not accepted is filed in the end as well.
func finished(c casework.CaseRow) bool {
	return c.Step == casework.Closed || c.Step == casework.Archived && c.Class != casework.NotAccepted
}

func ended(s casework.Step) bool {
	return s == casework.Closed || s == casework.Archived || s == casework.Rejected || s == casework.MergedStep || s == casework.Withdrawn
}

// same compares what a recount can tell.
func same(got, want insight.Counts) bool {
	return got.Received == want.Received && got.Open == want.Open && got.Closed == want.Closed && got.EndedOtherwise == want.EndedOtherwise && got.Supervised == want.Supervised &&
		maps.Equal(got.BySteps, want.BySteps) && maps.Equal(got.ByCategory, want.ByCategory) && maps.Equal(got.ByOutcome, want.ByOutcome)
}

// numbersAgree: what staff and the public read, of each station and of the whole
// county, is what a recount of the cases gives.
func numbersAgree(g *stage) {
	near, far := g.Demo.Station(0), g.Demo.Station(1)
	for _, st := range []station.Station{near, far} {
		g.countsAre(insight.CountsRequest{Station: st.ID}, st)
		g.bulletinSays(st)
	}
	g.countsAre(insight.CountsRequest{Area: "431223"}, near, far)
}

// countsAre waits until insight has followed, and fails with the last numbers.
func (g *stage) countsAre(req insight.CountsRequest, of ...station.Station) {
	g.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var rows []casework.CaseRow
		for _, st := range of {
			rows = append(rows, allCases(g, st.ID)...)
		}
		got, want := do(g, "county", insight.GetCounts, req), recount(rows)
		if same(got, want) {
			return
		}
		if time.Now().After(deadline) {
			g.t.Fatalf("insight counts\n%+v, a recount gives\n%+v", got, want)
		}
	}
}

// bulletinSays waits until the bulletin has followed. What was ended without
// being handled is neither open nor closed there; silence is closed and no answer.
func (g *stage) bulletinSays(st station.Station) {
	g.t.Helper()
	g.eventually("the bulletin of "+st.Name+" is up to date", func() bool {
		rows := allCases(g, st.ID)
		want := station.BulletinCounts{Received: len(rows)}
		for _, c := range rows {
			switch {
			case !ended(c.Step):
				want.Open++
			case finished(c):
				want.Closed++
				answered := c.Outcome != casework.OutcomeUnanswered && c.Outcome != casework.OutcomeNotAsked
				want.Answered += one(answered)
				want.Satisfied += one(answered && c.Outcome != casework.OutcomeDissatisfied)
			}
		}
		return want == do(g, "", station.GetBulletin, station.ByCode{Code: st.Code}).Counts
	})
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// fileWroteItself: the deputy's own file has the reception and the case.
func fileWroteItself(g *stage) {
	g.eventually("the colleague's file has the reception", func() bool {
		f := do(g, "colleague", insight.GetFile, insight.FileRequest{Person: "me", Year: calendar.DateOf(g.Now()).Year()})
		evidence := map[string]bool{}
		for _, e := range f.Entries {
			if e.Event == "" || e.Object == "" {
				g.t.Fatalf("an entry without evidence: %+v", e)
			}
			evidence[e.Object] = true
		}
		return f.Receptions == 1 && f.Cases > 0 && evidence["case/"+g.id] && f.Satisfied > 0
	})
}
