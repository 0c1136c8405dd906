package cases

import (
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/ui"
)

var nine = time.Date(2026, time.November, 9, 9, 0, 0, 0, calendar.Zone)

func thread(t *testing.T, entries ...casework.Entry) string {
	t.Helper()
	var out strings.Builder
	ctx := ui.WithPrefs(t.Context(), ui.Prefs{Lang: "zh"})
	if err := Thread(ctx, "", entries).Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestARuleIsNamedOnlyWhereItDecided(t *testing.T) {
	for what, c := range map[string]struct {
		e    casework.Entry
		want bool
	}{
		"registered":          {casework.Entry{What: "CaseRegistered"}, false},
		"assigned":            {casework.Entry{What: "CaseAssigned", Note: "镇供电所"}, false},
		"told":                {casework.Entry{What: "ToldRecorded", Note: "CaseReplied mail delivered"}, false},
		"the light":           {casework.Entry{What: "CaseLightChanged", Note: "red"}, true},
		"up a level":          {casework.Entry{What: "CaseEscalated", Note: "county"}, true},
		"closed by an answer": {casework.Entry{What: "CaseClosed", Note: "satisfied"}, false},
		"closed without":      {casework.Entry{What: "CaseClosed", Note: "unanswered"}, true},
		"filed by hand":       {casework.Entry{What: "CaseArchived", By: "acct"}, false},
		"filed by time":       {casework.Entry{What: "CaseArchived", By: "system"}, true},
	} {
		c.e.Rule, c.e.Kind, c.e.At = "default", "step", nine
		if got := strings.Contains(thread(t, c.e), "依据：默认规则"); got != c.want {
			t.Errorf("%s: a rule is named: %v", what, got)
		}
	}
}

func TestWhatAnEntryIsOfAKindIsNoReason(t *testing.T) {
	for _, c := range []struct {
		e    casework.Entry
		want string
	}{
		{casework.Entry{What: "CaseReplied", Why: "A", Note: "已修好"}, "答复群众（A类：已解决或基本解决）"},
		{casework.Entry{What: "PersonAnswered", Why: "satisfied", Note: "挺好"}, "群众回答（满意）"},
		{casework.Entry{What: "CaseNoted", Why: "contact", Note: "打过电话"}, "内部记录（与群众联系）"},
		{casework.Entry{What: "CaseNoted", Note: "等配件"}, "内部记录<"},
	} {
		c.e.At = nine
		if got := thread(t, c.e); !strings.Contains(got, c.want) || strings.Contains(got, "理由") || !strings.Contains(got, c.e.Note) {
			t.Errorf("%s: %s", c.want, got)
		}
	}
	if got := thread(t, casework.Entry{What: "CaseReturned", Why: "不归我们管", At: nine}); !strings.Contains(got, "理由：不归我们管") {
		t.Error(got)
	}
}

func TestWhatCameLateSaysBothTimes(t *testing.T) {
	got := thread(t, casework.Entry{What: "CaseRegistered", At: nine, Taken: nine.Add(-24 * time.Hour)})
	if !strings.Contains(got, "离线登记于 11月8日") || !strings.Contains(got, "11月9日") {
		t.Error(got)
	}
}

func TestWhatWasToldIsASentence(t *testing.T) {
	for note, want := range map[string]string{
		"CaseAssigned mail no_way":       "系统没有能通知到对方的方式，请当面或打电话告诉对方",
		"CaseAssigned mail no_way-phone": "请打电话告诉对方",
		"CaseAssigned inbox delivered":   "已就“交办”发站内消息，已送达",
		"CaseAssigned pigeon delivered":  "CaseAssigned pigeon delivered",
	} {
		if got := thread(t, casework.Entry{What: "ToldRecorded", Kind: "told", Note: note, At: nine}); !strings.Contains(got, want) {
			t.Errorf("%s: %s", note, got)
		}
	}
}

func TestThatNobodyCanBeToldIsSaidOnce(t *testing.T) {
	line := casework.Entry{What: "ToldRecorded", Kind: "told", Note: "CaseAssigned mail no_way", At: nine}
	again := line
	again.Note = "CaseClosed letter no_way"
	ctx := ui.WithPrefs(t.Context(), ui.Prefs{Lang: "zh"})
	if got := Thread(ctx, "", []casework.Entry{line, again, {What: "CaseClosed", At: nine}, again}); len(got.Entries) != 2 {
		t.Errorf("%d lines", len(got.Entries))
	}
}

func TestStepsStandWhereCaseworkCountsThem(t *testing.T) {
	ctx := ui.WithPrefs(t.Context(), ui.Prefs{Lang: "zh"})
	for _, c := range []struct {
		step       casework.Step
		number     int
		supervised bool
		current    int
		without    int
	}{
		{casework.Received, 1, false, 0, 3},
		{casework.Handling, 4, true, 3, 0},
		{casework.Replied, 5, false, 4, 3},
		{casework.Closed, 6, true, 5, 0},
		{casework.Archived, 7, false, 7, 3},
	} {
		got := Steps(ctx, c.step, c.number, c.supervised, false)
		if got.Current != c.current || got.Without != c.without || len(got.Names) != 7 {
			t.Errorf("%s: %+v", c.step, got)
		}
	}
	for _, ended := range []casework.Step{casework.Rejected, casework.Withdrawn, casework.MergedStep} {
		if got := StepsOf(ctx, casework.Case{Step: ended, StepNo: 6}); len(got.Names) != 0 {
			t.Errorf("%s stands among the seven: %+v", ended, got)
		}
	}
}
