package voting

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/photo"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// looseFor is how long a picture may wait to be used.
const looseFor = 24 * time.Hour

var errPhoto = fault.NotFound("photo.not_found", "照片不存在、已过期或已被使用，请重新上传", "The photo does not exist, has expired or is used already; upload it again")

var errNoEvidence = fault.NotFound("evidence.not_found", "这个项目没有这张照片，请回到项目页面重新打开", "This project shows no such photo; open it again from the project's page")

// Photo is a picture as it is stored: its owner's until a project shows it.
type Photo struct {
	voting.Photo
	Owner   string    `json:"owner"`
	Display string    `json:"display"` // blobs, without position and camera
	Small   string    `json:"small"`
	Project string    `json:"project,omitempty"`
	At      time.Time `json:"at"`
}

func declarePhotos(db *store.DB) *store.Collection[Photo] {
	return store.NewCollection(db, "photo", store.Def[Photo]{
		ID: func(p *Photo) string { return p.ID }, Tokens: func(p *Photo) []string { return []string{p.Owner} }, Missing: errPhoto,
		Blobs: func(p *Photo) []string { return []string{p.Display, p.Small} },
		Indexes: []store.Index[Photo]{{Name: "loose", Key: func(p *Photo) store.Key {
			if p.Project != "" {
				return nil
			}
			return store.Key{p.At}
		}}},
	})
}

// UploadPhoto serves voting.UploadPhoto: the picture is its uploader's.
func (s *Service) UploadPhoto(ctx context.Context, req voting.UploadRequest) (voting.Photo, error) {
	picture, err := s.reader.Read(ctx, req.File.Data, req.File.Type)
	if err != nil {
		return voting.Photo{}, err
	}
	from := photo.OriginOf(req.File.Data, req.File.Type)
	p := Photo{Owner: ownerOf(ctx), At: s.clock.Now().UTC(), Photo: voting.Photo{
		ID: s.db.NewID(), Name: req.File.Name, Width: picture.Width, Height: picture.Height, Taken: from.Taken, Lat: from.Lat, Lng: from.Lng}}
	if p.Taken.After(p.At.Add(looseFor)) { // a clock that runs ahead says nothing
		p.Taken = time.Time{}
	}
	return s.keep(ctx, p, picture)
}

// keep stores a picture as its owner's.
func (s *Service) keep(ctx context.Context, p Photo, picture photo.Picture) (_ voting.Photo, err error) {
	if p.Display, err = s.db.PutBlob(ctx, picture.Display); err != nil {
		return voting.Photo{}, err
	}
	if p.Small, err = s.db.PutBlob(ctx, picture.Small); err != nil {
		return voting.Photo{}, err
	}
	return p.Photo, s.photos.Create(reaching(ctx, p.Owner), p)
}

func ownerOf(ctx context.Context) string { return "acct:" + authz.Actor(ctx).ID }

func reaching(ctx context.Context, owner string) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{owner}})
}

// own reaches one of the caller's pictures: the public's is of whoever knows its id.
func own(ctx context.Context, id string) context.Context {
	if authz.Actor(ctx).Kind == authz.Public {
		return reaching(ctx, unguessed(id))
	}
	return reaching(ctx, ownerOf(ctx))
}

// attach makes the caller's loose pictures part of a project, each once, as change
// leaves them.
func (s *Service) attach(ctx context.Context, ids []string, project string, change ...func(*Photo)) ([]voting.Photo, error) {
	out := []voting.Photo{}
	for _, id := range ids {
		p, err := s.photos.Update(own(ctx, id), id, func(p *Photo) ([]event.Event, error) {
			if p.Project != "" {
				return nil, errPhoto
			}
			p.Project = project
			for _, fn := range change {
				fn(p)
			}
			return nil, nil
		})
		if err != nil {
			return nil, err
		}
		out = append(out, p.Photo)
	}
	return out, nil
}

// evidence is every picture that the project shows.
func (p *Project) evidence() []voting.Photo {
	var out []voting.Photo
	for _, r := range p.Reports {
		out = append(out, r.Photos...)
	}
	for _, v := range p.Visits {
		out = append(out, v.Photos...)
	}
	if p.Ending != nil {
		out = append(out, p.Ending.Photos...)
	}
	return out
}

// GetPhoto serves voting.GetPhoto.
func (s *Service) GetPhoto(ctx context.Context, req voting.PhotoRequest, w *rpc.Writer) error {
	p, err := s.projects.Get(public(ctx), req.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(p.evidence(), func(one voting.Photo) bool { return one.ID == req.Photo }) {
		return errNoEvidence
	}
	return s.show(ctx, req, w)
}

// show streams a picture that the caller may see.
func (s *Service) show(ctx context.Context, req voting.PhotoRequest, w *rpc.Writer) error {
	found, err := s.photos.Get(store.System(ctx), req.Photo)
	if err != nil {
		return err
	}
	blob := found.Display
	if req.Small {
		blob = found.Small
	}
	r, err := s.db.OpenBlob(ctx, blob)
	if err != nil {
		return err
	}
	defer r.Close()
	w.SetType("image/jpeg")
	_, err = io.Copy(w, r)
	return err
}

// SweepPhotos forgets pictures that nobody used in time.
func (s *Service) SweepPhotos(ctx context.Context) error {
	ctx = store.System(ctx)
	var failed []error
	err := s.photos.Each(ctx, store.Query{Index: "loose", Below: s.clock.Now().Add(-looseFor)}, func(p Photo) error {
		failed = append(failed, s.db.Transact(ctx, func(ctx context.Context) error { return s.forget(ctx, p.ID) }))
		return ctx.Err()
	})
	return errors.Join(append(failed, err)...)
}

// forget removes a picture that is still loose.
func (s *Service) forget(ctx context.Context, id string) error {
	p, err := s.photos.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && p.Project != "" {
		return nil
	}
	if err != nil {
		return err
	}
	return s.photos.Delete(ctx, id)
}
