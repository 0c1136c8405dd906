package public_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/ui"
)

const sayPath = atStation + "/say"

// recorded is a fake that keeps what was submitted.
func recorded(into *[]casework.SubmitRequest) portaltest.Fake {
	return portaltest.Op(casework.SubmitCase, func(_ context.Context, req casework.SubmitRequest) (casework.Receipt, error) {
		*into = append(*into, req)
		return casework.Receipt{Number: "431223-100-26-0124-8", Code: "M4TX8WRK", Next: "三个工作日内登记"}, nil
	})
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSayingSomethingEndsWithAReceipt(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	a := b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "place.text": {"桥头村"}, "who.name": {"李四"}, "who.phone": {"13800001111"}, "place.lat": {"28.1"}, "place.lng": {"110.2"}})
	portaltest.Expect(t, "location", a.Location(), "/receipt")
	portaltest.Expect(t, "station", got[0].Station, portaltest.StationCode)
	portaltest.Expect(t, "phone", got[0].Who.Phone, "13800001111")
	portaltest.Expect(t, "lat", got[0].Place.Lat, 28.1)
	receipt := b.Follow(a)
	portaltest.Says(t, receipt, "431223-100-26-0124-8", "M4TX 8WRK", "三个工作日内登记", "431 223 100 26 0124 8")
	portaltest.Expect(t, "kept nowhere", receipt.Header.Get("Cache-Control"), "no-store")
}

func TestTheReceiptIsPrintedAndTakenOffTheDevice(t *testing.T) {
	b := start(t)
	page := b.Follow(b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.anonymous": {"true"}}))
	for path, sheet := range map[string]string{"/receipt/print": "paper-a5", "/receipt/print?paper=slip": "paper-slip"} {
		paper := b.Get(path)
		portaltest.Says(t, paper, "群众意见回执", "M4TX 8WRK", "提交时间 11月22日 周日 10:30")
		portaltest.Expect(t, sheet, strings.Contains(paper.Body, sheet), true)
	}
	portaltest.Silent(t, page, "k=M4TX8WRK", "code=M4TX8WRK")
	portaltest.Says(t, b.Follow(b.Submit(page, "/receipt/end", nil)), "已从这台设备上清除")
	gone := b.Get("/receipt")
	portaltest.Says(t, gone, "没有回执", "凭编号和查询码查询进度")
	portaltest.Says(t, b.Get("/receipt/print"), "没有回执")
}

func TestNothingIsLostWhenSomethingIsToBeMended(t *testing.T) {
	b := start(t)
	a := b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"短"}, "place.text": {"桥头村"}, "who.name": {"李四"}, "who.phone": {"12"}})
	portaltest.Refused(t, a, "您要反映什么：至少 4 个字", "手机号码：应为手机号码")
	form := a.Form(t, sayPath)
	for name, want := range map[string]string{"text": "短", "place.text": "桥头村", "who.name": "李四", "who.phone": "12"} {
		portaltest.Expect(t, name, form.Get(name), want)
	}
}

func TestSomebodyIsNamedOrAnonymousOnPurpose(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	portaltest.Refused(t, b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}}), "请填写姓名")
	b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.anonymous": {"true"}, "who.name": {"李四"}})
	portaltest.Expect(t, "one", len(got), 1)
	portaltest.Expect(t, "nameless", got[0].Who, casework.Who{Anonymous: true})
}

// An empty form, a bad photo and a wrong phone: one page says all there is to do.
func TestEverythingToMendIsSaidAtOnce(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	portaltest.Refused(t, b.Submit(b.Get(sayPath), sayPath, nil), "请填写您要反映什么", "您的姓名：请填写姓名")
	a := b.Upload(b.Get(sayPath), sayPath, url.Values{"who.phone": {"12"}, "place.text": {"桥头村"}},
		portaltest.File{Field: "file", Name: "好.png", Data: picture(t)},
		portaltest.File{Field: "file", Name: "坏.exe", Data: []byte("MZ")}, portaltest.File{Field: "file", Name: "也坏.exe", Data: []byte("MZ")})
	portaltest.Refused(t, a, "请填写您要反映什么", "您的姓名：请填写姓名", "手机号码：应为手机号码",
		"所选第 2 张照片“坏.exe”", "所选第 3 张照片“也坏.exe”", "好.png")
	portaltest.Expect(t, "place", a.Form(t, sayPath).Get("place.text"), "桥头村")
	portaltest.Expect(t, "handed on", len(got), 0)
	// A phone of somebody who wants to be anonymous is not asked to be right.
	a = b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.anonymous": {"true"}, "who.phone": {"12"}})
	portaltest.Expect(t, "anonymous", a.Location(), "/receipt")
}

func TestPhotosGoAlongOneByOne(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	files := []portaltest.File{{Field: "file", Name: "a.png", Data: picture(t)}, {Field: "file", Name: "b.png", Data: picture(t)}}
	a := b.Upload(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}}, files...)
	portaltest.Expect(t, "location", a.Location(), "/receipt")
	portaltest.Expect(t, "photos", strings.Join(got[0].Photos, " "), "ph-1 ph-2")
}

func TestAPhotoThatCannotBeUsedIsNamedAndTheOthersAreKept(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	words := url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}}
	a := b.Upload(b.Get(sayPath), sayPath, words,
		portaltest.File{Field: "file", Name: "好.png", Data: picture(t)}, portaltest.File{Field: "file", Name: "../<b>坏.exe", Data: []byte("MZ")})
	portaltest.Refused(t, a, "所选第 2 张照片“", "坏.exe”没有上传：照片无法打开", "已收到的照片", "好.png")
	portaltest.Silent(t, a, "<b>坏")
	portaltest.Expect(t, "done", b.Submit(a, sayPath, nil).Location(), "/receipt")
	portaltest.Expect(t, "kept", strings.Join(got[0].Photos, " "), "ph-1")
}

// When a station has had all the photos of its day, the words are kept and go
// without them.
func TestWordsGoWithoutPhotosThatAreTooMany(t *testing.T) {
	var got []casework.SubmitRequest
	full := fault.New(fault.KindRateLimited, "photo.full", "今天照片已满，请先提交文字", "no more photos today")
	b := start(t, recorded(&got), portaltest.Refusing(casework.SubmitPhoto, full))
	a := b.Upload(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}}, portaltest.File{Field: "file", Name: "a.png", Data: picture(t)})
	portaltest.Refused(t, a, "所选第 1 张照片“a.png”没有上传：今天照片已满")
	portaltest.Expect(t, "the words", a.Form(t, sayPath).Get("text"), "村口的路塌了")
	portaltest.Expect(t, "done", b.Submit(a, sayPath, nil).Location(), "/receipt")
	portaltest.Expect(t, "taken", got[0].Text, "村口的路塌了")
}

func TestAtMostSixPhotos(t *testing.T) {
	b := start(t)
	var files []portaltest.File
	for range 7 {
		files = append(files, portaltest.File{Field: "file", Name: "a.png", Data: picture(t)})
	}
	portaltest.Refused(t, b.Upload(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}}, files...), "最多 6 张照片")
}

func TestPhotosThatWereSweptAreAskedForAgain(t *testing.T) {
	b := start(t, portaltest.Refusing(casework.SubmitCase, fault.NotFound("photo", "没有这张照片", "no such photo")))
	a := b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}, "kept": {"ph-old YQ"}})
	portaltest.Refused(t, a, "请重新选择照片")
}

func TestAServiceThatIsAwayLosesNothing(t *testing.T) {
	b := start(t, portaltest.Refusing(casework.SubmitCase, fault.RateLimited(60e9, "反映太多，请稍后再试。", "Too many. Try later.")))
	a := b.Submit(b.Get(sayPath), sayPath, url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}})
	portaltest.Refused(t, a, "反映太多")
	form := a.Form(t, sayPath)
	portaltest.Expect(t, "text", form.Get("text"), "村口的路塌了")
	portaltest.Expect(t, "has a key", len(form.Get(ui.KeyField)) > 20, true)
}

func TestSendingTwiceGivesOneReceipt(t *testing.T) {
	var got []casework.SubmitRequest
	b := start(t, recorded(&got))
	form := b.Get(sayPath)
	values := url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}}
	b.Submit(form, sayPath, values)
	portaltest.Expect(t, "second", b.Submit(form, sayPath, values).Status, http.StatusSeeOther)
	portaltest.Expect(t, "cases", len(got), 1)
}
