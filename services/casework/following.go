package casework

import (
	"context"
	"io"

	"lianluo/api/casework"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/store"
)

// byReceipt finds the case and the voice that number and code belong to. The
// pair is the capability: the scope it gives reaches this one case. A wrong pair
// fails as one that never was.
func (s *Service) byReceipt(ctx context.Context, typed, code string) (context.Context, Case, casework.Voice, error) {
	n, _ := number.Parse(typed)
	ctx = receiptScope(ctx, s.receiptHash(n, number.ReadCode(code)))
	c, ok, err := s.cases.First(ctx, store.Query{Index: "number", Of: n})
	if err != nil {
		return ctx, c, casework.Voice{}, err
	}
	for _, v := range c.Voices {
		if ok && v.Number == n {
			return ctx, c, v, nil
		}
	}
	return ctx, c, casework.Voice{}, errReceipt
}

// FollowCase serves casework.FollowCase.
func (s *Service) FollowCase(ctx context.Context, req casework.FollowRequest) (casework.PublicCase, error) {
	_, c, v, err := s.byReceipt(ctx, req.Number, req.Code)
	if err != nil {
		return casework.PublicCase{}, err
	}
	return s.publicView(ctx, &c, v.ID), nil
}

// RateCase serves casework.RateCase.
func (s *Service) RateCase(ctx context.Context, req casework.RateRequest) (casework.PublicCase, error) {
	return s.byPerson(ctx, req.Number, req.Code, func(c *Case, a Act, voice string) ([]event.Event, error) {
		if err := c.allow(a, casework.RateCase.Declared()); err != nil {
			return nil, err
		}
		return c.Answer(a, voice, req.Answer, req.Words, "page")
	})
}

// WithdrawCase serves casework.WithdrawCase.
func (s *Service) WithdrawCase(ctx context.Context, req casework.WithdrawRequest) (casework.PublicCase, error) {
	return s.byPerson(ctx, req.Number, req.Code, func(c *Case, a Act, voice string) ([]event.Event, error) {
		return c.Withdraw(a, voice, req.Reason)
	})
}

// byPerson runs what the person of a receipt does with the case.
func (s *Service) byPerson(ctx context.Context, typed, code string, fn func(*Case, Act, string) ([]event.Event, error)) (casework.PublicCase, error) {
	own, found, v, err := s.byReceipt(ctx, typed, code)
	if err != nil {
		return casework.PublicCase{}, err
	}
	c, err := s.cases.Update(own, found.ID, func(c *Case) ([]event.Event, error) {
		return s.inTime(c, s.act(own, c), func(c *Case, a Act) ([]event.Event, error) { return fn(c, a, v.ID) })
	})
	if err != nil {
		return casework.PublicCase{}, fault.Instead(err, errReceipt) // the code was renewed meanwhile
	}
	return s.publicView(ctx, &c, v.ID), nil
}

// FollowPhoto serves casework.FollowPhoto.
func (s *Service) FollowPhoto(ctx context.Context, req casework.FollowPhotoRequest) (casework.PhotoData, error) {
	_, c, v, err := s.byReceipt(ctx, req.Number, req.Code)
	if err != nil {
		return casework.PhotoData{}, err
	}
	if !c.publicPhoto(v.ID, req.Photo) {
		return casework.PhotoData{}, errPhoto
	}
	r, kind, err := s.openPhoto(ctx, req.Photo, req.Small)
	if err != nil {
		return casework.PhotoData{}, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return casework.PhotoData{Type: kind, Data: data}, err
}
