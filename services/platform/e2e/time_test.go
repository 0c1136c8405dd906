package e2e

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/station"
	"lianluo/services/platform/platformtest"
)

const days = 24 * time.Hour

// TestMainJobOverTime plays the whole main job inside the test, on a clock that
// moves: the result is asked about ten working days after the answer, silence
// is counted apart, and what is closed is filed.
func TestMainJobOverTime(t *testing.T) {
	g := newStage(t, platformtest.Virtual)
	g.plays(t, append(slices.Clone(line[:len(line)-2]), []scene{
		{"the reception ends", receptionEnds},
		{"the result is asked about", resultIsAsked},
		{"silence is no satisfaction", silenceIsCountedApart},
		{"what is closed is filed", closedIsFiled},
		{"the public reads the result", publicReadsResult},
		{"the deputy's file wrote itself", fileWroteItself},
		{"the numbers agree", numbersAgree},
		{"every figure opens its rows", figuresOpenTheirRows},
		{"the audit chain is intact", auditIsIntact},
	}...))
}

// passes moves the clock; who is signed in does not stay so for days.
func (g *stage) passes(d time.Duration) { g.Clock.Advance(d) }

// comesToPass waits for what time brings about. Jobs run in rounds: one that was
// under way when the clock jumped comes again a minute later.
func (g *stage) comesToPass(what string, cond func() bool) {
	g.t.Helper()
	looks := 0
	g.eventually(what, func() bool {
		if looks++; looks%25 == 0 {
			g.passes(time.Minute)
		}
		return cond()
	})
}

// receptionEnds: at the end of the day it is on record as held, and counts for
// the deputies who came.
func receptionEnds(g *stage) {
	g.passes(1 * days)
	g.comesToPass("the deputies' receptions are published", func() bool {
		b := do(g, "", station.GetBulletin, station.ByCode{Code: g.station().Code})
		at := slices.IndexFunc(b.Deputies, func(d station.BulletinDeputy) bool { return d.Person == g.colleague.ID })
		return at >= 0 && b.Deputies[at].Receptions == 1 && b.Deputies[at].Cases > 0
	})
}

// resultIsAsked: not before ten working days, then by mail and on the page.
func resultIsAsked(g *stage) {
	c := g.is(g.id, casework.Awaiting)
	g.passes(c.Clock.Due.Sub(g.Now()) - time.Minute)
	follow := casework.FollowRequest{Number: g.main.Number, Code: g.main.Code}
	if p := do(g, "", casework.FollowCase, follow); p.Ask != "" {
		g.t.Errorf("asked about the %s before its time", p.Ask)
	}
	g.passes(2 * time.Minute)
	g.comesToPass("the result is asked about", func() bool { return do(g, "", casework.FollowCase, follow).Ask == "result" })
	do(g, "", casework.RateCase, casework.RateRequest{Number: g.main.Number, Code: g.main.Code, Answer: casework.OutcomeSatisfied})
	do(g, "desk", casework.RecordAnswer, casework.AnswerRequest{ID: g.id, Voice: c.Voices[1].ID, Answer: casework.OutcomeBasically, Words: "挺好的"})
	if c = g.is(g.id, casework.Closed); c.Outcome != casework.OutcomeBasically {
		g.t.Errorf("closed as %s, which is not the least satisfied voice", c.Outcome)
	}
	g.eventually("the closing mail came", func() bool { return len(g.mailsTo(firstMail)) >= 4 })
}

func (g *stage) mailsTo(address string) []string {
	var out []string
	for _, m := range g.mail.Kept() {
		if m.To == address {
			out = append(out, m.Header.Get("Message-ID"))
		}
	}
	return out
}

// silenceIsCountedApart: after two tries and ten working days without an answer
// a case ends as unanswered, which is not satisfied.
func silenceIsCountedApart(g *stage) {
	r := g.replied("村卫生室周末没有人值班，老人看病不方便", "")
	do(g, "desk", casework.RecordTry, casework.TryRequest{ID: r.Case, Note: "无人接听"})
	g.passes(20 * days)
	g.is(r.Case, casework.Replied) // one try is not enough
	do(g, "desk", casework.RecordTry, casework.TryRequest{ID: r.Case, Note: "已停机"})
	if c := g.is(r.Case, casework.Closed); c.Outcome != casework.OutcomeUnanswered {
		g.t.Errorf("closed as %s", c.Outcome)
	}
	numbersAgree(g)
	counts := do(g, "county", insight.GetCounts, insight.CountsRequest{Station: g.station().ID})
	if counts.ByOutcome[string(casework.OutcomeUnanswered)] == 0 {
		g.t.Errorf("silence is not counted apart: %v", counts.ByOutcome)
	}
}

// closedIsFiled: after the rule's time a closed case is in the archive.
func closedIsFiled(g *stage) {
	g.passes(31 * days)
	g.comesToPass("the case is filed", func() bool {
		return do(g, "county", casework.GetCase, casework.ByID{ID: g.id}).Step == casework.Archived
	})
	c := g.is(g.id, casework.Archived)
	for _, what := range []string{"CaseRegistered", "CaseTriaged", "CaseAssigned", "CaseReturned", "CaseAccepted", "ExtensionGranted", "CaseUrged",
		"CaseSupervised", "VoiceAdded", "CaseReplied", "PersonAnswered", "CaseAwaiting", "CaseClosed", "CaseArchived"} {
		if !slices.Contains(history(c), what) {
			g.t.Errorf("%s is not in the history %v", what, history(c))
		}
	}
	for _, e := range c.Timeline {
		if e.At.IsZero() || e.By == "" || e.Kind != "told" && e.Rule == "" {
			g.t.Errorf("an entry does not say who, when and by which rule: %+v", e)
		}
	}
}

// publicReadsResult: the finished case stands on the bulletin in staff's words.
func publicReadsResult(g *stage) {
	b := do(g, "", station.GetBulletin, station.ByCode{Code: g.station().Code})
	at := slices.IndexFunc(b.Results, func(r station.BulletinResult) bool { return r.Number == g.main.Number })
	if at < 0 || b.Results[at].Title != "学校旁水泥路塌陷" || b.Results[at].Outcome != string(casework.OutcomeBasically) {
		g.t.Errorf("results %+v", b.Results)
	}
}
