package notification

import (
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/notification/mail/mailtest"
)

func projectEvent(t event.Type[voting.Changed], change func(*voting.Changed)) event.Event {
	data := voting.Changed{Project: "pr1", Number: "431223-100-26-90001-8", Area: town, Title: "修通学路", Unit: "u1", Reason: "群众反映集中",
		Voices: []string{"v1"}, Proposers: []string{"x1"}, Persons: []string{"p1", "p2"}}
	if change != nil {
		change(&data)
	}
	e := t.New(data)
	e.Aggregate, e.Subject, e.Actor = "project", data.Project, "someone"
	return e
}

// Everybody behind a project is told: the people of its cases, the proposer, a deputy
// with an account and one without.
func TestEverybodyBehindAProjectIsTold(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	d.people["proposer:x1"] = contact{Name: "王五", Email: "x1@example.net", Number: "431223-100-26-90002-6"}
	d.apply(projectEvent(voting.ProjectPooled, nil))
	wants(t, d.told(), "voice:v1 mail waiting", "proposer:x1 mail waiting", "person:p1 inbox delivered", "person:p2 mail waiting")
	d.turn()
	wants(t, d.told(), "voice:v1 mail delivered", "proposer:x1 mail delivered", "person:p1 inbox delivered", "person:p2 mail delivered")
}

// What the congress decided reaches everybody who stood behind the project.
func TestTheVoteIsTold(t *testing.T) {
	for on, want := range map[*event.Type[voting.Changed]]string{&voting.ProjectAdopted: "票决通过", &voting.ProjectNotAdopted: "没有通过", &voting.ProjectRecommended: "不作决定", &voting.ProjectNotRecommended: "没有获得街道票选推荐", &voting.ProjectAnnounced: "正式公告",
		&voting.ProjectStarted: "开工", &voting.ProjectCompleted: "已经完成", &voting.ProjectUnfinished: "没有按期", &voting.ProjectTerminated: "终止", &voting.AdjustmentDecided: "继续实施"} {
		d := newDesk(t, mailtest.Start(t, nil))
		d.cast()
		d.apply(projectEvent(*on, nil))
		all := []string{"voice:v1 mail waiting", "proposer:x1 mail waiting", "person:p1 inbox delivered", "person:p2 mail waiting"}
		if *on == voting.ProjectTerminated || *on == voting.AdjustmentDecided {
			all = append(all, "acct:unit inbox delivered") // whose work goes on, or ends
		}
		wants(t, d.told(), all...)
		if said := rowsByType[on.Name][0].Body.ZH; !strings.Contains(said, want) {
			t.Errorf("%s says %s", on.Name, said)
		}
	}
}

func TestTheReasonIsSaidAndTheLinkLeadsThere(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	to := contact{Name: "王五", Email: "x1@example.net", Number: "431223-100-26-90002-6", Lang: "zh"}
	written := func(title string) string {
		d.apply(projectEvent(voting.ProjectRejected, func(c *voting.Changed) { c.Title = title }))
		var last Delivery
		must(t, d.deliveries.Each(system(t), store.Query{Index: "newest"}, func(one Delivery) error {
			if one.Recipient == "proposer:x1" && (last.ID == "" || one.Event > last.Event) {
				last = one
			}
			return nil
		}))
		return d.composed(byMail, last, to).Text
	}
	for title, want := range map[string][]string{"修通学路": {"修通学路", "群众反映集中", "/projects/pr1"}, "": {"您提出的项目", "/projects/follow"}} {
		got := written(title)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%q is missing in %s", w, got)
			}
		}
	}
}

func TestQuestionsAndAnswersFindTheirPeople(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.apply(projectEvent(voting.QuestionAsked, func(c *voting.Changed) { c.Tell = []string{"office:" + town, "unit:u1"} }))
	wants(t, d.told(), "acct:town inbox delivered", "acct:unit inbox delivered")
	d.apply(projectEvent(voting.QuestionAnswered, func(c *voting.Changed) { c.Tell = []string{"person:p1"} }))
	wants(t, d.told(), "acct:town inbox delivered", "acct:unit inbox delivered", "person:p1 inbox delivered")
}

func TestAReviewSaysWhichWayItWent(t *testing.T) {
	for state, want := range map[voting.State]string{voting.CommitteeReviewed: "agreed", voting.Screening: "returned"} {
		if n := projectNews(projectEvent(voting.CandidateReviewed, nil), voting.Changed{State: state}); n.variant != want {
			t.Errorf("%s: %s", state, n.variant)
		}
	}
}

func TestWhoHasToDoSomethingAboutAProjectHearsOfIt(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.apply(projectEvent(voting.ProjectLightChanged, func(c *voting.Changed) { c.Tell = []string{"office:" + town, "unit:u1"} }))
	wants(t, d.told(), "acct:town inbox delivered", "acct:unit inbox delivered")
	d.apply(projectEvent(voting.SupervisorsNamed, func(c *voting.Changed) { c.Tell = []string{"person:p1"} }))
	wants(t, d.told(), "acct:town inbox delivered", "acct:unit inbox delivered", "person:p1 inbox delivered")
}
