package platform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// topicsCommand creates what is missing at the brokers.
func topicsCommand(ctx context.Context, p Process) error {
	return prepare(ctx, p, (*system).createTopics)
}

// indexesCommand builds what is missing in the stores.
func indexesCommand(ctx context.Context, p Process) error {
	return prepare(ctx, p, (*system).createIndexes)
}

func migrateCommand(ctx context.Context, p Process) error {
	return prepare(ctx, p, (*system).createTopics, (*system).createIndexes, (*system).prepareServices)
}

// prepare builds nothing but the connections and runs the steps on them.
func prepare(ctx context.Context, p Process, steps ...func(*system, context.Context) (string, error)) error {
	loaded, done, err := load(p)
	if err != nil || done {
		return err
	}
	clock, err := loaded.Config.clock()
	if err != nil {
		return err
	}
	loaded.Config.Target = []string{"all"}
	s, err := connect(ctx, loaded.Config, clock)
	for _, step := range steps {
		if err != nil {
			break
		}
		var said string
		if said, err = step(s, ctx); err == nil {
			fmt.Fprintln(p.Out, "lianluo:", said)
		}
	}
	return errors.Join(err, s.Close())
}

// createTopics leaves topics alone that exist; the embedded broker has its own.
func (s *system) createTopics(ctx context.Context) (string, error) {
	if s.broker != nil {
		return "the embedded broker has its topics", nil
	}
	names := s.topicNames()
	if err := s.transport.EnsureTopics(ctx, names); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d topics are there", len(names)), nil
}

// createIndexes opens every service's store, which builds what is missing.
func (s *system) createIndexes(ctx context.Context) (string, error) {
	if err := s.buildServices(ctx, http.NotFoundHandler()); err != nil {
		return "", err
	}
	return fmt.Sprintf("the stores of %d services are ready", len(withData)), nil
}

// prepareServices brings what the services store up to this version.
func (s *system) prepareServices(ctx context.Context) (string, error) {
	for _, one := range s.services {
		if err := one.Prepare(ctx); err != nil {
			return "", err
		}
	}
	return "what is stored is as this version wants it", nil
}
