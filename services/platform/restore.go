package platform

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/archive"
)

// restoreCommand fills the stores of all services, which must be empty, and
// compares them with the backup. Nothing may serve from them meanwhile.
func restoreCommand(ctx context.Context, p Process) error {
	var b backupFlags
	c, done, err := b.read(p, "from", func(f *flag.FlagSet) {
		b.reading(f)
		f.BoolVar(&b.resume, "resume", false, "go on with a restore that was cut off")
	})
	if err != nil || done {
		return err
	}
	r, err := b.open(p)
	if err != nil {
		return err
	}
	if c.form() == embeddedForm {
		if !b.resume && !emptyDirectory(c.Data) {
			return errNotEmpty(c.Data)
		}
		if err := errors.Join(r.Extract(c.Data), c.hasMaster()); err != nil {
			return err
		}
	}
	clock, err := c.clock()
	if err != nil {
		return err
	}
	c.Target = []string{"all"}
	s, err := buildOn(ctx, c, http.NotFoundHandler(), clock)
	if err == nil {
		err = s.restore(ctx, r, b.resume)
	}
	if err == nil {
		telling(p)("restored %d records of %s; start lianluo as before", r.Records(), r.Began.Format("2006-01-02 15:04:05 -07:00"))
	}
	return errors.Join(err, s.Close())
}

// hasMaster fails before a new master key would be made, which could read nothing.
func (c Config) hasMaster() error {
	if c.Secrets.Master.Reveal() != "" {
		return nil
	}
	path := filepath.Join(c.Data, "secrets", "master.key")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return fault.FailedPrecondition("restore.master", "备份里没有密钥。请先把原系统的 secrets 目录放到 %[1]s，再恢复",
		"The backup has no secrets. Put the secrets directory of the old system at %[1]s first, then restore", filepath.Dir(path))
}

func errNotEmpty(place string) error {
	return fault.FailedPrecondition("restore.not_empty", "%[1]s 里已有数据，恢复只能在空的系统上进行；如果是上次恢复中断了，请加上 -resume",
		"%[1]s has data already; a backup is restored into an empty system. After a restore that was cut off add -resume", place)
}

// restore fills the services' stores.
func (s *system) restore(ctx context.Context, r *archive.Reader, resume bool) error {
	if err := s.noOldEvents(ctx); err != nil {
		return err
	}
	for _, service := range s.services {
		db := service.Store()
		if db == nil {
			continue
		}
		empty, err := db.Empty(store.System(ctx))
		if err == nil && !empty && !resume {
			err = errNotEmpty(service.Name)
		}
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(r.Services, func(s archive.Service) bool { return s.Name == service.Name })
		if !known { // a service that came later has nothing yet
			continue
		}
		if err := r.Restore(ctx, db); err != nil {
			return err
		}
		if err := service.Check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// noOldEvents refuses topics with events of the time after the backup: they would
// be taken for what the restored services tell next.
func (s *system) noOldEvents(ctx context.Context) error {
	if s.broker != nil {
		return nil
	}
	names := s.topicNames()
	if err := s.transport.EnsureTopics(ctx, names); err != nil {
		return err
	}
	n, err := s.transport.Held(ctx, names)
	for tries := 0; fault.Is(err, fault.KindUnavailable) && tries < 100 && ctx.Err() == nil; tries++ {
		wait(ctx, 200*time.Millisecond) // topics that were just made have no leader for a moment
		n, err = s.transport.Held(ctx, names)
	}
	if err == nil && n > 0 {
		err = fault.FailedPrecondition("restore.events", "Kafka 主题中还有 %[1]d 条消息，可能晚于备份。请先删除主题 %[2]v，再恢复",
			"The Kafka topics still hold %[1]d messages, perhaps later than the backup. Delete the topics %[2]v first, then restore", n, names)
	}
	return err
}
