package casework

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/photo"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// looseFor is how long a photo may wait to be attached.
const looseFor = 24 * time.Hour

// UploadPhoto serves casework.UploadPhoto: the photo is its uploader's.
func (s *Service) UploadPhoto(ctx context.Context, req casework.UploadRequest) (casework.Photo, error) {
	subject := authz.Actor(ctx)
	return s.keepPhoto(ctx, req.File, s.db.NewID(), "acct:"+subject.ID, home(subject, s.clock.Now()), nil)
}

// SubmitPhoto serves casework.SubmitPhoto: the photo belongs to whoever knows
// its id.
func (s *Service) SubmitPhoto(ctx context.Context, req casework.SubmitPhotoRequest) (casework.Photo, error) {
	st, err := s.stationByCode(ctx, req.Station)
	if err != nil && !fault.Is(err, fault.KindNotFound) && !fault.Is(err, fault.KindFailedPrecondition) {
		return casework.Photo{}, err
	}
	if err != nil {
		st = Station{} // whatever is named cannot be a way round
		st.Area = string(area.Country)
	}
	id := rand.Text()
	return s.keepPhoto(ctx, req.File, id, "photo:"+id, string(area.Country), func(ctx context.Context, size int) error { return s.allowed(ctx, st, size) })
}

// allowed counts what the public sent to a station in a day, in kilobytes. It fails
// with rate_limited for more than the station's rule.
func (s *Service) allowed(ctx context.Context, st Station, size int) error {
	now := s.clock.Now()
	r, _ := s.rules.At(st.Area, now)
	series := "photos/" + st.Station
	_, err := s.counters.Upsert(store.System(ctx), series, func() Counter { return Counter{Series: series} }, func(c *Counter) ([]event.Event, error) {
		if rest, within := photo.Ration(&c.Day, &c.Last, size, r.PhotoMBPerDay, now); !within {
			full := *errPhotosFull
			full.RetryAfter = rest
			return nil, &full
		}
		return nil, nil
	})
	return err
}

var errPhotosFull = fault.New(fault.KindRateLimited, "photo.full", "这个联络站今天从网上收到的照片已满。请去掉照片先提交文字，文字不受影响；照片请带到站里交给联络员",
	"This station has had all the photos that it takes from the web today. Send your words without them: those are taken. Bring the photos to the station")

// home is the area by whose rules an uploader's photos are kept.
func home(subject authz.Subject, now time.Time) string {
	for _, a := range subject.Assignments {
		if a.ActiveAt(now) && a.Area != "" {
			return a.Area
		}
	}
	return string(area.Country)
}

// keepPhoto stores a photo where may allows that much, nil: any.
func (s *Service) keepPhoto(ctx context.Context, file rpc.File, id, owner, code string, may func(ctx context.Context, size int) error) (casework.Photo, error) {
	picture, err := s.reader.Read(ctx, file.Data, file.Type)
	if err != nil {
		return casework.Photo{}, err
	}
	p := Photo{Owner: owner, At: s.clock.Now(), Photo: casework.Photo{
		ID: id, Name: file.Name, Type: "image/jpeg", By: authz.Actor(ctx).ID,
		Width: picture.Width, Height: picture.Height, Bytes: len(picture.Display),
	}}
	blobs := map[*string][]byte{&p.Display: picture.Display, &p.Small: picture.Small}
	if r, _ := s.rules.At(code, p.At); r.KeepOriginal {
		blobs[&p.Original] = file.Data
	}
	if may != nil {
		size := 0
		for _, data := range blobs {
			size += len(data)
		}
		if err := may(ctx, size); err != nil {
			return casework.Photo{}, err
		}
	}
	for hash, data := range blobs {
		if *hash, err = s.db.PutBlob(ctx, data); err != nil {
			return casework.Photo{}, err
		}
	}
	return p.Photo, s.photos.Create(store.WithScope(ctx, store.Scope{Tokens: []string{owner}}), p)
}

// attach makes the caller's loose photos part of a case, each once: of a voice's
// words, or of a reply ("").
func (s *Service) attach(ctx context.Context, ids []string, to, voice string) ([]casework.Photo, error) {
	out := []casework.Photo{}
	for _, id := range ids {
		own := store.Scope{Tokens: []string{"photo:" + id}}
		if subject := authz.Actor(ctx); subject.Kind != authz.Public {
			own.Tokens = []string{"acct:" + subject.ID}
		}
		p, err := s.photos.Update(store.WithScope(ctx, own), id, func(p *Photo) ([]event.Event, error) {
			if p.Case != "" {
				return nil, errPhoto
			}
			p.Case, p.Voice = to, voice
			return nil, nil
		})
		if err != nil {
			return nil, err
		}
		out = append(out, p.Photo)
	}
	return out, nil
}

// GetPhoto serves casework.GetPhoto.
func (s *Service) GetPhoto(ctx context.Context, req casework.PhotoRequest, w *rpc.Writer) error {
	c, err := s.cases.Get(ctx, req.ID)
	if err != nil {
		return err
	}
	if !c.shows(req.Photo) {
		return errPhoto
	}
	// The caller may read the case, and the case shows the photo.
	r, kind, err := s.openPhoto(ctx, req.Photo, req.Small)
	if err != nil {
		return err
	}
	defer r.Close()
	w.SetType(kind)
	_, err = io.Copy(w, r)
	return err
}

// openPhoto opens a photo that the caller may see. It has no position data: that
// was left out when it came.
func (s *Service) openPhoto(ctx context.Context, id string, small bool) (io.ReadCloser, string, error) {
	p, err := s.photos.Get(store.System(ctx), id)
	if err != nil {
		return nil, "", err
	}
	blob := p.Display
	if small {
		blob = p.Small
	}
	r, err := s.db.OpenBlob(ctx, blob)
	return r, p.Type, err
}

// shows reports whether the case or one of its replies has the photo.
func (c *Case) shows(id string) bool {
	all := c.Photos
	for _, r := range c.Replies {
		all = append(all[:len(all):len(all)], r.Photos...)
	}
	for _, p := range all {
		if p.ID == id {
			return true
		}
	}
	return false
}

// SweepPhotos forgets photos that nobody attached in time: all, since anybody can
// send one.
func (s *Service) SweepPhotos(ctx context.Context) error {
	var failed []error
	err := s.photos.Each(ctx, store.Query{Index: "loose", Below: s.clock.Now().Add(-looseFor)}, func(p Photo) error {
		failed = append(failed, s.db.Transact(ctx, func(ctx context.Context) error { return s.forget(ctx, p.ID) }))
		return ctx.Err()
	})
	return errors.Join(append(failed, err)...)
}

// forget removes a photo that is still loose.
func (s *Service) forget(ctx context.Context, id string) error {
	p, err := s.photos.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && p.Case != "" {
		return nil
	}
	if err != nil {
		return err
	}
	return s.photos.Delete(ctx, id)
}
