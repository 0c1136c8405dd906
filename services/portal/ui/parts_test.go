package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestClocks(t *testing.T) {
	for _, c := range []struct {
		clock Clock
		words string
		tone  Tone
	}{
		{Clock{Left: 8}, "还有 8 个工作日", Plain},
		{Clock{Left: 8, Soon: true}, "还有 8 个工作日", Warn},
		{Clock{Left: 2}, "还有 2 个工作日", Warn},
		{Clock{Left: 0}, "今天到期", Warn},
		{Clock{Left: -3}, "已逾期 3 个工作日", Bad},
		{Clock{Left: -3, Stopped: "S"}, "S", Stopped},
		{Clock{Left: -3, Met: true}, "按时完成", Good},
	} {
		got := render(t, in(Chinese), c.clock)
		wants(t, got, c.words, "clock-"+string(c.tone))
	}
	due := Clock{Due: designDay(27, 18), Left: 3}
	wants(t, render(t, in(Chinese), due), "11月27日 周五 前", `datetime="2026-11-27T10:00:00Z"`)
	due.Brief = true
	lacks(t, render(t, in(Chinese), due), "<time")
}

func TestEveryToneHasAShapeOfItsOwn(t *testing.T) {
	seen := map[string]Tone{}
	for _, tone := range []Tone{Plain, Active, Good, Warn, Bad, Stopped} {
		if other, twice := seen[tone.icon()]; twice {
			t.Errorf("%s looks like %s", tone, other)
		}
		seen[tone.icon()] = tone
	}
	if Tone("new").icon() != Plain.icon() {
		t.Error("an unknown tone looks plain")
	}
}

func TestButtons(t *testing.T) {
	ctx := in(Chinese)
	wants(t, render(t, ctx, Button{Label: "L", Href: "/x", Kind: Primary}), `<a class="btn btn-primary" href="/x"`)
	wants(t, render(t, ctx, Button{Label: "L", Dialog: "d"}), `href="#d"`, `data-dialog="d"`, `aria-haspopup="dialog"`)
	wants(t, render(t, ctx, Button{Label: "L", Print: true}), `type="button"`, "data-print")
	wants(t, render(t, ctx, Button{Label: "L", Name: "n", Value: "v", Form: "f"}), `type="submit"`, `name="n" value="v"`, `form="f"`)
	wants(t, render(t, ctx, Button{Label: "L", Icon: "x", IconOnly: true}), `<span class="sr-only">L`)
	lacks(t, render(t, ctx, Button{Label: "L", Href: "javascript:alert(1)"}), `onclick`)
}

func TestTheOpenPlaceIsTheLongestFit(t *testing.T) {
	items := []NavItem{{Href: "/desk", Also: []string{"/desk/register"}}, {Href: "/desk/cases?tab=open"}, {Href: "/desk/case"}}
	for path, want := range map[string]int{
		"/desk": 0, "/desk/people": -1, "/desk/register": 0, "/desk/register/receipt": 0, "/desk/registered": -1, "/desk/cases": 1, "/desk/cases/7?x=1": 1, "/desk/caseshop": -1, "/county": -1,
	} {
		if got := current(items, path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestAWorkListHasRowsActionsAndMore(t *testing.T) {
	l := WorkList{ID: "w", Label: "L", More: "/x?after=2", Rows: []WorkRow{
		{ID: "r", Href: "/c/1", Title: "<b>", Number: "N1", Meta: []string{"m"}, Action: Button{Label: "do"}},
		{ID: "s", Href: "/c/2", Title: "two"},
	}}
	got := render(t, in(Chinese), l)
	wants(t, got, "&lt;b&gt;", `id="r"`, "data-rows", `hx-select="#w &gt; li"`, `href="/x?after=2"`)
	if strings.Count(got, "data-action") != 1 {
		t.Error("only a row with an action offers one")
	}
	wants(t, render(t, in(Chinese), WorkList{Empty: EmptyState{Title: "done"}}), "done")
	wants(t, render(t, in(Chinese), EmptyState{}), "这里还没有内容")
}

func TestTables(t *testing.T) {
	table := Table{
		ID: "t", Caption: "C", More: "/m",
		Columns: []Column{{Label: "A", Sort: "/s", Order: "ascending"}, {Label: "B", Number: true}},
		Rows:    []Row{{Href: "/r", Cells: []templ.Component{Text("x"), Text("1"), Text("extra")}}},
	}
	wants(t, render(t, in(Chinese), table), `<caption class="sr-only">C`, `aria-sort="ascending"`,
		`<a href="/r" data-open>x`, `class="num" data-label="B"`, `hx-target="#t tbody"`)
	table.Rows = nil
	lacks(t, render(t, in(Chinese), table), "<table")
}

func TestStepsSayWhereItStands(t *testing.T) {
	got := render(t, in(Chinese), CaseSteps(in(Chinese), 2, false, true))
	if strings.Count(got, "step-done") != 2 || strings.Count(got, "step-stuck") != 1 || strings.Count(got, "step-next") != 4 {
		t.Errorf("got %s", got)
	}
	wants(t, got, `aria-current="step"`, "需要处理")
	lacks(t, render(t, in(Chinese), CaseSteps(in(Chinese), 7, true, false)), `aria-current="step"`, "step-now", "step-without")
}

func TestSupervisionIsTickedOnlyWhereItTookPlace(t *testing.T) {
	for _, current := range []int{4, 5, 7} {
		got := render(t, in(Chinese), CaseSteps(in(Chinese), current, false, false))
		if strings.Count(got, "step-without") != 1 || strings.Count(got, "step-done") != current-1 {
			t.Errorf("at %d: %s", current, got)
		}
		wants(t, got, "没有经过")
	}
	lacks(t, render(t, in(Chinese), CaseSteps(in(Chinese), 2, false, false)), "step-without")
}

func TestTimelinesTellRepliesFromNotes(t *testing.T) {
	got := render(t, in(Chinese), Timeline{Label: "L", Entries: []Entry{
		{Kind: ReplyEntry, Who: "w", Body: "b", At: designNow}, {Kind: NoteEntry, Why: "y", Rule: "r"}, {Kind: "unknown"},
	}})
	wants(t, got, "entry-reply", "群众可见", "entry-note", "仅内部可见", "理由：y", "依据：r")
}

func TestMaskedAsksForThePurpose(t *testing.T) {
	m := Masked{ID: "m", Value: "138****5678", What: "电话", Action: "/show"}
	wants(t, render(t, in(Chinese), m), "查看电话", `action="/show"`, `name="purpose"`, `id="m"`)
	m.Action = ""
	lacks(t, render(t, in(Chinese), m), "<form", "dialog")
	wants(t, render(t, in(Chinese), Masked{Value: "v", Shown: true}), "已记录查看")
}

func TestDialogsReopenWithProblems(t *testing.T) {
	wants(t, render(t, in(Chinese), Dialog{ID: "d", Title: "T", Open: true}), " open", "data-open-now", `aria-labelledby="d-title"`)
	lacks(t, render(t, in(Chinese), Dialog{ID: "d"}), "data-open-now", " open>")
}
