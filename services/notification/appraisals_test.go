package notification

import (
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/notification/mail/mailtest"
)

func appraisalEvent(kind voting.AppraisalKind, persons ...string) event.Event {
	e := voting.AppraisalBegun.New(voting.AppraisalChanged{Appraisal: "e1", Area: town, Title: "2026年项目测评", Kind: kind, State: voting.AppraisalOpen,
		Opens: "2026-03-02", Closes: "2026-03-05", Roll: len(persons), Persons: persons, At: start})
	e.Aggregate, e.Subject, e.Actor = "appraisal", "e1", "someone"
	return e
}

// Who may rate and has an account hears of it in the inbox and by mail, with the way to
// the sheet; who has none could not go there.
func TestRatersAreToldOnce(t *testing.T) {
	for kind, want := range map[voting.AppraisalKind]string{voting.OfProjects: "民生实事项目", voting.OfUnits: "单位工作", voting.OfSuggestions: "建议办理"} {
		d := newDesk(t, mailtest.Start(t, nil))
		d.cast()
		e := d.apply(appraisalEvent(kind, "p1", "p2"))
		wants(t, d.told(), "person:p1 inbox delivered", "person:p1 mail waiting")
		d.apply(e) // it comes again
		wants(t, d.told(), "person:p1 inbox delivered", "person:p1 mail waiting")
		var got []Item
		must(t, d.items.Each(system(t), store.Query{Index: "newest"}, func(i Item) error { got = append(got, i); return nil }))
		if len(got) != 1 || got[0].Account != "deputy" || got[0].Link != "/d/appraisals/e1" || !strings.Contains(got[0].Title.ZH, want) {
			t.Fatalf("%+v", got)
		}
		for _, part := range []string{"2026年项目测评", "3月2日", "3月5日"} {
			if !strings.Contains(got[0].Text.ZH, part) {
				t.Errorf("no %s in %s", part, got[0].Text.ZH)
			}
		}
		if !strings.Contains(got[0].Text.EN, "2 March") || !strings.Contains(got[0].Text.EN, "5 March") {
			t.Errorf("in English: %s", got[0].Text.EN)
		}
	}
}

// What is read before this release, or is for voters, names nobody: nobody is told.
func TestAnAppraisalWithoutRatersIsTreatedWithSilence(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.apply(appraisalEvent(voting.OfProjects))
	d.apply(appraisalEvent(voting.OfDeputies))
	wants(t, d.told())
}

// Its words are an appraisal's: a project's number stands in none.
func TestTheWordsOfAnAppraisal(t *testing.T) {
	r, ok := rowsByKey["AppraisalBegun.deputy.projects"]
	if !ok {
		t.Fatal("no such template")
	}
	if err := r.check(notification.Words{TitleZH: "{title}", TitleEN: "{title}", BodyZH: "{opens}{date}", BodyEN: "{opens}{date}"}); err != nil {
		t.Error(err)
	}
	if r.check(notification.Words{TitleZH: "{number}", TitleEN: "x", BodyZH: "x", BodyEN: "x"}) == nil {
		t.Error("a number was taken")
	}
}

// Whose review is bad hears of it when it is published, and the office of what they say.
func TestABadReviewIsToldAndAnswered(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	of := func(on event.Type[voting.AppraisalChanged], persons ...string) event.Event {
		e := on.New(voting.AppraisalChanged{Appraisal: "e1", Area: town, Title: "述职评议", Kind: voting.OfDeputies, Persons: persons})
		e.Aggregate, e.Subject, e.Actor = "appraisal", "e1", "someone"
		return e
	}
	d.apply(of(voting.AppraisalTurned)) // closed, signed: it names nobody
	wants(t, d.told())
	d.apply(of(voting.AppraisalTurned, "p1"))
	wants(t, d.told(), "person:p1 inbox delivered")
	d.apply(of(voting.AppraisalAnswered, "p1"))
	wants(t, d.told(), "person:p1 inbox delivered", "acct:town inbox delivered")
}
