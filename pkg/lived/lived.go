// Package lived tells the time that was lived through, by which data are destroyed:
// what is gone is gone for good, and a machine's clock may be wrong by years.
package lived

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"lianluo/pkg/calendar"
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
	// Retention is the job whose time is kept.
	Retention = "retention"
)

// Time is how far a job has come. It moves on only by time that was lived through,
// run by run, and never shows more than the clock.
type Time struct {
	Job  string    `json:"job"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"` // what the clock showed at the last run
}

// pass lives through the time since the last run, unless the clock jumped.
func (l *Time) pass(now time.Time) {
	since := now.Sub(l.Seen)
	if l.Seen = now; since > 0 && since <= jump {
		l.At = l.At.Add(since + since/catchUp)
	}
	if l.At.After(now) {
		l.At = now
	}
}

func (l *Time) behind() time.Duration { return l.Seen.Sub(l.At) }

// Clock shows the time that a service lived through.
type Clock struct {
	Times *store.Collection[Time] // one for each job

	db     *store.DB
	clock  calendar.Clock
	log    *slog.Logger
	behind metric.Float64Gauge
}

// New declares what the clock keeps in a service's store.
func New(db *store.DB, clock calendar.Clock, log *slog.Logger) *Clock {
	// The API returns a working no-op beside an error, which only a bad name causes.
	behind, _ := otel.Meter("lianluo/pkg/lived").Float64Gauge("lianluo.retention.behind", metric.WithUnit("s"),
		metric.WithDescription("how far retention is behind the clock; more than four days after an outage, or when the clock jumped"))
	times := store.NewCollection(db, "lived", store.Def[Time]{ID: func(l *Time) string { return l.Job }})
	return &Clock{Times: times, db: db, clock: clock, log: log, behind: behind}
}

// Until is the time up to which retentions have ended. It says once when it stops
// believing the clock, and by a gauge for as long as it does not. It fails as the
// store does.
func (c *Clock) Until(ctx context.Context) (time.Time, error) {
	now := c.clock.Now()
	newest, err := c.db.Journal().Newest(ctx)
	if err != nil {
		return now, err
	}
	if newest.IsZero() || newest.After(now) {
		newest = now
	}
	var before time.Duration
	first := func() Time { return Time{Job: Retention, At: newest, Seen: newest} }
	l, err := c.Times.Upsert(ctx, Retention, first, func(l *Time) ([]event.Event, error) {
		before = l.behind()
		l.pass(now)
		return nil, nil
	})
	if err != nil {
		return now, err
	}
	c.behind.Record(ctx, l.behind().Seconds())
	if before <= jump && l.behind() > jump {
		c.log.Warn("the clock is ahead of the time lived through: retention destroys nothing for what the clock says alone; check the machine's clock",
			"clock", now, "lived", l.At)
	}
	return l.At, nil
}
