package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

func (a *assembly) judgedBy(mark voting.Verdict) {
	a.t.Helper()
	req := a.request()
	req.Subjects = req.Subjects[:1]
	a.open(req)
	for seat := 1; seat <= 5; seat++ {
		a.rate(seat, all(mark, 1))
	}
	for _, to := range []voting.AppraisalState{voting.AppraisalClosed, voting.AppraisalSigned, voting.AppraisalPublished} {
		a.turn(to)
	}
}

func reasoned(id string) voting.Reasoned {
	return voting.Reasoned{ID: id, Reason: "路面开裂，限期修复"}
}

// What is found wanting is put right, judged again and archived.
func TestWhatIsFoundWantingIsPutRight(t *testing.T) {
	a := assemble(t, 5, voting.Completed)
	id := a.projects[0]
	a.judgedBy(voting.Dissatisfied)
	if next := a.project(id).Next; len(next) == 0 || next[0] != voting.OrderRectification.Name {
		t.Fatalf("offered is %v", next)
	}
	archive := voting.ConcludeRequest{Reasoned: reasoned(id), To: voting.Archived}
	apptest.Refused(t, a.Office, voting.ConcludeProject, archive, "project.open_end")
	apptest.Refused(t, a.Office, voting.OrderRectification, voting.OrderRequest{Reasoned: reasoned(id), Due: a.day(0)}, "project.due")
	apptest.Call(t, a.Office, voting.OrderRectification, voting.OrderRequest{Reasoned: reasoned(id), Due: a.day(30)})
	again := a.request()
	apptest.Refused(t, a.Office, voting.OpenAppraisal, again, "appraisal.subjects") // nothing has been put right yet
	unit := a.as(authz.Assignment{Role: authz.HandlingUnit, Area: hallTown, Unit: "u1"}, "")
	done := voting.ReportRectificationRequest{ID: id, Text: "裂缝已全部修补，通过验收"}
	if p := apptest.Call(t, unit, voting.ReportRectification, done); p.Rectifications[0].Report == "" || p.State != voting.Rectifying {
		t.Fatalf("reported as %+v", p.Rectifications)
	}
	apptest.Refused(t, unit, voting.ReportRectification, done, "project.rectified")
	a.judgedBy(voting.Satisfied)
	if p := apptest.Call(t, a.Office, voting.ConcludeProject, archive); p.State != voting.Archived || len(p.Judgements) != 2 {
		t.Errorf("ended as %s with %+v", p.State, p.Judgements)
	}
	apptest.Refused(t, a.Office, voting.OrderRectification, voting.OrderRequest{Reasoned: reasoned(id), Due: a.day(30)}, "project.state")
}

// What was not finished goes on in the next year, as a project of its own that knows
// where it comes from.
func TestWhatIsUnfinishedIsCarriedOver(t *testing.T) {
	a := assemble(t, 5, voting.Unfinished)
	id := a.projects[0]
	a.judgedBy(voting.Satisfied)
	carry := voting.ConcludeRequest{Reasoned: reasoned(id), To: voting.CarriedOver}
	apptest.Refused(t, a.Office, voting.ConcludeProject, carry, "project.next_goal")
	carry.Goal, carry.Finish = "硬化剩余一公里", a.day(200)
	old := apptest.Call(t, a.Office, voting.ConcludeProject, carry)
	next := a.project(old.CarriedTo)
	if old.State != voting.CarriedOver || next.State != voting.Pooled || next.CarriedFrom != id || next.Year != old.Year+1 || next.Dossier.Goal != "硬化剩余一公里" {
		t.Fatalf("%s went on as %+v", old.State, next)
	}
	if p := apptest.Call(t, a.Office, voting.ConcludeProject, voting.ConcludeRequest{Reasoned: reasoned(id), To: voting.Archived}); p.State != voting.Archived || p.CarriedTo != next.ID {
		t.Errorf("archived as %+v", p)
	}
}

// A project that is finished and well judged is neither put right nor carried over.
func TestWhatIsWellDoneIsArchived(t *testing.T) {
	a := assemble(t, 5, voting.Completed)
	id := a.projects[0]
	a.judgedBy(voting.Basically)
	apptest.Refused(t, a.Office, voting.OrderRectification, voting.OrderRequest{Reasoned: reasoned(id), Due: a.day(30)}, "project.nothing_to_rectify")
	apptest.Refused(t, a.Office, voting.ConcludeProject, voting.ConcludeRequest{Reasoned: reasoned(id), To: voting.CarriedOver, Goal: "再来", Finish: a.day(9)}, "project.done")
	apptest.Call(t, a.Office, voting.ConcludeProject, voting.ConcludeRequest{Reasoned: reasoned(id), To: voting.Archived})
}
