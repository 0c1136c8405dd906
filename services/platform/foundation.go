package platform

import (
	"context"
	"errors"

	"lianluo/pkg/app"
)

// Foundation is what services stand on, for tools that build some of them by
// themselves and run none.
type Foundation struct {
	app.Env
	Routes *app.Routes
	Data   string // the data directory
	Mongo  bool   // stores are outside
	Close  func() error
}

// Stand makes the foundation that words of the command line describe, on a clock.
// It fails as serving does: for words that make no sense, a data directory that is
// in use, a broker that is away.
func Stand(ctx context.Context, p Process, clock app.Clock) (Foundation, error) {
	loaded, _, err := load(p)
	if err != nil {
		return Foundation{}, err
	}
	s, err := connect(ctx, loaded.Config, clock)
	if err != nil {
		return Foundation{}, errors.Join(err, s.Close())
	}
	env, err := s.env(ctx)
	if err != nil {
		return Foundation{}, errors.Join(err, s.Close())
	}
	return Foundation{Env: env, Routes: s.routes, Data: loaded.Config.Data, Mongo: loaded.Config.Store.Mongo != "", Close: s.Close}, nil
}
