package public_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/services/portal/portaltest"
)

var right = url.Values{"number": {portaltest.CaseNumber}, "code": {portaltest.CaseCode}}

func followed(t *testing.T, b *portaltest.Browser) portaltest.Answer {
	t.Helper()
	return b.Follow(b.Submit(b.Get("/follow"), "/follow", right))
}

func TestACaseIsFollowedWithNumberAndCode(t *testing.T) {
	a := followed(t, start(t))
	portaltest.Says(t, a, "桥头村村口道路塌陷", "已答复，请您评价", "已由县交通运输局答复", "砂石回填", "村口那条路下雨塌了一块", "还有 2 人反映同一件事",
		"收到您的意见", "交给承办单位", "0745-5232100")
	portaltest.Expect(t, "kept nowhere", a.Header.Get("Cache-Control"), "no-store")
}

func TestAQRCodeBringsTheNumberAlong(t *testing.T) {
	b := start(t)
	form := b.Get("/follow?n="+portaltest.CaseNumber).Form(t, "/follow")
	portaltest.Expect(t, "number", form.Get("number"), portaltest.CaseNumber)
	portaltest.Expect(t, "code", form.Get("code"), "")
}

func TestNumberAndCodeAreReadAsPeopleTypeThem(t *testing.T) {
	b := start(t)
	for _, typed := range []url.Values{
		{"number": {"431223－100－26－０123－5"}, "code": {"7km2 9qxf"}}, {"number": {" 431223—100—26—0123—5 "}, "code": {"7KM2-9QXF"}},
	} {
		portaltest.Expect(t, typed.Encode(), b.Submit(b.Get("/follow"), "/follow", typed).Location(), "/follow/case")
	}
}

func TestAWrongPairIsOneSentence(t *testing.T) {
	b := start(t)
	for _, wrong := range []url.Values{
		{"number": {portaltest.CaseNumber}, "code": {"AAAAAAAA"}}, {"number": {"431223-100-26-9999-1"}, "code": {portaltest.CaseCode}},
	} {
		a := b.Submit(b.Get("/follow"), "/follow", wrong)
		portaltest.Refused(t, a, "没有找到，请核对编号和查询码")
		portaltest.Expect(t, "kept", a.Form(t, "/follow").Get("number"), wrong.Get("number"))
	}
	portaltest.Refused(t, b.Submit(b.Get("/follow"), "/follow", nil), "请填写编号", "请填写查询码")
}

func TestTheCaseNeedsThePairFirst(t *testing.T) {
	b := start(t)
	portaltest.Expect(t, "without", b.Get("/follow/case").Location(), "/follow")
	b.Header.Set("Cookie", "ll_follow=bm9uc2Vuc2U")
	portaltest.Expect(t, "nonsense", b.Get("/follow/case").Location(), "/follow")
}

func TestThePersonAnswersTheQuestion(t *testing.T) {
	var got casework.RateRequest
	b := start(t, portaltest.Op(casework.RateCase, func(_ context.Context, req casework.RateRequest) (casework.PublicCase, error) {
		got = req
		return casework.PublicCase{}, nil
	}))
	page := followed(t, b)
	portaltest.Says(t, page, "您对这次答复满意吗", "选择后会重新办理")
	portaltest.Says(t, b.Follow(b.Submit(page, "/follow/rating", url.Values{"answer": {"dissatisfied"}, "words": {"没修好"}})), "已记下您的评价")
	portaltest.Expect(t, "answer", got, casework.RateRequest{Number: portaltest.CaseNumber, Code: portaltest.CaseCode, Answer: "dissatisfied", Words: "没修好"})
}

func TestAnAnswerIsNeededAndWordsAreKept(t *testing.T) {
	b := start(t)
	a := b.Submit(followed(t, b), "/follow/rating", url.Values{"words": {"还行"}})
	portaltest.Refused(t, a, "请填写您的评价", "桥头村村口道路塌陷")
	portaltest.Expect(t, "words", a.Form(t, "/follow/rating").Get("words"), "还行")
}

func TestAnAnsweredQuestionIsNotAskedAgain(t *testing.T) {
	b := start(t)
	after := b.Follow(b.Submit(followed(t, b), "/follow/rating", url.Values{"answer": {"satisfied"}}))
	portaltest.Says(t, after, "您作了评价", "已答复，等待结果")
	portaltest.Silent(t, after, "/follow/rating")
}

func TestACaseIsTakenBack(t *testing.T) {
	b := start(t)
	page := followed(t, b)
	portaltest.Says(t, page, "撤回后不再办理")
	after := b.Follow(b.Submit(page, "/follow/withdrawal", url.Values{"reason": {"已经解决"}}))
	portaltest.Says(t, after, "已经撤回", "您撤回了意见")
	portaltest.Silent(t, after, "/follow/withdrawal", `class="steps"`)
}

func TestWhoWasAwayForLongTypesThePairAgain(t *testing.T) {
	b := start(t)
	page := followed(t, b)
	b.Forget("ll_follow")
	a := b.Submit(page, "/follow/rating", url.Values{"answer": {"satisfied"}})
	portaltest.Expect(t, "location", a.Location(), "/follow")
	portaltest.Says(t, b.Follow(a), "请重新输入编号和查询码")
}

func TestEveryStepHasWordsForThePerson(t *testing.T) {
	for _, step := range []casework.Step{casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling, casework.Returned,
		casework.Replied, casework.Awaiting, casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn} {
		b := start(t, portaltest.Always(casework.FollowCase, casework.PublicCase{Number: "n", Title: "t", Step: step, StepNo: 3, Station: "甲站"}))
		a := followed(t, b)
		portaltest.Expect(t, string(step), a.Status, http.StatusOK)
		portaltest.Silent(t, a, "public.step", ">"+string(step)+"<")
	}
}

func TestWhatHappenedIsToldInWordsNotValues(t *testing.T) {
	a := followed(t, start(t))
	portaltest.Says(t, a, "请您评价", "交给承办单位", "县交通运输局")
	portaltest.Silent(t, a, ">reply<", "CaseReplied", "CaseTriaged")
}

func TestAVoiceThatJoinedSeesAGeneralTitle(t *testing.T) {
	a := followed(t, start(t, portaltest.Always(casework.FollowCase, casework.PublicCase{Number: "n", Step: casework.Handling, StepNo: 3, Station: "甲站", Unit: "县水利局"})))
	portaltest.Says(t, a, "您反映的事项", "正在由县水利局办理", "有疑问请联系 甲站")
	portaltest.Silent(t, a, "tel:")
}

func TestThePersonSeesTheirPhotosAndThoseOfTheReply(t *testing.T) {
	b := start(t)
	portaltest.Expect(t, "without the pair", b.Get("/follow/case/photos/ph-own").Status, http.StatusNotFound)
	page := followed(t, b)
	for id, name := range map[string]string{"ph-own": "村口.jpg", "ph-done": "修复后.jpg"} {
		for _, want := range []string{`src="/follow/case/photos/` + id + `?small=true"`, "照片 " + name} {
			if !strings.Contains(page.Body, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		a := b.Get("/follow/case/photos/" + id + "?small=true")
		portaltest.Expect(t, "type", a.Header.Get("Content-Type"), "image/jpeg")
		portaltest.Expect(t, "kept nowhere", a.Header.Get("Cache-Control"), "no-store")
		portaltest.Expect(t, "a picture", strings.HasPrefix(a.Body, "\xff\xd8"), true)
	}
	portaltest.Expect(t, "another's", b.Get("/follow/case/photos/other").Status, http.StatusNotFound)
}

func TestWhoLeftASharedCaseIsToldSoForGood(t *testing.T) {
	left := casework.PublicCase{Number: "n", Title: "t", Step: casework.Replied, StepNo: 5, Station: "甲站", Voices: 2, Withdrawn: portaltest.Now}
	portaltest.Says(t, followed(t, start(t, portaltest.Always(casework.FollowCase, left))), "已撤回", "您已于 11月22日 周日 撤回这件意见", "其他群众也反映了同一件事")
	left.Step = casework.Withdrawn
	portaltest.Silent(t, followed(t, start(t, portaltest.Always(casework.FollowCase, left))), "其他群众也反映了")
}
