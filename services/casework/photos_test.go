package casework

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func picture(t *testing.T) rpc.File {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	return rpc.File{Name: "../../etc/路灯.jpg", Data: out.Bytes()}
}

// noisy is a picture of about a megabyte and a half, which nothing makes smaller.
func noisy(t *testing.T) rpc.File {
	t.Helper()
	noise, r := image.NewRGBA(image.Rect(0, 0, 600, 600)), rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(r.Uint32()) | 1
	}
	var out bytes.Buffer
	if err := png.Encode(&out, noise); err != nil {
		t.Fatal(err)
	}
	return rpc.File{Name: "a.png", Data: out.Bytes()}
}

// A station takes so many bytes of photos from the web in a day, whatever it is
// called in the request; words, staff and the next day are not bound by it.
func TestAStationTakesSoManyPhotosADay(t *testing.T) {
	w := start(t)
	w.setRules(`{"photo_mb_per_day":3}`)
	sent := casework.SubmitPhotoRequest{Station: "Cst1", File: noisy(t)}
	apptest.Call(t, w.public, casework.SubmitPhoto, sent)
	apptest.Refused(t, w.public, casework.SubmitPhoto, sent, "photo.full")
	small := casework.SubmitPhotoRequest{Station: "Cst1", File: picture(t)}
	p := apptest.Call(t, w.public, casework.SubmitPhoto, small) // what was refused did not count
	apptest.Call(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "照片没传上去", Photos: []string{p.ID}})
	apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: noisy(t)})
	sent.Station = "Cst2"
	apptest.Call(t, w.public, casework.SubmitPhoto, sent)
	w.Clock.Advance(24 * time.Hour)
	sent.Station = "Cst1"
	apptest.Call(t, w.public, casework.SubmitPhoto, sent)

	// Names that no station has are no way round: they share one allowance.
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.svc.counters.Put(store.System(t.Context()), Counter{Series: "photos/", Last: 500 * 1024, Day: calendar.DateOf(w.Clock.Now()).String()}))
	for _, name := range []string{"", "nowhere", "Cst1 "} {
		apptest.Refused(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{Station: name, File: picture(t)}, "photo.full")
	}
	apptest.Refused(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{Station: strings.Repeat("x", 21), File: picture(t)}, "rpc.content")
}

func TestPhotosBelongToWhoTookThem(t *testing.T) {
	w := start(t)
	p := apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	if p.Name != "etc_路灯.jpg" || p.Type != "image/jpeg" || p.Width != 640 || p.By != "officer" {
		t.Fatalf("%+v", p)
	}
	req := register("st2", zhang, "别人的照片不能用")
	req.Photos = []string{p.ID}
	apptest.Refused(t, w.nbr, casework.RegisterCase, req, "photo.not_found")
	apptest.Refused(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "别人的照片", Photos: []string{p.ID}}, "photo.not_found")
	req.Station = "st1"
	r := apptest.Call(t, w.officer, casework.RegisterCase, req)
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "photo.not_found")

	stream := casework.PhotoRequest{ID: r.Case, Photo: p.ID, Small: true}
	body, err := rpc.CallStream(t.Context(), w.officer, casework.GetPhoto, stream)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	raw, err := io.ReadAll(body)
	config, _, decodeErr := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || decodeErr != nil || config.Width != 320 || body.Type != "image/jpeg" {
		t.Fatalf("%d bytes of %s, %v, %v", len(raw), body.Type, err, decodeErr)
	}
	if _, err := rpc.CallStream(t.Context(), w.nbr, casework.GetPhoto, stream); code(err) != "case.not_found" {
		t.Errorf("another place sees it: %v", err)
	}
	other := w.registers(zhang, "另一件事，没有照片")
	if _, err := rpc.CallStream(t.Context(), w.officer, casework.GetPhoto, casework.PhotoRequest{ID: other.Case, Photo: p.ID}); code(err) != "photo.not_found" {
		t.Errorf("a photo through another case: %v", err)
	}
}

func TestPhotosOfThePublicAndOfReplies(t *testing.T) {
	w := start(t)
	p := apptest.Call(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{File: picture(t)})
	r := apptest.Call(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "路灯坏了有照片", Photos: []string{p.ID}})
	w.assigned(r.Case)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: r.Case})
	done := apptest.Call(t, w.unit, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	c := apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: r.Case, Text: "已修好，见照片", Class: "A", Photos: []string{done.ID}})
	if len(c.Photos) != 1 || len(c.Replies[0].Photos) != 1 {
		t.Fatalf("%+v", c.Replies)
	}
	body, err := rpc.CallStream(t.Context(), w.officer, casework.GetPhoto, casework.PhotoRequest{ID: r.Case, Photo: done.ID})
	if err != nil {
		t.Fatal(err)
	}
	body.Close()
	seen := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
	if len(seen.Replies) != 1 || len(seen.Replies[0].Photos) != 1 || seen.Replies[0].Photos[0].By != "" || len(seen.Photos) != 1 || seen.Photos[0].ID != p.ID {
		t.Errorf("%+v", seen)
	}
}

// A person sees the photos of their own and those of the replies, and nobody
// else's, whatever their case was merged into.
func TestPeopleSeeTheirOwnPhotos(t *testing.T) {
	w := start(t)
	said := func(who casework.Who, text string) (casework.Receipt, string) {
		p := apptest.Call(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{File: picture(t)})
		r := apptest.Call(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: who, Text: text, Photos: []string{p.ID}})
		return r, p.ID
	}
	a, photoA := said(zhang, "路灯坏了有照片")
	b, photoB := said(li, "我也拍了路灯")
	merged := apptest.Call(t, w.officer, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: a.Case, Reason: "同一件事"})
	if len(merged.Photos) != 2 {
		t.Fatalf("%+v", merged.Photos)
	}
	w.assigned(a.Case)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: a.Case})
	done := apptest.Call(t, w.unit, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: a.Case, Text: "已修好，见照片", Class: "A", Photos: []string{done.ID}})

	follow := func(r casework.Receipt, photo string) casework.FollowPhotoRequest {
		return casework.FollowPhotoRequest{Number: r.Number, Code: r.Code, Photo: photo, Small: true}
	}
	for _, own := range []casework.FollowPhotoRequest{follow(a, photoA), follow(b, photoB), follow(a, done.ID), follow(b, done.ID)} {
		got := apptest.Call(t, w.public, casework.FollowPhoto, own)
		config, _, err := image.DecodeConfig(bytes.NewReader(got.Data))
		if err != nil || config.Width != 320 || got.Type != "image/jpeg" {
			t.Errorf("%d bytes of %s, %v", len(got.Data), got.Type, err)
		}
	}
	for _, other := range []casework.FollowPhotoRequest{follow(a, photoB), follow(b, photoA), follow(a, "none")} {
		apptest.Refused(t, w.public, casework.FollowPhoto, other, "photo.not_found")
	}
	wrong := follow(a, photoA)
	wrong.Code = "AAAAAAAA"
	apptest.Refused(t, w.public, casework.FollowPhoto, wrong, "receipt.not_found")
	seen := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: b.Number, Code: b.Code})
	if len(seen.Photos) != 1 || seen.Photos[0].ID != photoB || seen.Photos[0].By != "" {
		t.Errorf("%+v", seen.Photos)
	}
}

func TestBadPhotosAreRefused(t *testing.T) {
	w := start(t)
	good := picture(t).Data
	for want, data := range map[string][]byte{
		"photo.broken": good[:len(good)/2], "photo.type": []byte("#!/bin/sh\necho"), "photo.bytes": append(bytes.Clone(good), make([]byte, 12<<20)...),
		"rpc.too_large": append(bytes.Clone(good), make([]byte, 14<<20)...),
	} {
		_, err := rpc.Call(t.Context(), w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{File: rpc.File{Name: "x.jpg", Data: data}})
		if code(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	apptest.Refused(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{}, "rpc.content")
}

func TestLoosePhotosAreForgottenAfterADay(t *testing.T) {
	w := start(t)
	loose := apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	used := apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	req := register("st1", zhang, "用掉一张照片")
	req.Photos = []string{used.ID}
	apptest.Call(t, w.officer, casework.RegisterCase, req)
	ctx := store.System(t.Context())
	sweep := func() {
		if err := w.svc.SweepPhotos(ctx); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Advance(23 * time.Hour)
	sweep()
	if _, err := w.svc.photos.Get(ctx, loose.ID); err != nil {
		t.Fatalf("forgotten too early: %v", err)
	}
	w.Clock.Advance(2 * time.Hour)
	sweep()
	if _, err := w.svc.photos.Get(ctx, loose.ID); code(err) != "photo.not_found" {
		t.Errorf("still there: %v", err)
	}
	if _, err := w.svc.photos.Get(ctx, used.ID); err != nil {
		t.Errorf("an attached one is gone: %v", err)
	}
}

// The bytes of a photo go once no photo has them; jobs do the same meanwhile, so
// that only where it ends can be seen.
func TestBytesOfForgottenPhotosAreDeleted(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	var other bytes.Buffer
	if err := jpeg.Encode(&other, image.NewGray(image.Rect(0, 0, 100, 80)), nil); err != nil {
		t.Fatal(err)
	}
	stored := func(file rpc.File) Photo {
		t.Helper()
		p, err := w.svc.photos.Get(ctx, apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: file}).ID)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	used, twin, loose := stored(picture(t)), stored(picture(t)), stored(rpc.File{Name: "x.jpg", Data: other.Bytes()})
	req := register("st1", zhang, "用掉一张照片")
	req.Photos = []string{used.ID}
	apptest.Call(t, w.officer, casework.RegisterCase, req)
	w.Clock.Advance(2 * store.BlobGrace)
	if err := w.svc.SweepPhotos(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.svc.db.SweepBlobs(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.svc.db.OpenBlob(ctx, loose.Display); code(err) != "store.no_blob" {
		t.Errorf("the loose photo's bytes: %v", err)
	}
	r, err := w.svc.db.OpenBlob(ctx, twin.Display) // the attached one has the same
	if err != nil {
		t.Fatalf("the attached photo's bytes: %v", err)
	}
	r.Close()
}

func TestOriginalsAreKeptByRule(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	kept := apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	w.setRules(`{"keep_original":false}`)
	dropped := apptest.Call(t, w.officer, casework.UploadPhoto, casework.UploadRequest{File: picture(t)})
	a, _ := w.svc.photos.Get(ctx, kept.ID)
	b, _ := w.svc.photos.Get(ctx, dropped.ID)
	if a.Original == "" || b.Original != "" || a.Display != b.Display {
		t.Errorf("%+v %+v", a, b)
	}
}
