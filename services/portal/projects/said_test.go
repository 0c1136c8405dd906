package projects_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/public"
)

// pictured is the hall with who takes pictures: those called 坏 are none.
func pictured(h *hall) []portaltest.Fake {
	n := 0
	take := func(f rpc.File) (voting.Photo, error) {
		if strings.HasPrefix(f.Name, "坏") {
			return voting.Photo{}, fault.Invalid("photo.type", "请换一张照片", "choose another").At("file", "请换一张照片", "choose another")
		}
		n++
		return voting.Photo{ID: "ph" + strconv.Itoa(n), Name: f.Name}, nil
	}
	return append(h.fakes(),
		portaltest.Op(voting.SubmitPhoto, func(_ context.Context, req voting.SubmitPhotoRequest) (voting.Photo, error) { return take(req.File) }),
		portaltest.Op(voting.UploadPhoto, func(_ context.Context, req voting.UploadRequest) (voting.Photo, error) { return take(req.File) }),
		portaltest.Stream(voting.GetProposalPhoto, func(_ context.Context, req voting.PhotoRequest, w *rpc.Writer) error {
			if req.Photo != "ph1" {
				return fault.NotFound("evidence.not_found", "没有这张照片", "no such photo")
			}
			w.SetType("image/jpeg")
			_, err := w.Write([]byte("jpeg of " + req.ID))
			return err
		}))
}

func file(field, name string) portaltest.File {
	return portaltest.File{Field: field, Name: name, Data: []byte("picture")}
}

// A villager's pictures go along; a bad one is named and the good one kept.
func TestAVillagerProposesWithPictures(t *testing.T) {
	h := newHall(voting.Candidate)
	b := portaltest.Start(t, portaltest.Pages(public.Routes), pictured(h)...).Visitor(t)
	form := b.Get("/projects/propose?area=" + portaltest.Area)
	portaltest.Says(t, form, "最多 6 张，不会公开")
	words := url.Values{"title": {"修通学路"}, "text": {"孩子走不过去"}, "who.name": {"王五"}}
	again := b.Upload(form, "/projects/propose", words, file("file", "路.jpg"), file("file", "坏.exe"))
	portaltest.Refused(t, again, "坏.exe")
	portaltest.Says(t, again, "已收到的照片", "路.jpg")
	if h.wished.Title != "" {
		t.Fatal("it went in without the picture")
	}
	portaltest.Says(t, b.Submit(again, "/projects/propose", words), "431223-100-26-90001-8")
	portaltest.Expect(t, "pictures", strings.Join(h.wished.Photos, " "), "ph1")
}

// So do the desk's and a deputy's, and what is mended keeps them.
func TestTheDeskAndADeputyProposeWithPictures(t *testing.T) {
	h := newHall(voting.Candidate)
	b := portaltest.Start(t, portaltest.Pages(county.Routes), pictured(h)...).As(t, authz.CountyAdmin)
	form := b.Get("/county/projects/new")
	portaltest.Says(t, form, "只有筛选项目的人大办公室能看到")
	words := url.Values{"title": {"修通学路"}, "text": {"孩子走不过去"}, "station": {"s1"}, "who.name": {"王五"}}
	again := b.Upload(form, "/county/projects/new", words, file("photos", "路.jpg"), file("photos", "坏.exe"))
	portaltest.Refused(t, again, "请换一张照片")
	portaltest.Says(t, again, "已上传 1 张")
	portaltest.Says(t, b.Submit(again, "/county/projects/new", words), "431223-100-26-90001-8")
	portaltest.Expect(t, "of the desk", strings.Join(h.recorded.Photos, " "), "ph1")
	d := portaltest.Start(t, portaltest.Pages(deputy.Routes), pictured(h)...).As(t, authz.DeputyRole)
	d.Upload(d.Get("/d/projects"), "/d/projects", url.Values{"title": {"建敬老院"}, "text": {"老人没人照料"}}, file("photos", "院.jpg"))
	portaltest.Expect(t, "of the deputy", strings.Join(h.recorded.Photos, " ")+string(h.recorded.Channel), "ph1deputy")
}

// Who screens a project sees them beside the words; where the service leaves them out,
// the page does.
func TestTheOfficeSeesThePicturesOfAProposal(t *testing.T) {
	h := newHall(voting.Pooled, voting.ScreenProject)
	h.p.Sources[0].Photos = []voting.Photo{{ID: "ph1"}}
	b := portaltest.Start(t, portaltest.Pages(county.Routes), pictured(h)...).As(t, authz.CountyAdmin)
	page := b.Get("/county/projects/pr1")
	portaltest.Says(t, page, "孩子走不过去")
	if !strings.Contains(page.Body, `src="/county/projects/pr1/said/ph1?small=true"`) || !strings.Contains(page.Body, "随建议提交的照片 1") {
		t.Error("no picture")
	}
	got := b.Get("/county/projects/pr1/said/ph1")
	portaltest.Expect(t, "streamed", got.Body+got.Header.Get("Content-Type"), "jpeg of pr1image/jpeg")
	portaltest.Expect(t, "another", b.Get("/county/projects/pr1/said/ph2").Status, http.StatusNotFound)
	h.p.Sources[0].Photos = nil
	if strings.Contains(b.Get("/county/projects/pr1").Body, "/said/") {
		t.Error("a picture of nothing")
	}
	visitor := portaltest.Start(t, portaltest.Pages(county.Routes), pictured(h)...).Visitor(t)
	if a := visitor.Get("/county/projects/pr1/said/ph1"); a.Status == http.StatusOK {
		t.Error("anybody sees it")
	}
}
