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
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/casework/photo"
)

// looseFor is how long a photo may wait to be attached.
const looseFor = 24 * time.Hour

// UploadPhoto serves casework.UploadPhoto: the photo is its uploader's.
func (s *Service) UploadPhoto(ctx context.Context, req casework.UploadRequest) (casework.Photo, error) {
	subject := authz.Actor(ctx)
	return s.keepPhoto(ctx, req.File, s.db.NewID(), "acct:"+subject.ID, home(subject, s.clock.Now()))
}

// SubmitPhoto serves casework.SubmitPhoto: the photo belongs to whoever knows
// its id.
func (s *Service) SubmitPhoto(ctx context.Context, req casework.UploadRequest) (casework.Photo, error) {
	id := rand.Text()
	return s.keepPhoto(ctx, req.File, id, "photo:"+id, string(area.Country))
}

// home is the area by whose rules an uploader's photos are kept.
func home(subject authz.Subject, now time.Time) string {
	for _, a := range subject.Assignments {
		if a.ActiveAt(now) && a.Area != "" {
			return a.Area
		}
	}
	return string(area.Country)
}

func (s *Service) keepPhoto(ctx context.Context, file rpc.File, id, owner, code string) (casework.Photo, error) {
	picture, err := s.decode(ctx, file)
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
	for hash, data := range blobs {
		if *hash, err = s.db.PutBlob(ctx, data); err != nil {
			return casework.Photo{}, err
		}
	}
	return p.Photo, s.photos.Create(store.WithScope(ctx, store.Scope{Tokens: []string{owner}}), p)
}

// decode reads a photo while no more than the set number are being read.
func (s *Service) decode(ctx context.Context, file rpc.File) (photo.Picture, error) {
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
		return photo.Read(file.Data, file.Type)
	case <-ctx.Done():
		return photo.Picture{}, errBusy.Because(ctx.Err())
	}
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
