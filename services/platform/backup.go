package platform

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"lianluo/pkg/config"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/archive"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
)

// backupFlags are what the commands about backups are told.
type backupFlags struct {
	dir, under, previous, identity string
	keep                           int
	recipients                     repeated
	resume                         bool
}

// read reads the command's flags and the configuration.
func (b *backupFlags) read(p Process, dir string, define func(*flag.FlagSet)) (c Config, done bool, err error) {
	rest, done, err := ownFlags(p, define)
	if err != nil || done {
		return c, done, err
	}
	if b.under == "" {
		if err := need(dir, b.dir); err != nil {
			return c, false, err
		}
	}
	loaded, err := config.Load[Config](rest, p.Env)
	if err != nil {
		return c, false, err
	}
	if len(loaded.Args) > 0 {
		return c, false, fault.Invalid("arguments", "多余的参数：%[1]v", "Unexpected arguments: %[1]v", loaded.Args)
	}
	return loaded.Config, false, nil
}

// backupCommand saves all services' data as of one moment; they may serve meanwhile.
func backupCommand(ctx context.Context, p Process) error {
	var b backupFlags
	c, done, err := b.read(p, "to", func(f *flag.FlagSet) {
		f.StringVar(&b.dir, "to", "", "directory of the backup, a new one each time; the same one again after it was cut off")
		f.StringVar(&b.under, "under", "", "instead of -to and -previous: directory in which each backup gets one of its own, named by its time")
		f.IntVar(&b.keep, "keep", 0, "with -under: remove all but so many complete backups when this one is complete; 0 keeps all")
		f.Var(&b.recipients, "recipient", "age public key (age1…) that can read the backup; may be repeated. Without it everybody can who has the files, and DATA/secrets is left out")
		f.StringVar(&b.previous, "previous", "", "the backup before, on the same disk: its photos are shared, not copied")
	})
	if err != nil || done {
		return err
	}
	if _, err := archive.Recipients(b.recipients); err != nil {
		return err
	}
	say := telling(p)
	series, release, err := b.place()
	if err != nil {
		return err
	}
	defer release()
	o := archive.Options{Version: p.Version, Form: c.form(), Readers: b.recipients, Previous: b.previous, Root: c.Data, Say: say, Now: time.Now}
	if o.Form == embeddedForm {
		if o.Files, err = c.otherFiles(len(b.recipients) > 0); err != nil {
			return err
		}
	}
	m, err := c.backup(ctx, b.dir, archive.Unfinished(b.dir), o)
	if fault.HasCode(err, "store.mongo_history") && archive.Unfinished(b.dir) != "" {
		say("the server no longer has the moment of the backup that was cut off: its documents are saved anew")
		m, err = c.backup(ctx, b.dir, "", o)
	}
	if err != nil {
		return err
	}
	blobs, bytes := m.Blobs()
	say("%d records and %d files (%d MB) of %d services in %v: %s", m.Records(), blobs, bytes>>20, len(m.Services), m.Ended.Sub(m.Began).Round(time.Millisecond), b.dir)
	if series != nil {
		err = series.tidy(b.keep)
	}
	if !m.Encrypted {
		say("not encrypted: keep the backup as safe as the data. secrets are not in it: without master.key the personal data in it cannot be read")
	}
	return err
}

// place finds where the backup goes in a series, and keeps others from it until it
// is released; no series where it is told.
func (b *backupFlags) place() (_ *shelf, release func(), err error) {
	if b.under == "" {
		return nil, func() {}, nil
	}
	if release, err = archive.Hold(b.under); err != nil {
		return nil, nil, err
	}
	s, err := readShelf(b.under)
	if err != nil {
		release()
		return nil, nil, err
	}
	b.dir, b.previous = s.next(time.Now())
	return s, release, nil
}

func telling(p Process) func(string, ...any) {
	return func(format string, args ...any) { fmt.Fprintf(p.Out, "lianluo: "+format+"\n", args...) }
}

const embeddedForm, mongoForm = "sqlite", "mongodb"

func (c Config) form() string {
	if c.Store.Mongo.Reveal() != "" {
		return mongoForm
	}
	return embeddedForm
}

// backup saves every service that keeps data.
func (c Config) backup(ctx context.Context, dir, moment string, o archive.Options) (m archive.Manifest, err error) {
	names := tellers()
	var stills []store.Still
	if c.form() == mongoForm {
		stills, o.Moment, err = mongo.Stills(ctx, c.Store.Mongo.Reveal(), each(names, func(name string) string { return c.Store.Prefix + name }), moment)
	} else {
		stills, err = sqlite.Stills(ctx, each(names, func(name string) string { return filepath.Join(c.Data, name) }))
	}
	var sources []archive.Source
	for i, s := range stills {
		sources = append(sources, archive.Source{Service: names[i], Still: s})
	}
	if err == nil {
		m, err = archive.Write(ctx, dir, sources, o)
	}
	for _, s := range stills {
		err = errors.Join(err, s.Close())
	}
	return m, err
}

func each(names []string, fn func(string) string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = fn(name)
	}
	return out
}

// otherFiles are what a data directory has beside the stores: heads of the audit
// chain and the like; secrets only where nobody else can read them.
func (c Config) otherFiles(secrets bool) (names []string, err error) {
	err = filepath.WalkDir(c.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(c.Data, path)
		if err != nil {
			return err
		}
		parts := strings.Split(filepath.ToSlash(name), "/")
		switch {
		case d.IsDir() && (parts[0] == "broker" || parts[0] == "secrets" && !secrets || len(parts) == 2 && parts[1] == "blobs"):
			return fs.SkipDir
		case d.Type().IsRegular() && (len(parts) > 1 && (parts[0] == "secrets" || parts[1] == "files") || name == clockMark || len(parts) == 1 && secrets):
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	return slices.DeleteFunc(names, func(name string) bool { return name == "lock" }), err
}

// verifyBackupCommand reads a backup through.
func verifyBackupCommand(ctx context.Context, p Process) error {
	var b backupFlags
	_, done, err := b.read(p, "from", b.reading)
	if err != nil || done {
		return err
	}
	r, err := b.open(p)
	if err == nil {
		err = r.Verify(ctx)
	}
	if err == nil {
		telling(p)("the backup of %s is whole: %d records", r.Began.Format(time.RFC3339), r.Records())
	}
	return err
}

func (b *backupFlags) reading(f *flag.FlagSet) {
	f.StringVar(&b.dir, "from", "", "directory of the backup")
	f.StringVar(&b.identity, "identity", "", "age key file that decrypts it")
}

func (b *backupFlags) open(p Process) (*archive.Reader, error) {
	var identities []age.Identity
	if b.identity != "" {
		f, err := os.Open(b.identity)
		if err == nil {
			identities, err = age.ParseIdentities(f)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			return nil, fault.Invalid("backup.identity", "%[1]s 不是 age 密钥文件", "%[1]s is no age key file", b.identity).Because(err)
		}
	}
	return archive.Open(b.dir, identities, telling(p))
}
