package voting

import (
	"bytes"
	"image"
	"io"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func report(id string, percent int, spent int64) voting.ReportRequest {
	return voting.ReportRequest{ID: id, Percent: percent, Spent: spent, Text: "路基已完成一半"}
}

func TestReportsRise(t *testing.T) {
	f := start(t)
	id := f.adopted()
	f.planned(id)
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 0, 0), "project.state")
	apptest.Call(t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(0)})
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 10, 0), "progress.evidence")
	apptest.Call(t, f.unit(), voting.ReportProgress, report(id, 0, 0)) // nothing yet takes no photo
	p := f.reported(id, 30, 200_000)
	if p.Course.Actual != 30 || p.Course.Spent != 200_000 || len(p.Reports) != 2 || p.Reports[1].Photos[0].Width != 400 {
		t.Fatalf("%+v", p.Course)
	}
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 29, 200_000), "progress.falls")
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 30, 199_999), "progress.falls")
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 30, 800_001), "project.overspent")
	named := report(id, 30, 200_000)
	named.Next = "联系 138 0013 8000"
	apptest.Refused(t, f.unit(), voting.ReportProgress, named, "project.numbers")
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 101, 0), "rpc.content")
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 31, -1), "rpc.content")
	if got := f.project(id); len(got.Reports) != 2 {
		t.Errorf("%d reports after what was refused", len(got.Reports))
	}
}

func TestACorrectionKeepsWhatWasSaid(t *testing.T) {
	f := start(t)
	id := f.started()
	first := f.reported(id, 50, 300_000).Reports[0]
	f.reported(id, 60, 400_000)
	mend := report(id, 40, 250_000)
	mend.Corrects = first.ID
	apptest.Refused(t, f.unit(), voting.ReportProgress, mend, "progress.why")
	mend.Why = "把两个标段加重了"
	p := apptest.Call(t, f.unit(), voting.ReportProgress, mend)
	if len(p.Reports) != 3 || p.Reports[0].Percent != 50 || p.Reports[0].Corrected != p.Reports[2].ID || p.Course.Actual != 60 {
		t.Fatalf("%+v", p.Reports)
	}
	apptest.Refused(t, f.unit(), voting.ReportProgress, mend, "progress.report") // the first does not hold any more
	mend.Corrects = "none"
	apptest.Refused(t, f.unit(), voting.ReportProgress, mend, "progress.report")
	over := report(id, 70, 250_000) // above the report after it
	over.Corrects, over.Why, over.Photos = p.Reports[2].ID, "仍然不对", []string{shot(t, f.unit())}
	apptest.Refused(t, f.unit(), voting.ReportProgress, over, "progress.falls")
	last := report(id, 45, 400_000)
	last.Corrects, last.Why = p.Reports[1].ID, "复核后核减"
	if p = apptest.Call(t, f.unit(), voting.ReportProgress, last); p.Course.Actual != 45 {
		t.Fatalf("after the correction of the last: %+v", p.Course)
	}
	better := report(id, 55, 400_000) // a correction is no way round the photos
	better.Corrects, better.Why = p.Reports[3].ID, "复核后核增"
	apptest.Refused(t, f.unit(), voting.ReportProgress, better, "progress.evidence")
}

func TestPhotosOfAProject(t *testing.T) {
	f := start(t)
	id := f.started()
	taken := shot(t, f.office)
	req := report(id, 10, 0)
	req.Photos = []string{taken}
	apptest.Refused(t, f.unit(), voting.ReportProgress, req, "photo.not_found") // the office's
	p := f.reported(id, 10, 0)
	used := p.Reports[0].Photos[0].ID
	req.Photos = []string{used}
	apptest.Refused(t, f.unit(), voting.ReportProgress, req, "photo.not_found")
	req.Photos = []string{shot(t, f.unit()), "x"}
	apptest.Refused(t, f.unit(), voting.ReportProgress, req, "photo.not_found")

	body, err := rpc.CallStream(t.Context(), f.public, voting.GetPhoto, voting.PhotoRequest{ID: id, Photo: used, Small: true})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	raw, err := io.ReadAll(body)
	size, _, decodeErr := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || decodeErr != nil || size.Width != 320 || body.Type != "image/jpeg" {
		t.Fatalf("%d bytes of %s: %v, %v", len(raw), body.Type, err, decodeErr)
	}
	for _, hidden := range []voting.PhotoRequest{{ID: id, Photo: taken}, {ID: f.adopted(), Photo: used}, {ID: f.proposed().Project, Photo: used}} {
		if _, err := rpc.CallStream(t.Context(), f.public, voting.GetPhoto, hidden); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%+v: %v", hidden, err)
		}
	}
	if _, err := rpc.Call(t.Context(), f.public, voting.UploadPhoto, voting.UploadRequest{File: rpc.File{Data: []byte("x")}}); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("anybody uploads: %v", err)
	}
	apptest.Refused(t, f.unit(), voting.UploadPhoto, voting.UploadRequest{File: rpc.File{Name: "a.jpg", Data: []byte("#!/bin/sh")}}, "photo.type")
}

func TestLoosePhotosAreForgottenAfterADay(t *testing.T) {
	f := start(t)
	id := f.started()
	loose := shot(t, f.unit())
	used := f.reported(id, 10, 0).Reports[0].Photos[0].ID
	f.Clock.Advance(looseFor + time.Hour)
	if err := f.service.SweepPhotos(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.service.photos.Get(system(t), loose); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the loose one: %v", err)
	}
	if _, err := f.service.photos.Get(system(t), used); err != nil {
		t.Error(err)
	}
}

func TestSlowProjectsAndWhy(t *testing.T) {
	f := start(t)
	behind, silent, fine := f.started(), f.started(), f.started()
	f.reported(silent, 100, 0)
	f.pass(61)
	f.reported(behind, 25, 0) // 60 are due
	f.reported(fine, 60, 0)   // as planned
	if rows := apptest.Call(t, f.office, voting.ListProjects, voting.ListRequest{Light: voting.Red}).Items; len(rows) != 1 || rows[0].ID != behind || rows[0].Course.Planned != 60 {
		t.Fatalf("%+v", rows)
	}
	list := apptest.Call(t, f.county, voting.ListSlowProjects, voting.SlowRequest{}).Items
	if len(list) != 2 || list[0].Row.ID != behind || list[0].Reasons[0] != "red" || list[1].Row.ID != silent || list[1].Reasons[0] != "silent" {
		t.Fatalf("%+v", list)
	}
	if got := apptest.Call(t, f.county, voting.ListSlowProjects, voting.SlowRequest{Area: other}).Items; len(got) != 0 {
		t.Errorf("another town's: %+v", got)
	}
	far := f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}, "")
	if got := apptest.Call(t, far, voting.ListSlowProjects, voting.SlowRequest{}).Items; len(got) != 0 {
		t.Errorf("another town sees %+v", got)
	}
	apptest.Refused(t, f.office, voting.ListProjects, voting.ListRequest{Light: "blue"}, "rpc.content")
}
