package notification

import (
	"regexp"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/event"
)

var placeholder = regexp.MustCompile(`\{[a-z]*\}`)

// Every row has words in both languages, with placeholders that its event
// fills, and its event is one that this service listens to.
func TestTable(t *testing.T) {
	d := newDesk(t, nil)
	heard := map[string]bool{}
	for _, h := range d.handlers() {
		heard[h.Type] = true
	}
	for _, r := range table {
		if !heard[r.On] {
			t.Errorf("%s: nobody listens", r.key())
		}
		n := sample(r.On)
		must(t, d.name(system(t), n))
		for _, words := range []notification.Text{r.Title, r.Body} {
			filled := fill(words, n.params)
			for _, s := range []string{filled.ZH, filled.EN} {
				if s == "" || placeholder.MatchString(s) {
					t.Errorf("%s: %q", r.key(), s)
				}
			}
			if strings.Join(bracesOf(words.ZH), "") == "" && bracesOf(words.EN) != nil {
				t.Errorf("%s: the languages say different things", r.key())
			}
		}
	}
	if len(rowsByKey) != len(table) {
		t.Error("two rows have one key")
	}
}

func bracesOf(s string) []string { return placeholder.FindAllString(s, -1) }

// sample makes news of an event type.
func sample(on string) news {
	e := event.Event{Type: on, Aggregate: "case", Subject: "c1"}
	switch {
	case strings.Contains(on, ".roster."):
		e.Aggregate = "day"
		if strings.Contains(on, "Reception") {
			return dayNews(e, roster.DayChanged{})
		}
		return shiftNews(e, roster.ShiftChanged{})
	case strings.Contains(on, ".identity."):
		return accountNews(e, identity.AccountChanged{})
	case aboutAppraisal(on):
		e.Aggregate = "appraisal"
		return appraisalNews(e, voting.AppraisalChanged{})
	case strings.Contains(on, ".voting."):
		e.Aggregate = "project"
		return projectNews(e, voting.Changed{})
	case strings.Contains(on, ".notification."):
		return webhookNews(e, notification.WebhookChanged{Name: "w"})
	}
	return caseNews(e, casework.Changed{})
}

// What is listened to for telling is told to somebody.
func TestListensForAReason(t *testing.T) {
	d := newDesk(t, nil)
	for _, h := range d.tellers() {
		if len(rowsByType[h.Type]) == 0 {
			t.Errorf("%s is heard and nobody is told", h.Type)
		}
	}
}

func TestLinks(t *testing.T) {
	about := func(kind string) news { return news{event: event.Event{Aggregate: kind, Subject: "x"}} }
	reception := about("day")
	reception.month = "2026-03"
	for _, c := range []struct {
		n    news
		to   string
		want string
	}{
		{about("case"), toStation, "/desk/cases/x"}, {about("case"), toUnit, "/desk/cases/x"}, {about("case"), toRegistrar, "/desk/cases/x"},
		{about("case"), toOffice, "/county/cases/x"}, {about("case"), toDeputy, "/d/cases/x"}, {about("case"), toVoice, "/follow?n={number}"},
		{reception, toDeputy, "/d"}, {reception, toStation, "/desk/roster/2026-03"}, {reception, toOffice, "/county"}, {about("account"), toSelf, "/me"},
		{about("appraisal"), toDeputy, "/d/appraisals/x"}, {about("appraisal"), toOffice, "/county/appraisals/x"},
	} {
		if got := c.n.link(c.to); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.n.event.Aggregate, c.to, got, c.want)
		}
	}
}
