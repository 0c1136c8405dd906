package casework

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

const (
	// jump is the longest time between two runs that is believed: a machine that
	// is off from Friday evening to Tuesday morning passes, a clock that is wrong by
	// weeks does not.
	jump = 96 * time.Hour
	// catchUp makes up for an hour of unbelieved time in a day: data are kept a
	// little too long after an outage, and a wrong clock destroys next to nothing.
	catchUp = 24
)

// Lived is the time that retention goes by. What it destroys is gone for good,
// and a machine's clock may be wrong by years: so it moves on only by time that
// was lived through, run by run, and never shows more than the clock.
type Lived struct {
	Job  string    `json:"job"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"` // what the clock showed at the last run
}

func declareLived(db *store.DB) *store.Collection[Lived] {
	return store.NewCollection(db, "lived", store.Def[Lived]{ID: func(l *Lived) string { return l.Job }})
}

// pass lives through the time since the last run, unless the clock jumped.
func (l *Lived) pass(now time.Time) {
	since := now.Sub(l.Seen)
	if l.Seen = now; since > 0 && since <= jump {
		l.At = l.At.Add(since + since/catchUp)
	}
	if l.At.After(now) {
		l.At = now
	}
}

func (l *Lived) behind() time.Duration { return l.Seen.Sub(l.At) }

// livedUntil is the time up to which retentions have ended. It says once when it
// stops believing the clock, and by a gauge for as long as it does not.
func (s *Service) livedUntil(ctx context.Context) (time.Time, error) {
	now := s.clock.Now()
	newest, err := s.db.Journal().Newest(ctx)
	if err != nil {
		return now, err
	}
	if newest.IsZero() || newest.After(now) {
		newest = now
	}
	var before time.Duration
	first := func() Lived { return Lived{Job: "retention", At: newest, Seen: newest} }
	l, err := s.lived.Upsert(ctx, "retention", first, func(l *Lived) ([]event.Event, error) {
		before = l.behind()
		l.pass(now)
		return nil, nil
	})
	if err != nil {
		return now, err
	}
	s.behind.Record(ctx, l.behind().Seconds())
	if before <= jump && l.behind() > jump {
		s.log.Warn("the clock is ahead of the time lived through: retention destroys nothing for what the clock says alone; check the machine's clock",
			"clock", now, "lived", l.At)
	}
	return l.At, nil
}

func newBehind() metric.Float64Gauge {
	// The API returns a working no-op beside an error, which only a bad name causes.
	g, _ := otel.Meter("lianluo/services/casework").Float64Gauge("lianluo.retention.behind", metric.WithUnit("s"),
		metric.WithDescription("how far retention is behind the clock; more than four days after an outage, or when the clock jumped"))
	return g
}
