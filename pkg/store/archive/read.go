package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Reader reads a complete archive.
type Reader struct {
	Manifest
	dir        string
	identities []age.Identity
	say        func(format string, args ...any)
}

// Open reads the manifest, see Load. identities decrypt an encrypted archive.
func Open(dir string, identities []age.Identity, say func(format string, args ...any)) (*Reader, error) {
	m, err := Load(dir)
	if err == nil && m.Encrypted && len(identities) == 0 {
		err = locked(manifestName, errors.New("it is encrypted"))
	}
	return &Reader{Manifest: m, dir: dir, identities: identities, say: say}, err
}

// Verify reads every file, and fails with failed_precondition for the first that
// is missing, damaged, or not what the manifest says.
func (r *Reader) Verify(ctx context.Context) error {
	for _, s := range r.Services {
		for _, c := range s.Collections {
			err := r.compare(c, func(each func(store.Record) error) error { return r.records(ctx, c, each) })
			if err != nil {
				return err
			}
		}
		err := r.eachBlob(ctx, s, func(b blob) error {
			if err := check(r.dir, File{Name: r.blobName(s.Name, b.Hash), Bytes: b.Bytes, SHA256: b.SHA256}); err != nil {
				return err
			}
			_, err := r.readBlob(s, b)
			return err
		})
		if err != nil {
			return err
		}
		r.say("%s: %d collections, %d blobs", s.Name, len(s.Collections), s.Blobs.Records)
	}
	for _, f := range r.Files {
		if err := check(r.dir, f); err != nil {
			return err
		}
	}
	return nil
}

// compare sums the records that read hands over, and fails where they are not
// those of the manifest.
func (r *Reader) compare(c Collection, read func(func(store.Record) error) error) error {
	got, n := newDigest(), int64(0)
	err := read(func(rec store.Record) error {
		n++
		return got.add(rec)
	})
	if err == nil && (n != c.Records || got.String() != c.Digest) {
		err = fault.FailedPrecondition("backup.differs", "集合 %[1]s 有 %[2]d 条记录，与备份清单（%[3]d 条）不一致", "Collection %[1]s has %[2]d records, which are not the %[3]d of the backup", c.Name, n, c.Records)
	}
	return err
}

// records hands over a collection's records, having checked each file first.
func (r *Reader) records(ctx context.Context, c Collection, each func(store.Record) error) error {
	for _, part := range c.Parts {
		err := r.lines(ctx, part, func(dec *json.Decoder) error {
			var l line
			if err := dec.Decode(&l); err != nil {
				return err
			}
			return each(store.Record{ID: l.ID, Version: l.Version, Seq: l.Seq, Doc: l.Doc})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lines calls each for every line of a file.
func (r *Reader) lines(ctx context.Context, part File, each func(*json.Decoder) error) error {
	if err := check(r.dir, part); err != nil {
		return err
	}
	src, err := open(r.dir, part.Name, r.identities, true)
	if err != nil {
		return err
	}
	defer src.shut()
	dec := json.NewDecoder(src)
	for dec.More() {
		if err := ctx.Err(); err != nil {
			return fault.Unavailable(err)
		}
		if err := each(dec); err != nil {
			var known *fault.Error
			if errors.As(err, &known) {
				return err
			}
			return damaged(part.Name, err)
		}
	}
	_, err = dec.Token() // what ends it: the file's end, or damage
	if !errors.Is(err, io.EOF) {
		return damaged(part.Name, err)
	}
	return nil
}

func (r *Reader) blobName(service, hash string) string {
	return (&writer{m: r.Manifest}).blobName(service, hash)
}

// readBlob fails where the content is not what its name says.
func (r *Reader) readBlob(s Service, b blob) ([]byte, error) {
	name := r.blobName(s.Name, b.Hash)
	src, err := open(r.dir, name, r.identities, false)
	if err != nil {
		return nil, err
	}
	defer src.shut()
	data, err := io.ReadAll(src)
	if err != nil {
		return nil, damaged(name, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != b.Hash {
		return nil, damaged(name, errors.New("its content is another"))
	}
	return data, nil
}

func (r *Reader) eachBlob(ctx context.Context, s Service, each func(blob) error) error {
	for _, part := range s.Blobs.Parts {
		err := r.lines(ctx, part, func(dec *json.Decoder) error {
			var b blob
			if err := dec.Decode(&b); err != nil || len(b.Hash) < 2 || strings.ContainsAny(b.Hash, `/\.`) {
				return errors.Join(err, errors.New("no hash of a blob"))
			}
			return each(b)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Extract writes the other files below root, for the owner only, without
// replacing any that is there. It fails with failed_precondition for a name that
// leads elsewhere.
func (r *Reader) Extract(root string) error {
	for _, f := range r.Files {
		name, inside := strings.CutPrefix(plain(f.Name), "files/")
		if !inside || !filepath.IsLocal(filepath.FromSlash(name)) {
			return damaged(f.Name, errors.New("it leads out of the directory"))
		}
		if err := r.extract(f, filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) extract(f File, to string) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := check(r.dir, f); err != nil {
		return err
	}
	src, err := open(r.dir, f.Name, r.identities, false)
	if err != nil {
		return err
	}
	defer src.shut()
	out, err := create(filepath.Dir(to), filepath.Base(to), nil, false)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, src); err != nil {
		return errors.Join(damaged(f.Name, err), out.drop())
	}
	_, err = out.finish(f.Name)
	return err
}
