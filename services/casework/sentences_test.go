package casework

import (
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestReceiptsSayWhatHappensNext(t *testing.T) {
	for step, want := range map[casework.Step][2]string{
		casework.Received:   {"联络站将在3月5日前研判，并告诉您由谁办理。", "The station decides by March 5 who takes care of it and tells you."},
		casework.Assigned:   {"正在交办，3月4日前确定承办单位。", "It is being assigned; by March 4 a unit has it in hand."},
		casework.Handling:   {"承办单位将在3月23日前答复您。", "The unit replies to you by March 23."},
		casework.Replied:    {"请在3月16日前告诉我们您是否满意。", "Please tell us by March 16 whether you are satisfied."},
		casework.Awaiting:   {"3月16日前后，我们会再问您办理结果如何。", "About March 16 we ask you again how it turned out."},
		casework.Closed:     {"可凭编号和查询码查看进展。", "Follow it with number and code."},
		casework.Registered: {"联络站将在3月5日前研判，并告诉您由谁办理。", "The station decides by March 5 who takes care of it and tells you."},
	} {
		c := inStep(t, step)
		for i, lang := range []string{"zh", "en"} {
			got := receipt(rpc.WithLang(t.Context(), lang), c, c.Voices[0], "CODE2345")
			if got.Next != want[i] || got.Number != c.Number || got.Case != c.ID || got.Code != "CODE2345" {
				t.Errorf("%s: %+v", step, got)
			}
		}
	}
}

func TestEveryStepHasItsPlaceAmongTheSeven(t *testing.T) {
	want := map[casework.Step]int{casework.Received: 1, casework.Registered: 2, casework.Triaged: 3, casework.Assigned: 3, casework.Handling: 3,
		casework.Returned: 3, casework.Replied: 5, casework.Awaiting: 6, casework.Closed: 6, casework.Archived: 7, casework.Rejected: 5,
		casework.MergedStep: 6, casework.Withdrawn: 6}
	for _, step := range allSteps {
		if got := inStep(t, step).stepNo(); got != want[step] {
			t.Errorf("%s is number %d", step, got)
		}
	}
	c := inStep(t, casework.Handling)
	c.Supervision = 1
	if c.stepNo() != 4 {
		t.Error("supervision is the fourth step")
	}
}

// Every refusal says, in both languages, what to do next.
func TestRefusalsSpeakBothLanguages(t *testing.T) {
	for _, e := range []*fault.Error{errNoCase, errReceipt, errNoStation, errStationClosed, errAnonymous, errNameless, errNamed, errDeputy, errLevel,
		errRung, errClass, errWords, errTitle, errReason, errSameUnit, errUnit, errCategory, errPersons, errReceptionDay, errOwnExtension, errUrgedToday,
		errWhichVoice, errNotAsked, errWithdrawn, errSelf, errInto, errVoice, errPhoto} {
		if !strings.Contains(e.Text.ZH, "请") && !strings.Contains(e.Text.ZH, "无需") || len(e.Text.EN) < 20 || e.Code == "" {
			t.Errorf("%s: %s / %s", e.Code, e.Text.ZH, e.Text.EN)
		}
		for _, f := range e.Fields {
			if f.Text.ZH == "" || f.Text.EN == "" {
				t.Errorf("%s: field %s says nothing", e.Code, f.Name)
			}
		}
	}
	_, err := inStep(t, casework.Closed).Accept(actAt(monday, "unit"))
	if got := fault.Of(err).Text; !strings.Contains(got.ZH, "已办结") || !strings.Contains(got.ZH, "接收") || !strings.Contains(got.EN, "closed") {
		t.Errorf("%+v", got)
	}
}

func TestArchivingByHand(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "与邻居的官司")
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: r.Case, Class: casework.NotAccepted, Reason: "涉诉", Reply: "请向县法院反映，地址：辰阳镇"})
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
	if p.Step != casework.Rejected || p.Outcome != casework.OutcomeNotAsked || p.Replies[0].Text != "请向县法院反映，地址：辰阳镇" {
		t.Fatalf("%+v", p)
	}
	if c := apptest.Call(t, w.officer, casework.ArchiveCase, casework.ByID{ID: r.Case}); c.Step != casework.Archived {
		t.Fatalf("%s", c.Step)
	}
	wantIDs(t, "ended otherwise", w.list(w.county, casework.ListRequest{Queue: "otherwise"}), r.Case)
}
