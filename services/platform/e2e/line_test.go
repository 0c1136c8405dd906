package e2e

import (
	"slices"
	"strconv"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// try calls an operation that may be refused.
func try[Req, Res any](g *stage, login string, op rpc.Op[Req, Res], req Req) error {
	_, err := rpc.Call(g.t.Context(), g.As(login), op, req)
	return err
}

// line is the main job as far as it goes without time passing.
var line = []scene{
	{"a role comes and goes", aRoleComesAndGoes},
	{"deputies are rostered", deputiesAreRostered},
	{"the reception is held", receptionIsHeld},
	{"something is said", somethingIsSaid},
	{"it finds its unit", itFindsItsUnit},
	{"it is watched", itIsWatched},
	{"a second voice joins", aSecondVoiceJoins},
	{"both are asked", bothAreAsked},
	{"dissatisfaction reopens", dissatisfactionReopens},
	{"the numbers agree", numbersAgree},
	{"another system signs people in", anotherSystemSignsIn},
	{"the audit chain is intact", auditIsIntact},
}

// TestMainJobInEveryForm loads the demonstration through the one door, which
// takes cases along every path of the state machine, and plays the main job.
func TestMainJobInEveryForm(t *testing.T) {
	for _, form := range platformtest.Forms() {
		t.Run(form.Name, func(t *testing.T) { newStage(t, form.Start).plays(t, line) })
	}
}

// allCases are all cases of a station.
func allCases(g *stage, st string) []casework.CaseRow {
	g.t.Helper()
	var out []casework.CaseRow
	for after := ""; ; {
		page := do(g, "county", casework.ListCases, casework.ListRequest{Queue: "all", Station: st, Limit: 500, After: after})
		out = append(out, page.Items...)
		if after = page.Next; after == "" {
			return out
		}
	}
}

// auditIsIntact: the chain verifies, and only the auditor may ask.
func auditIsIntact(g *stage) {
	refused(g, "county", fault.KindDenied, identity.VerifyAudit, identity.VerifyAuditRequest{})
	v := do(g, "auditor", identity.VerifyAudit, identity.VerifyAuditRequest{})
	if !v.Intact || v.Rows == 0 || v.Events == 0 {
		g.t.Errorf("audit: %+v", v)
	}
	g.eventually("the main case is in the chain", func() bool {
		rows := do(g, "auditor", identity.ListAudit, identity.ListAuditRequest{Object: "case/" + g.id, Limit: 100})
		return slices.ContainsFunc(rows.Items, func(r identity.AuditRow) bool { return r.Type == casework.CaseAwaiting.Name })
	})
}
