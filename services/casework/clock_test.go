package casework

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

func at(date string) time.Time {
	d, err := calendar.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return d.Start().Add(10 * time.Hour)
}

func TestLightsTurnOnceEach(t *testing.T) {
	c := inStep(t, casework.Handling) // 15 working days from Monday, 2 March 2026
	if got := calendar.DateOf(c.Clock.Due).String(); got != "2026-03-23" {
		t.Fatalf("due %s", got)
	}
	var lights []string
	for now := monday; now.Before(at("2026-04-20")); now = now.Add(5 * time.Hour) {
		for _, e := range c.Tick(actAt(now, "system")) {
			d, err := casework.CaseLightChanged.Decode(e)
			if err != nil {
				t.Fatal(err)
			}
			lights = append(lights, d.Light+" "+calendar.DateOf(now).String())
		}
	}
	if want := []string{"yellow 2026-03-18", "red 2026-03-24"}; !slices.Equal(lights, want) {
		t.Fatalf("%v", lights)
	}
	if !c.nextAt().IsZero() {
		t.Error("a red light waits for nothing")
	}
}

// A job that was down for long makes up for every step, in order, once.
func TestALateJobLeavesNothingOut(t *testing.T) {
	c := inStep(t, casework.Handling)
	yellow, due := c.Clock.Yellow, c.Clock.Due
	events := c.Tick(actAt(at("2026-05-20"), "system"))
	if got := types(events); !slices.Equal(got, []string{"CaseLightChanged", "CaseLightChanged"}) || c.Clock.Light != "red" {
		t.Fatalf("%v, %s", got, c.Clock.Light)
	}
	for i, planned := range []time.Time{yellow.Add(time.Second), due.Add(time.Second)} {
		d, err := casework.CaseLightChanged.Decode(events[i])
		if e := c.Timeline[len(c.Timeline)-2+i]; err != nil || !d.Planned.Equal(planned) || d.Light != []string{"yellow", "red"}[i] || !e.Planned.Equal(planned) || !e.At.Equal(at("2026-05-20")) {
			t.Errorf("step %d: %+v, %+v, %v", i, d, e, err)
		}
	}
	if len(c.Tick(actAt(at("2026-05-21"), "system"))) != 0 {
		t.Error("told twice")
	}
}

// A deadline of the same day has no yellow of its own.
func TestALightThatLastsNoTimeIsLeftOut(t *testing.T) {
	c, a := inStep(t, casework.Assigned), actAt(monday, "unit")
	c.run(a, toAccept, a.At, 0)
	if got := types(c.Tick(actAt(at("2026-03-03"), "system"))); !slices.Equal(got, []string{"CaseLightChanged"}) || c.Clock.Light != "red" {
		t.Fatalf("%v, %s", got, c.Clock.Light)
	}
}

// The questions of a round end by their own timer; whoever acts does not end them.
func TestLightsAloneTurnBeforeAnAct(t *testing.T) {
	for step, want := range map[casework.Step]int{casework.Handling: 2, casework.Replied: 0, casework.Awaiting: 0, casework.Closed: 0} {
		c := inStep(t, step)
		if got := types(c.TurnLights(actAt(monday.AddDate(1, 0, 0), "system"))); len(got) != want || c.Step != step {
			t.Errorf("%s: %v, then %s", step, got, c.Step)
		}
	}
}

func TestTheReplyClockCountsFromTheAssignment(t *testing.T) {
	c := inStep(t, casework.Assigned)
	if _, err := c.Accept(actAt(at("2026-03-04"), "unit")); err != nil {
		t.Fatal(err)
	}
	if !c.Clock.Started.Equal(monday) || calendar.DateOf(c.Clock.Due).String() != "2026-03-23" {
		t.Fatalf("%+v", c.Clock)
	}
}

func TestExtensionOnceByAnother(t *testing.T) {
	c := inStep(t, casework.Handling)
	c.Tick(actAt(at("2026-03-19"), "system"))
	if _, err := c.AskMoreTime(actAt(at("2026-03-19"), "unit"), "等材料"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.DecideMoreTime(actAt(at("2026-03-19"), "unit"), true, "ok"); code(err) != "case.own_extension" {
		t.Fatalf("decided about one's own: %v", err)
	}
	events, err := c.DecideMoreTime(actAt(at("2026-03-20"), "head"), true, "同意")
	if err != nil || calendar.DateOf(c.Clock.Due).String() != "2026-04-14" || c.Clock.Light != "green" {
		t.Fatalf("%+v, %v", c.Clock, err)
	}
	if got := types(events); !slices.Equal(got, []string{"ExtensionGranted", "CaseLightChanged"}) {
		t.Errorf("%v", got)
	}
	if _, err := c.AskMoreTime(actAt(at("2026-03-21"), "unit"), "again"); code(err) != "case.step" {
		t.Errorf("asked twice: %v", err)
	}
}

func TestARefusedExtensionKeepsTheClock(t *testing.T) {
	c := inStep(t, casework.Handling)
	due := c.Clock.Due
	_, _ = c.AskMoreTime(actAt(monday, "unit"), "r")
	if _, err := c.DecideMoreTime(actAt(monday, "head"), false, "no"); err != nil || !c.Clock.Due.Equal(due) || c.Extension.State != "refused" {
		t.Fatalf("%+v, %v", c.Extension, err)
	}
	c.Tick(actAt(at("2026-04-01"), "system"))
	c.Extension = nil
	if _, err := c.AskMoreTime(actAt(at("2026-04-01"), "unit"), "r"); code(err) != "case.step" {
		t.Errorf("asked after the deadline: %v", err)
	}
}

func TestRulesOfThePlaceSetTheClock(t *testing.T) {
	c, a := inStep(t, casework.Assigned), actAt(monday, "unit")
	a.Rules.ReplyWorkdays, a.Version = 5, "override-1"
	if _, err := c.Accept(a); err != nil || calendar.DateOf(c.Clock.Due).String() != "2026-03-09" {
		t.Fatalf("%+v, %v", c.Clock, err)
	}
	if c.Clock.Rule != "override-1" || c.Timeline[len(c.Timeline)-1].Rule != "override-1" {
		t.Error("the decision does not say by which rule")
	}
}

func TestClosedCasesAreFiledByThemselves(t *testing.T) {
	for _, step := range []casework.Step{casework.Closed, casework.Rejected} {
		c := inStep(t, step)
		if len(c.Tick(actAt(c.nextAt().Add(-time.Second), "system"))) != 0 {
			t.Errorf("%s: filed too early", step)
		}
		if got := types(c.Tick(actAt(c.nextAt(), "system"))); !slices.Equal(got, []string{"CaseArchived"}) || !c.nextAt().IsZero() {
			t.Errorf("%s: %v", step, got)
		}
	}
}

func TestRulesAreChecked(t *testing.T) {
	if err := DefaultRules().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Rules){
		"days": func(r *Rules) { r.ReplyWorkdays = 0 }, "percent": func(r *Rules) { r.YellowPercent = 100 },
		"tries": func(r *Rules) { r.Tries = 0 }, "classes": func(r *Rules) { r.Classes = nil },
		"level": func(r *Rules) {
			r.Classes = append(Classes{{Code: "x", ZH: "x", EN: "x", Level: "moon"}}, r.Classes...)
		},
		"twice": func(r *Rules) { r.Classes = append(r.Classes, r.Classes[0]) },
	} {
		r := DefaultRules()
		spoil(&r)
		if code(r.Check()) != "rules.values" {
			t.Errorf("%s passes", name)
		}
	}
}

func TestDecodingClassesLeavesTheDefaultsAlone(t *testing.T) {
	r := DefaultRules()
	copied := r
	if err := copied.Classes.UnmarshalJSON([]byte(`[{"code":"only"}]`)); err != nil || len(copied.Classes) != 1 {
		t.Fatal(err)
	}
	if r.Classes[0].Code != casework.ExplainedAtOnce || copied.Classes.UnmarshalJSON([]byte(`{`)) == nil {
		t.Error("the defaults changed")
	}
}
