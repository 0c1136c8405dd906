package province

import (
	"context"
	"errors"

	"lianluo/pkg/event"
	"lianluo/services/platform"
)

// Options say how much is loaded and what is done then.
type Options struct {
	Seed  uint64
	Scale float64 // 1 is the whole province
	// Cases, unless 0, is after how many of them to stop: the rest comes another time.
	Cases int
	// Publish brings what is loaded to the broker, too.
	Publish bool
	// Outside is the directory of engines that hold the data, to be weighed; "" where
	// it is not on this machine or there are none.
	Outside string
	// Measure asks queries at a thirtieth, a third and all of the cases, and builds
	// read models anew in the end.
	Measure bool
	Times   int // how often each query is asked at each size
	Say     func(string)
}

// Run loads what is not loaded yet into the system that the words name, and
// measures. Run it again after whatever cut it off. It fails with what the stores
// and the services' rules fail with.
func Run(ctx context.Context, words platform.Process, o Options) (Report, error) {
	s, err := standing(ctx, words, newPlan(o.Seed, o.Scale))
	if err != nil {
		return Report{}, err
	}
	r := run{system: s, Options: o, Report: Report{Seeded: o.Seed, Scaled: o.Scale, Machine: thisMachine()}}
	if err = r.recall(); err == nil {
		err = r.all(ctx)
	}
	return r.Report, errors.Join(err, s.close())
}

// run is one run of the tool.
type run struct {
	*system
	Options
	Report
	out event.Publisher
}

func (r *run) all(ctx context.Context) error {
	if !r.Publish {
		return r.load(ctx)
	}
	var err error
	if r.out, err = r.Transport.Publisher(); err != nil {
		return err
	}
	return errors.Join(r.load(ctx), r.out.Close())
}

// load loads and measures, part by part.
func (r *run) load(ctx context.Context) error {
	if err := r.places(ctx); err != nil {
		return err
	}
	done := 0
	for _, step := range r.plan.steps {
		if r.Cases > 0 && step > r.Cases {
			break
		}
		if err := r.casesUpTo(ctx, done, step); err != nil {
			return err
		}
		done = step
	}
	r.Report.count(r.plan, done)
	if !r.Measure {
		return nil
	}
	if err := r.rebuilds(ctx); err != nil {
		return err
	}
	return r.weigh(ctx)
}

// phase does a part of the work and keeps what it took.
func (r *run) phase(name, of string, all int, do func(m *meter) error) error {
	m := newMeter(r.Say, name, of, all)
	err := do(m)
	if p := m.end(); p.Things > 0 {
		r.add(p)
		err = errors.Join(err, r.remember())
	}
	return err
}

// places loads all but the cases.
func (r *run) places(ctx context.Context) error {
	err := r.phase("townships loaded", "townships", len(r.towns), func(m *meter) error { return r.loadPlaces(ctx, m) })
	for _, service := range []string{"station", "roster"} {
		if err == nil {
			err = r.positions(ctx, service)
		}
	}
	for _, group := range []string{"roster.stations", "casework.projection", "insight.search"} {
		if err == nil {
			err = r.learns(ctx, group)
		}
	}
	return err
}

func (r *run) positions(ctx context.Context, service string) error {
	return r.phase("events of "+service+" given positions", "events", 0, func(m *meter) error { return r.position(ctx, m, service, r.out) })
}

func (r *run) learns(ctx context.Context, group string) error {
	return r.phase("read from journals by "+group, "events", 0, func(m *meter) error { return r.learn(ctx, m, group) })
}

// casesUpTo loads cases and what follows from them, and asks the queries where no
// more are there yet.
func (r *run) casesUpTo(ctx context.Context, from, to int) error {
	err := r.phase("cases loaded", "cases", to-from, func(m *meter) error { return r.loadCases(ctx, m, from, to) })
	if err == nil {
		err = r.positions(ctx, "casework")
	}
	if err == nil {
		err = r.learns(ctx, "insight.counts")
	}
	if err != nil || !r.Measure {
		return err
	}
	if to < len(r.filings) {
		if more, err := r.cases.Written(ctx, r.caseID(to)); err != nil || more {
			return err
		}
	}
	return errors.Join(r.ask(ctx, to), r.remember())
}
