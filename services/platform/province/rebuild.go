package province

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lianluo/pkg/event/consume"
)

// rebuilt is what the phase of building a read model anew is called.
const rebuilt = " built anew"

// rebuilds builds the read models anew from the journals, as an operator may ask.
func (r *run) rebuilds(ctx context.Context) error {
	for _, c := range r.services["insight"].Consumers() {
		if g, err := c.Generation(ctx); err != nil || g.Number == 0 {
			continue
		}
		c.Grace = time.Millisecond // nobody reads the old one
		r.forget(c.Group() + rebuilt)
		err := r.phase(c.Group()+rebuilt, "events", 0, func(m *meter) error {
			n, err := r.journalled(ctx, c)
			if err == nil {
				err = c.Rebuild(ctx)
			}
			m.did(n)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// journalled is how many events the journals hold that a consumer reads.
func (r *run) journalled(ctx context.Context, c *consume.Consumer) (int, error) {
	all := 0
	for _, topic := range c.Topics() {
		service := r.services[strings.Split(topic, ".")[1]]
		lease, err := relayed(ctx, service.Store())
		if err != nil {
			return 0, err
		}
		all += int(lease.Cursor)
	}
	return all, nil
}

// weigh says what is stored: by service, where the data directory holds it.
func (r *run) weigh(ctx context.Context) error {
	for _, name := range []string{"station", "roster", "casework", "insight"} {
		lease, err := relayed(ctx, r.services[name].Store())
		if err != nil {
			return err
		}
		w := weight{Service: name, Events: int(lease.Cursor)}
		if !r.Mongo {
			w.Bytes, err = sizeOf(filepath.Join(r.Data, name))
		}
		if err != nil {
			return err
		}
		r.Weights = append(r.Weights, w)
	}
	return r.weighOutside()
}

// weighOutside says what engines hold of all services.
func (r *run) weighOutside() error {
	if r.Outside == "" {
		return nil
	}
	for _, name := range []string{"mongo", "kafka"} {
		bytes, err := sizeOf(filepath.Join(r.Outside, name))
		if err != nil {
			return err
		}
		r.Weights = append(r.Weights, weight{Service: name, Bytes: bytes})
	}
	return nil
}

// sizeOf are the bytes of all files below a directory.
func sizeOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) { // engines are at work
			return nil
		}
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}
