package voting

import (
	"bytes"
	"image"
	"io"
	"slices"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules/rulestest"
)

// sent is a picture from the public page.
func (f *fixture) sent() string {
	f.t.Helper()
	return apptest.Call(f.t, f.public, voting.SubmitPhoto, voting.SubmitPhotoRequest{Area: town, File: snapshot(f.t)}).ID
}

// pictured is a proposal of the public page with pictures.
func (f *fixture) pictured(photos ...string) voting.Receipt {
	f.t.Helper()
	req := wish(town)
	req.Photos = photos
	return apptest.Call(f.t, f.public, voting.SubmitProposal, req)
}

func (f *fixture) streamed(c *rpc.Client, project, photo string) ([]byte, error) {
	body, err := rpc.CallStream(f.t.Context(), c, voting.GetProposalPhoto, voting.PhotoRequest{ID: project, Photo: photo, Small: true})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// there reports whether a picture is still stored.
func (f *fixture) there(photo string) bool {
	f.t.Helper()
	_, err := f.service.photos.Get(system(f.t), photo)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		f.t.Fatal(err)
	}
	return err == nil
}

// Who screens a proposal sees its pictures; the public, deputies and the station never
// do, not even once the project is public, and nothing says where they were taken.
func TestPicturesOfAProposalAreForWhoScreensIt(t *testing.T) {
	f := start(t)
	id := f.sent()
	got := f.pictured(id)
	seen := apptest.Call(t, f.office, voting.GetProject, voting.ByID{ID: got.Project}).Sources[0].Photos
	if len(seen) != 1 || seen[0].ID != id || !seen[0].Taken.IsZero() || seen[0].Lat != 0 {
		t.Fatalf("the office reads %+v", seen)
	}
	raw, err := f.streamed(f.office, got.Project, id)
	config, _, decoded := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || decoded != nil || config.Width == 0 {
		t.Fatalf("%d bytes, %v, %v", len(raw), err, decoded)
	}
	f.pool(got.Project, "修农田路")
	for name, c := range map[string]*rpc.Client{"the public": f.public, "a deputy": f.deputy, "the station": f.desk} {
		if _, err := f.streamed(c, got.Project, id); err == nil {
			t.Errorf("%s sees the picture", name)
		}
		_, err := rpc.CallStream(t.Context(), c, voting.GetPhoto, voting.PhotoRequest{ID: got.Project, Photo: id})
		if fault.Of(err) == nil || fault.Of(err).Code != "evidence.not_found" {
			t.Errorf("by the way of evidence %s gets %v", name, err)
		}
	}
	told := said("s1")
	told.Photos = []string{shot(t, f.desk)}
	own := apptest.Call(t, f.desk, voting.RecordProposal, told).Project
	if n := len(f.project(own).Sources[0].Photos); n != 1 {
		t.Errorf("the county reads %d pictures", n)
	}
	if p := apptest.Call(t, f.desk, voting.GetProject, voting.ByID{ID: own}); slices.ContainsFunc(p.Sources, func(src voting.Source) bool { return len(src.Photos) > 0 }) {
		t.Errorf("the station reads %+v", p.Sources)
	}
	if _, err := f.streamed(f.office, got.Project, "another"); fault.Of(err).Code != "evidence.not_found" {
		t.Errorf("another's: %v", err)
	}
}

// What the desk uploads goes with what it takes down, without time and place; nobody
// uses another's picture, or one twice.
func TestPicturesAreUsedOnceByWhoSentThem(t *testing.T) {
	f := start(t)
	up := apptest.Call(t, f.desk, voting.UploadPhoto, voting.UploadRequest{File: snapshot(t)})
	_, err := f.service.photos.Update(system(t), up.ID, func(p *Photo) ([]event.Event, error) { // as a telephone would have it
		p.Taken, p.Lat, p.Lng = f.Now(), 28, 110
		return nil, nil
	})
	must(t, err)
	req := wish(town)
	req.Photos = []string{up.ID}
	apptest.Refused(t, f.public, voting.SubmitProposal, req, "photo.not_found")
	told := said("s1")
	told.Photos = []string{up.ID}
	got := apptest.Call(t, f.desk, voting.RecordProposal, told)
	kept, err := f.service.photos.Get(system(t), up.ID)
	if err != nil || kept.Project != got.Project || !kept.Taken.IsZero() || kept.Lat != 0 {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	apptest.Refused(t, f.desk, voting.RecordProposal, told, "photo.not_found")
	id := f.sent()
	f.pictured(id)
	req.Photos = []string{id}
	apptest.Refused(t, f.public, voting.SubmitProposal, req, "photo.not_found")
	req.Photos = make([]string, 7)
	apptest.Refused(t, f.public, voting.SubmitProposal, req, "rpc.content")
}

// A division takes so much a day; words are not bound by it, nor is the next day.
func TestADivisionTakesSoManyPicturesADay(t *testing.T) {
	f := start(t)
	rulestest.Set(t, f.System, "voting", chenxi, `{"photo_mb_per_day":1}`)
	must(t, f.service.counters.Put(system(t), Counter{Series: "photos/" + town, Last: 1024, Day: f.day(0)}))
	req := voting.SubmitPhotoRequest{Area: town, File: snapshot(t)}
	apptest.Refused(t, f.public, voting.SubmitPhoto, req, "photo.full")
	f.pictured()
	f.Clock.Advance(24 * time.Hour)
	apptest.Call(t, f.public, voting.SubmitPhoto, req)
	apptest.Refused(t, f.public, voting.SubmitPhoto, voting.SubmitPhotoRequest{Area: town, File: rpc.File{Name: "a.jpg", Data: []byte("no picture")}}, "photo.type")
}

// Who takes a proposal back takes its pictures back, nameless as well.
func TestPicturesGoWithTheProposal(t *testing.T) {
	f := start(t)
	id, other := f.sent(), f.sent()
	req := wish(town)
	req.Who, req.Photos = voting.Who{Anonymous: true}, []string{id}
	got := apptest.Call(t, f.public, voting.SubmitProposal, req)
	f.pictured(other)
	apptest.Call(t, f.public, voting.WithdrawProposal, voting.FollowProposalRequest{Number: got.Number, Code: got.Code})
	if f.there(id) || !f.there(other) || len(f.project(got.Project).Sources[0].Photos) != 0 {
		t.Error("it stayed, or another's went")
	}
}

// Pictures are destroyed when the proposal's time is over, of nameless ones as well;
// what nobody used goes after a day.
func TestPicturesEndWithTheirTime(t *testing.T) {
	f := start(t)
	id := f.sent()
	req := wish(town)
	req.Who, req.Photos = voting.Who{Anonymous: true}, []string{id}
	got := apptest.Call(t, f.public, voting.SubmitProposal, req)
	loose := f.sent()
	f.Clock.Advance(25 * time.Hour)
	must(t, f.service.SweepPhotos(t.Context()))
	if f.there(loose) || !f.there(id) {
		t.Fatal("the loose one stayed, or the used one went")
	}
	f.livesUntil(f.project(got.Project).Updated.AddDate(5, 0, 1))
	if src := f.project(got.Project).Sources[0]; f.there(id) || len(src.Photos) != 0 || !src.Forgotten {
		t.Errorf("after its time: %+v", src)
	}
}
