package casework

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/lived"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// retains runs the job once.
func (w *world) retains() {
	w.t.Helper()
	if err := w.svc.Retention(store.System(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

// livesUntil moves the clock as if every day in between had been lived through.
func (w *world) livesUntil(at time.Time) {
	w.t.Helper()
	w.Clock.Set(at)
	if err := w.svc.lived.Times.Put(store.System(w.t.Context()), lived.Time{Job: lived.Retention, At: at, Seen: at}); err != nil {
		w.t.Fatal(err)
	}
}

// When retention ends, the data go with all that they are found by; the case, its
// words and its receipt stay.
func TestPersonalDataEndWithTheirRetention(t *testing.T) {
	w := start(t)
	w.setRules(`{"personal_years":2}`)
	r := w.registers(zhang, "与邻居的官司")
	w.Clock.Advance(time.Minute)
	open := w.registers(zhang, "还在办理的事").Case
	w.refuses(r.Case)
	voice := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case}).Voices[0].ID
	w.livesUntil(apptest.Now.AddDate(2, 0, 0))
	w.retains()
	wantIDs(t, "in the last moment", w.finds(w.officer, "张大山"), open, r.Case)
	w.livesUntil(apptest.Now.AddDate(2, 0, 1))
	w.retains()
	w.retains() // once is enough
	wantIDs(t, "by name", w.finds(w.officer, "张大山"), open)
	wantIDs(t, "by phone", w.finds(w.officer, "5678"), open)
	wantIDs(t, "by number", w.finds(w.officer, r.Number), r.Case)
	contact, err := w.svc.contacts.Get(store.System(t.Context()), voice)
	if err != nil || contact.Phone != "" || contact.Tail != "" || len(contact.Names) > 0 {
		t.Errorf("%+v, %v", contact, err)
	}
	apptest.Refused(t, w.officer, casework.UnmaskVoice, casework.UnmaskRequest{ID: r.Case, Voice: voice, Purpose: "核实"}, "vault.destroyed")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	recorded := slices.ContainsFunc(c.Timeline, func(e casework.Entry) bool { return e.What == "DataDestroyed" })
	if c.Voices[0].Name != "" || c.Text == "" || !recorded {
		t.Errorf("%+v", c)
	}
	if got := w.journal("DataDestroyed"); len(got) != 1 {
		t.Errorf("told %d times", len(got))
	}
	apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
}

// A clock that jumps ahead by years destroys nothing, however long it stays wrong;
// put right again, retention goes on.
func TestAJumpOfTheClockDestroysNothing(t *testing.T) {
	w := start(t)
	w.setRules(`{"personal_years":2}`)
	r := w.registers(zhang, "与邻居的官司")
	w.refuses(r.Case)
	w.livesUntil(apptest.Now)
	w.Clock.Set(apptest.Now.AddDate(10, 0, 0))
	for range 48 {
		w.retains()
		w.Clock.Advance(time.Hour)
	}
	wantIDs(t, "after the jump", w.finds(w.officer, "张大山"), r.Case)
	w.Clock.Set(apptest.Now.AddDate(0, 0, 2))
	w.retains()
	wantIDs(t, "put right", w.finds(w.officer, "张大山"), r.Case)
	w.livesUntil(apptest.Now.AddDate(2, 0, 0))
	// The service's own run may have looked at the clock before it was put right; the
	// one after that goes on. So it takes two runs at most.
	for range 2 {
		w.Clock.Advance(24 * time.Hour)
		w.retains()
	}
	wantIDs(t, "when its time has come", w.finds(w.officer, "张大山"))
}

// Where nothing was kept yet, what was last told bounds what the clock may claim.
func TestTheFirstRunGoesByWhatWasToldLast(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	w.registers(zhang, "与邻居的官司")
	apptest.Eventually(t, "it is told", func() bool { at, err := w.svc.db.Journal().Newest(ctx); return err == nil && !at.IsZero() })
	w.Clock.Set(apptest.Now.AddDate(10, 0, 0))
	if err := w.svc.lived.Times.Delete(ctx, lived.Retention); err != nil && code(err) != "store.not_found" {
		t.Fatal(err)
	}
	if at, err := w.svc.lived.Until(ctx); err != nil || at.After(apptest.Now.AddDate(0, 0, 1)) {
		t.Errorf("%s, %v", at, err)
	}
}

func TestOneRunDestroysABoundedNumber(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	ended := apptest.Now.AddDate(-1, 0, 0)
	for i := range mostPerRun + 5 {
		c := sample()
		c.ID, c.Number, c.Codes = fmt.Sprintf("old-%d", i), fmt.Sprintf("431223-100-26-%05d-0", i), nil
		c.Step, c.ForgetAt = casework.Archived, ended
		c.Voices = []casework.Voice{{ID: c.ID, Number: c.Number}}
		if _, err := w.svc.vault.Seal(ctx, c.ID, zhang); err != nil {
			t.Fatal(err)
		}
		if err := w.svc.contacts.Put(ctx, Contact{Voice: c.ID}); err != nil {
			t.Fatal(err)
		}
		if err := w.svc.cases.Put(ctx, *c); err != nil {
			t.Fatal(err)
		}
	}
	w.retains()
	page, err := w.svc.cases.List(ctx, store.Query{Index: "forget", Below: w.Clock.Now(), Limit: store.MaxPage})
	if err != nil || len(page.Items) != 5 {
		t.Errorf("%d left, %v", len(page.Items), err)
	}
}

// When retention ends, no photo of the people is left, and no original.
func TestPhotosEndWithTheRetention(t *testing.T) {
	w := start(t)
	ctx := store.System(t.Context())
	said := apptest.Call(t, w.public, casework.SubmitPhoto, casework.SubmitPhotoRequest{File: picture(t)})
	r := apptest.Call(t, w.public, casework.SubmitCase, casework.SubmitRequest{Station: "Cst1", Who: zhang, Text: "路灯坏了有照片", Photos: []string{said.ID}})
	w.assigned(r.Case)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: r.Case})
	var other bytes.Buffer
	if err := png.Encode(&other, image.NewGray(image.Rect(0, 0, 80, 60))); err != nil {
		t.Fatal(err)
	}
	done := apptest.Call(t, w.unit, casework.UploadPhoto, casework.UploadRequest{File: rpc.File{Name: "done.png", Data: other.Bytes()}})
	apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: r.Case, Text: "已修好，见照片", Class: "A", Photos: []string{done.ID}})
	before, err := w.svc.photos.Get(ctx, said.ID)
	if err != nil || before.Original == "" {
		t.Fatalf("%+v, %v", before, err)
	}
	apptest.Call(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: r.Number, Code: r.Code})
	w.livesUntil(apptest.Now.AddDate(6, 0, 0))
	w.retains()
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if len(c.Photos) != 0 || len(c.Replies[0].Photos) != 1 {
		t.Errorf("%+v %+v", c.Photos, c.Replies)
	}
	if _, err := w.svc.photos.Get(ctx, said.ID); code(err) != "photo.not_found" {
		t.Errorf("what was sent is left: %v", err)
	}
	if p, err := w.svc.photos.Get(ctx, done.ID); err != nil || p.Original != "" || p.Display == "" {
		t.Errorf("the reply's: %+v, %v", p, err)
	}
	w.Clock.Advance(2 * store.BlobGrace)
	if _, err := w.svc.db.SweepBlobs(ctx); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{before.Display, before.Small, before.Original} {
		if _, err := w.svc.db.OpenBlob(ctx, hash); code(err) != "store.no_blob" {
			t.Errorf("bytes are left: %v", err)
		}
	}
}
