package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestOfFindsTheFaultThroughWraps(t *testing.T) {
	inner := Conflict("case.merged", "已合并到 %s", "Merged into %s", "A-1")
	got := Of(fmt.Errorf("saving: %w", inner))
	if got.Kind != KindConflict || got.Text.ZH != "已合并到 A-1" || got.Text.EN != "Merged into A-1" {
		t.Fatalf("got %+v", got)
	}
	if !Is(fmt.Errorf("x: %w", inner), KindConflict) || !HasCode(inner, "case.merged") {
		t.Fatal("Is and HasCode must see the fault")
	}
}

func TestInsteadWordsWhatIsNotFound(t *testing.T) {
	meaning := Invalid("unit", "没有", "none")
	missing := fmt.Errorf("x: %w", NotFound("a", "没有", "none"))
	if !HasCode(Instead(missing, meaning), "unit") || Instead(nil, meaning) != nil {
		t.Error("what is not found, and that alone, means something else")
	}
	if !HasCode(Instead(Conflict("b", "有", "some"), meaning), "b") {
		t.Error("other errors pass")
	}
}

func TestOfForeignErrors(t *testing.T) {
	if Of(nil) != nil {
		t.Fatal("nil stays nil")
	}
	if k := Of(errors.New("boom")).Kind; k != KindInternal {
		t.Fatalf("foreign errors are internal, got %s", k)
	}
	if k := Of(context.DeadlineExceeded).Kind; k != KindUnavailable {
		t.Fatalf("a deadline is unavailable, got %s", k)
	}
}

func TestProblemHidesTheCause(t *testing.T) {
	p := ToProblem(Internal(errors.New("password=hunter2 at db-7")), "en")
	if strings.Contains(fmt.Sprint(p), "hunter2") {
		t.Fatalf("the cause leaked: %+v", p)
	}
	if p.Status != 500 || p.Detail == "" {
		t.Fatalf("got %+v", p)
	}
}

func TestProblemRoundTrip(t *testing.T) {
	for kind := range statuses {
		e := New(kind, "some.code", "请重试", "Try again").At("name", "不能为空", "must not be empty")
		e.RetryAfter = 3 * time.Second
		for _, lang := range []string{"zh", "en"} {
			back := FromProblem(ToProblem(e, lang))
			if back.Kind != kind || back.Code != "some.code" || back.Text.In(lang) != e.Text.In(lang) || back.RetryAfter != e.RetryAfter {
				t.Fatalf("%s/%s came back as %+v", kind, lang, back)
			}
			if len(back.Fields) != 1 || back.Fields[0].Text.In(lang) != e.Fields[0].Text.In(lang) {
				t.Fatalf("fields came back as %+v", back.Fields)
			}
		}
	}
}

func TestAtDoesNotChangeTheOriginal(t *testing.T) {
	base := Invalid("x", "坏", "bad")
	_ = base.At("a", "甲", "a")
	if len(base.Fields) != 0 {
		t.Fatal("At must copy")
	}
}
