package platform

import (
	"context"
	"fmt"
	"io"
	"time"

	"lianluo/pkg/app"
)

// serve runs a built system on its address until ctx ends.
func (s *system) serve(ctx context.Context, out io.Writer, ready func(ctx context.Context)) error {
	if err := s.ensureTopics(ctx); err != nil {
		return err
	}
	if err := s.serveMetrics(ctx); err != nil {
		return err
	}
	if s.door == nil {
		d, err := s.config.openDoor(ctx)
		if err != nil {
			return err
		}
		s.door = d
	}
	host := &app.Host{Services: s.services, Metrics: s.publicMetrics(), Log: s.log, Linger: s.config.Linger}
	if s.transport != nil {
		host.Transport = s.transport
	}
	s.door.let(host.Handler())
	if ready != nil {
		go whenReady(ctx, host, ready)
	}
	fmt.Fprintf(out, "lianluo: %v on %s, data in %s\n", s.config.Target, s.config.Addr, s.config.Data)
	return host.Run(ctx, s.door.server, s.door.served)
}

// ensureTopics creates topics at an outside broker. A broker that is away keeps
// the process unready, not down: the relay and the consumers try again.
func (s *system) ensureTopics(ctx context.Context) error {
	if s.broker != nil {
		return nil
	}
	go func() {
		for ctx.Err() == nil {
			err := s.transport.EnsureTopics(ctx, s.topicNames())
			if err == nil {
				return
			}
			s.log.Warn("topics will be created when the broker answers", "error", err)
			wait(ctx, time.Second)
		}
	}()
	return nil
}

func (s *system) topicNames() []string {
	var names []string
	for _, topic := range topics(s.config.Events.Partitions) {
		names = append(names, topic.Name)
	}
	return names
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// whenReady calls fn once, when everything answers.
func whenReady(ctx context.Context, host *app.Host, fn func(ctx context.Context)) {
	for ctx.Err() == nil {
		if host.Ready(ctx) == nil {
			fn(ctx)
			return
		}
		wait(ctx, 20*time.Millisecond)
	}
}
