package casework

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/calendar"
)

// endedAs closes a new case of the world at its first question.
func (w *world) endedAs(text string, answer casework.Outcome) string {
	w.t.Helper()
	id := w.registers(zhang, text).Case
	w.replied(id)
	said := casework.AnswerRequest{ID: id, Answer: answer, Words: "电话里说的"}
	apptest.Call(w.t, w.officer, casework.RecordAnswer, said)
	w.passes(30 * 24 * time.Hour)
	apptest.Call(w.t, w.officer, casework.RecordAnswer, said)
	return id
}

func TestOutcomesAndYears(t *testing.T) {
	w := start(t)
	year := apptest.Now.In(calendar.Zone).Year()
	first := w.endedAs("第一件：村口路灯坏了", casework.OutcomeSatisfied)
	second := w.endedAs("第二件：自来水停水", casework.OutcomeBasically)
	// The last quarter of an hour of a year in China is still the year before's.
	w.Clock.Advance(newYear(year + 1).Add(-15 * time.Minute).Sub(w.Clock.Now()))
	third := w.registers(zhang, "第三件：水渠垮了").Case
	w.Clock.Advance(time.Hour)
	fourth := w.neighbours("第四件：垃圾没人清运").Case
	refused := w.refuses(third)

	for what, c := range map[string]struct {
		req  casework.ListRequest
		want []string
	}{
		"satisfied":             {casework.ListRequest{Outcome: "satisfied"}, []string{first}},
		"basically":             {casework.ListRequest{Queue: "closed", Outcome: "basically_satisfied"}, []string{second}},
		"content":               {casework.ListRequest{Queue: "closed", Outcome: casework.Content}, []string{second, first}},
		"not asked":             {casework.ListRequest{Outcome: "not_asked"}, nil},
		"unanswered":            {casework.ListRequest{Outcome: "unanswered"}, nil},
		"received this year":    {casework.ListRequest{Year: year}, []string{third, second, first}},
		"received next year":    {casework.ListRequest{Year: year + 1}, []string{fourth}},
		"closed this year":      {casework.ListRequest{Queue: "closed", Year: year}, []string{second, first}},
		"closed next year":      {casework.ListRequest{Queue: "closed", Year: year + 1}, nil},
		"refused this year":     {casework.ListRequest{Queue: "otherwise", Year: year}, nil},
		"refused next year":     {casework.ListRequest{Queue: "otherwise", Year: year + 1}, []string{refused}},
		"content this year":     {casework.ListRequest{Outcome: casework.Content, Year: year}, []string{second, first}},
		"content next year":     {casework.ListRequest{Outcome: casework.Content, Year: year + 1}, nil},
		"not asked next year":   {casework.ListRequest{Outcome: "not_asked", Year: year + 1}, nil},
		"step and year":         {casework.ListRequest{Queue: "step", Step: "registered", Year: year + 1}, []string{fourth}},
		"category and year":     {casework.ListRequest{Category: "0201", Year: year}, []string{second}},
		"open and year":         {casework.ListRequest{Queue: "open", Year: year}, nil},
		"elsewhere, the year":   {casework.ListRequest{Station: "st2", Year: year}, nil},
		"outcome, at a station": {casework.ListRequest{Outcome: "satisfied", Station: "st2"}, nil},
	} {
		wantIDs(t, what, w.list(w.county, c.req), c.want...)
	}
	wantIDs(t, "out of the neighbour's reach", w.list(w.nbr, casework.ListRequest{Outcome: casework.Content}))
	apptest.Call(t, w.officer, casework.ArchiveCase, casework.ByID{ID: third})
	wantIDs(t, "a filed refusal is not closed", w.list(w.county, casework.ListRequest{Queue: "otherwise"}), third)
	wantIDs(t, "what was handled and filed is", w.list(w.county, casework.ListRequest{Queue: "closed"}), second, first)
	wantIDs(t, "mine", w.list(w.officer, casework.ListRequest{Queue: "mine", Year: year}), third, second, first)
}

// refuses ends a case that nobody is asked about.
func (w *world) refuses(id string) string {
	w.t.Helper()
	apptest.Call(w.t, w.officer, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.NotAccepted, Reason: "已起诉", Reply: "请向法院反映"})
	return id
}

func TestCasesThatALevelDecides(t *testing.T) {
	w := start(t)
	mine := w.registers(zhang, "第一件：县道塌方").Case
	w.Clock.Advance(time.Hour)
	theirs := w.registers(zhang, "第二件：自来水停水").Case
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: mine, Class: casework.CountyAndAbove, Reason: "县里的事"})
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: theirs, Class: casework.TownshipOrdinary, Reason: "镇里的事"})
	at := func(level, step string) casework.ListRequest {
		return casework.ListRequest{Queue: "step", Step: step, Level: level}
	}
	wantIDs(t, "county", w.list(w.county, at("county", "triaged")), mine)
	wantIDs(t, "township", w.list(w.county, at("township", "triaged")), theirs)
	wantIDs(t, "returned", w.list(w.county, at("county", "returned")))
	wantIDs(t, "of the year", w.list(w.county, casework.ListRequest{Step: "triaged", Level: "county", Year: apptest.Now.Year()}), mine)
	wantIDs(t, "out of reach", w.list(w.nbr, at("county", "triaged")))
}

// Who decides about more time finds what waits without looking through what is
// in hand.
func TestWhatWaitsForMoreTimeIsAQueue(t *testing.T) {
	w := start(t)
	ask := func(text string) string {
		id := w.registers(zhang, text).Case
		w.assigned(id)
		apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
		apptest.Call(t, w.unit, casework.AskExtension, casework.Reasoned{ID: id, Reason: "等配件到货"})
		w.Clock.Advance(48 * time.Hour)
		return id
	}
	first, second := ask("第一件：村口路灯坏了"), ask("第二件：自来水停水")
	w.assigned(w.registers(zhang, "第三件：水渠垮了").Case)
	queue := casework.ListRequest{Queue: "extension"}
	wantIDs(t, "soonest deadline first", w.list(w.county, queue), first, second)
	wantIDs(t, "the township's", w.list(w.township, casework.ListRequest{Queue: "extension", Area: town, Step: "handling"}), first, second)
	wantIDs(t, "out of reach", w.list(w.nbr, queue))
	apptest.Call(t, w.county, casework.DecideExtension, casework.DecideRequest{ID: first, Reason: "按期办结"})
	wantIDs(t, "decided", w.list(w.county, queue), second)
	apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: second, Text: "配件提前到了，已修好", Class: "A"})
	wantIDs(t, "replied without more time", w.list(w.county, queue))
}

func TestFiltersThatNoIndexServesAreRefused(t *testing.T) {
	w := start(t)
	for _, req := range []casework.ListRequest{
		{Queue: "due", Year: 2026}, {Queue: "extension", Year: 2026}, {Queue: "unit", Year: 2026}, {Queue: "supervised", Year: 2026}, {Queue: "step", Year: 2026},
		{Queue: "open", Outcome: "satisfied"}, {Queue: "mine", Outcome: "satisfied"}, {Level: "county"}, {Queue: "due", Level: "county", Step: "triaged"},
		{Outcome: "satisfied", Level: "county", Step: "triaged"},
	} {
		apptest.Refused(t, w.county, casework.ListCases, req, "case.filter")
	}
}
