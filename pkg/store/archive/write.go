package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Options are what a backup is made with.
type Options struct {
	Version, Form string
	Moment        string   // of the stills, where the store can return to it; "" begins documents anew each time
	Readers       []string // age public keys of who can read it; none: everybody who has the files
	Files         []string // other files, below Root
	Root          string
	Previous      string // a backup whose blobs need not be copied again, "" for none
	Say           func(format string, args ...any)
	Now           func() time.Time

	part int // records in a file; tests make it small
}

// partRecords bounds what is repeated when a backup is cut off.
const partRecords = 100_000

// writer is a backup under way.
type writer struct {
	Options
	to  []age.Recipient
	dir string
	m   Manifest
	old Manifest // of the run that was cut off
}

// Write makes a backup of the sources in dir. Cut off anywhere, it is run again
// with the same dir: blobs that are there stay, and with the same moment the
// documents too. It fails with failed_precondition where dir has a complete
// backup, and with what reading and writing fail with.
func Write(ctx context.Context, dir string, sources []Source, o Options) (Manifest, error) {
	if o.part == 0 {
		o.part = partRecords
	}
	slices.Sort(o.Readers)
	w := &writer{Options: o, dir: dir, m: Manifest{Format: format, Version: o.Version, Form: o.Form, Moment: o.Moment, Began: o.Now(), Encrypted: len(o.Readers) > 0, Readers: o.Readers}}
	release, err := Hold(dir)
	if err != nil {
		return w.m, err
	}
	defer release()
	if w.to, err = Recipients(o.Readers); err != nil {
		return w.m, err
	}
	if _, err := os.Stat(filepath.Join(dir, manifestName)); err == nil {
		return w.m, fault.FailedPrecondition("backup.exists", "%[1]s 里已有一份完整的备份，请换一个目录", "%[1]s has a complete backup already; choose another directory", dir)
	}
	if err := w.resume(sources); err != nil {
		return w.m, err
	}
	for _, s := range sources {
		if err := w.service(ctx, s); err != nil {
			return w.m, err
		}
	}
	for _, name := range o.Files {
		if err := w.file(name); err != nil {
			return w.m, err
		}
	}
	w.m.Ended = o.Now()
	if err := w.save(manifestName); err != nil {
		return w.m, err
	}
	return w.m, errors.Join(os.Remove(filepath.Join(dir, unfinished)), os.Remove(filepath.Join(dir, lockName)))
}

// resume takes up what a run that was cut off left: its documents where they are of
// the same moment, its blobs where the same people can read them. The backup before
// lends its blobs on that condition, too.
func (w *writer) resume(sources []Source) error {
	old, err := load(w.dir, unfinished)
	mine := err == nil && slices.Equal(old.Readers, w.Readers)
	if mine && w.Moment != "" && old.Moment == w.Moment {
		w.old, w.m.Began = old, old.Began
	}
	if before, err := load(w.Previous, manifestName); err != nil || !slices.Equal(before.Readers, w.Readers) {
		w.Previous = ""
	}
	if !mine {
		for _, s := range sources {
			if err := os.RemoveAll(filepath.Join(w.dir, s.Service, "blobs")); err != nil {
				return err
			}
		}
	}
	// From here on what is in the directory can be told from another's; documents
	// that were taken up are in it again as they are come to.
	w.m.Services = w.old.Services
	err = w.save(unfinished)
	w.m.Services = nil
	return err
}

// Recipients are who can read what is written to them. It fails with invalid for a
// key that is none.
func Recipients(keys []string) (out []age.Recipient, err error) {
	for _, key := range keys {
		r, err := age.ParseX25519Recipient(key)
		if err != nil {
			return nil, fault.Invalid("backup.recipient", "%[1]s 不是 age 公钥（age1…），请用 age-keygen 生成", "%[1]s is no age public key (age1…); make one with age-keygen", key).Because(err)
		}
		out = append(out, r)
	}
	return out, nil
}

// name is a file's name within the archive.
func (w *writer) name(parts ...string) string {
	name := path.Join(parts...)
	if w.m.Encrypted {
		name += suffix
	}
	return name
}

func (w *writer) service(ctx context.Context, src Source) error {
	w.m.Services = append(w.m.Services, Service{Name: src.Service})
	at := &w.m.Services[len(w.m.Services)-1]
	names, err := src.Still.Collections(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		at.Collections = append(at.Collections, w.begun(src.Service, name))
		if err := w.collection(ctx, src, &at.Collections[len(at.Collections)-1]); err != nil {
			return fmt.Errorf("%s.%s: %w", src.Service, name, err)
		}
	}
	return w.blobs(ctx, src, at)
}

// begun is what the run before had of a collection.
func (w *writer) begun(service, name string) Collection {
	for _, s := range w.old.Services {
		for _, c := range s.Collections {
			if s.Name == service && c.Name == name {
				return c
			}
		}
	}
	return Collection{Name: name}
}

func (w *writer) collection(ctx context.Context, src Source, c *Collection) error {
	sum, err := resumed(c.State)
	if err != nil {
		return err
	}
	for !c.Done {
		if err := w.next(ctx, src, c, sum); err != nil {
			return err
		}
		if c.State, err = sum.state(); err != nil {
			return err
		}
		if c.Done {
			c.Digest, c.State, c.After = sum.String(), nil, ""
		}
		if err := w.save(unfinished); err != nil {
			return err
		}
	}
	w.Say("%s.%s: %d", src.Service, c.Name, c.Records)
	return nil
}

// next writes the next file of a collection; the last one may be short.
func (w *writer) next(ctx context.Context, src Source, c *Collection, sum digest) error {
	page, err := src.Still.Records(ctx, c.Name, c.After, store.MaxPage)
	if err != nil {
		return err
	}
	if c.Done = len(page) == 0; c.Done {
		return nil
	}
	name := w.name(src.Service, fmt.Sprintf("%s-%04d.jsonl.zst", c.Name, len(c.Parts)+1))
	out, err := create(w.dir, name, w.to, true)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	after, n := c.After, 0
	for len(page) > 0 {
		for _, rec := range page {
			err := sum.add(rec)
			if err == nil {
				err = enc.Encode(line{rec.ID, rec.Version, rec.Seq, rec.Doc})
			}
			if err != nil {
				return errors.Join(err, out.drop())
			}
		}
		after, n = page[len(page)-1].ID, n+len(page)
		if n >= w.part {
			break
		}
		if page, err = src.Still.Records(ctx, c.Name, after, store.MaxPage); err != nil {
			return errors.Join(err, out.drop())
		}
	}
	f, err := out.finish(name)
	if err == nil {
		c.Parts, c.After, c.Records = append(c.Parts, f), after, c.Records+int64(n)
	}
	return err
}

// file copies another file; one that went away meanwhile was not important.
func (w *writer) file(name string) error {
	raw, err := os.ReadFile(filepath.Join(w.Root, filepath.FromSlash(name)))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	stored := w.name("files", name)
	out, err := create(w.dir, stored, w.to, false)
	if err != nil {
		return err
	}
	if _, err := out.Write(raw); err != nil {
		return errors.Join(err, out.drop())
	}
	f, err := out.finish(stored)
	if err == nil && !slices.ContainsFunc(w.m.Files, func(g File) bool { return g.Name == f.Name }) {
		w.m.Files = append(w.m.Files, f)
	}
	return err
}

// save writes the manifest under a name, whole or not at all.
func (w *writer) save(name string) error {
	raw, err := json.MarshalIndent(w.m, "", " ")
	if err != nil {
		return err
	}
	out, err := create(w.dir, name, nil, false)
	if err != nil {
		return err
	}
	if _, err := out.Write(raw); err != nil {
		return errors.Join(err, out.drop())
	}
	_, err = out.finish(name)
	return err
}

// plain is a stored file's name without the mark of encryption.
func plain(name string) string { return strings.TrimSuffix(name, suffix) }
