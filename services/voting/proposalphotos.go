package voting

import (
	"context"
	"crypto/rand"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/photo"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var errPhotosFull = fault.New(fault.KindRateLimited, "photo.full", "这个地方今天从网上收到的照片已满。请去掉照片先提交文字，文字不受影响；照片可以带到联络站交给联络员",
	"This place has had all the photos that it takes from the web today. Send your words without them: those are taken. Bring the photos to the station")

// unguessed is the owner of a picture from the public page: whoever knows its id.
func unguessed(id string) string { return "photo:" + id }

// SubmitPhoto serves voting.SubmitPhoto. Where and when it was taken is not kept: it is
// no evidence, and may be somebody's home.
func (s *Service) SubmitPhoto(ctx context.Context, req voting.SubmitPhotoRequest) (voting.Photo, error) {
	where, err := s.congressOf(req.Area)
	if err != nil {
		return voting.Photo{}, err
	}
	picture, err := s.reader.Read(ctx, req.File.Data, req.File.Type)
	if err != nil {
		return voting.Photo{}, err
	}
	if err := s.photosAllowed(ctx, where, len(picture.Display)+len(picture.Small)); err != nil {
		return voting.Photo{}, err
	}
	id := rand.Text()
	p := Photo{Owner: unguessed(id), At: s.clock.Now().UTC(), Photo: voting.Photo{ID: id, Name: req.File.Name, Width: picture.Width, Height: picture.Height}}
	return s.keep(ctx, p, picture)
}

// photosAllowed counts what the public sent for a division in a day, in kilobytes. It
// fails with rate_limited for more than the division's rule.
func (s *Service) photosAllowed(ctx context.Context, code string, size int) error {
	now := s.clock.Now()
	r, _ := s.rules.At(code, now)
	series := "photos/" + code
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

// attachSaid makes the caller's pictures part of what is proposed: not where and when
// they were taken.
func (s *Service) attachSaid(ctx context.Context, ids []string, project string) ([]voting.Photo, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.attach(ctx, ids, project, func(p *Photo) {
		p.Photo = voting.Photo{ID: p.ID, Name: p.Name, Width: p.Width, Height: p.Height}
	})
}

// showsSaid reports whether a picture came with one of the project's proposals.
func (p *Project) showsSaid(photo string) bool {
	return slices.ContainsFunc(p.Sources, func(src voting.Source) bool {
		return slices.ContainsFunc(src.Photos, func(one voting.Photo) bool { return one.ID == photo })
	})
}

// GetProposalPhoto serves voting.GetProposalPhoto.
func (s *Service) GetProposalPhoto(ctx context.Context, req voting.PhotoRequest, w *rpc.Writer) error {
	p, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return err
	}
	if !p.showsSaid(req.Photo) {
		return errNoEvidence
	}
	return s.show(ctx, req, w)
}

// withoutPhotos leaves sources without their pictures, for who does not screen them.
func withoutPhotos(sources []voting.Source) {
	for i := range sources {
		sources[i].Photos = nil
	}
}

// forgetPhotos removes pictures for good; another project may have had them, too.
func (s *Service) forgetPhotos(ctx context.Context, all []voting.Photo) error {
	for _, p := range all {
		if err := s.photos.Delete(store.System(ctx), p.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return nil
}
