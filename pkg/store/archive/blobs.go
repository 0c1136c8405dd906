package archive

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"lianluo/pkg/store"
)

// blob is a line of the list of blobs.
type blob struct {
	Hash   string `json:"hash"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the stored file
}

func (w *writer) blobName(service, hash string) string {
	return w.name(service, "blobs", hash[:2], hash)
}

// blobs copies a service's blobs and writes their list.
func (w *writer) blobs(ctx context.Context, src Source, at *Service) error {
	name := w.name(src.Service, "blobs-0001.jsonl.zst")
	out, err := create(w.dir, name, w.to, true)
	if err != nil {
		return err
	}
	enc, last := json.NewEncoder(out), ""
	for {
		page, err := src.Still.Blobs(ctx, last, store.MaxPage)
		if err != nil {
			return errors.Join(err, out.drop())
		}
		if len(page) == 0 {
			break
		}
		for _, hash := range page {
			if hash == last { // stored twice
				continue
			}
			last = hash
			if err := w.blob(ctx, src, at, hash, enc); err != nil {
				return errors.Join(err, out.drop())
			}
		}
	}
	f, err := out.finish(name)
	at.Blobs.Name, at.Blobs.Parts, at.Blobs.Done = "blobs", []File{f}, true
	return err
}

func (w *writer) blob(ctx context.Context, src Source, at *Service, hash string, enc *json.Encoder) error {
	name := w.blobName(src.Service, hash)
	f, err := w.stored(name)
	if err == nil && !w.m.Encrypted && f.SHA256 != hash {
		err = os.ErrNotExist // damaged; the store has it
	}
	if errors.Is(err, os.ErrNotExist) {
		f, err = w.copyBlob(ctx, src, hash, name)
	}
	if errors.Is(err, store.ErrNoBlob) {
		at.Missing++
		return nil
	}
	if err == nil {
		err = enc.Encode(blob{Hash: hash, Bytes: f.Bytes, SHA256: f.SHA256})
	}
	at.Blobs.Records++
	at.Bytes += f.Bytes
	return err
}

// stored is a file that the run before wrote, or that the backup before has: files
// get their name when they are whole, and blobs never change.
func (w *writer) stored(name string) (File, error) {
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil && w.Previous != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return File{}, err
		}
		// Where it cannot be linked (none, another disk), it is copied from the store.
		_ = os.Link(filepath.Join(w.Previous, filepath.FromSlash(name)), path)
	}
	return sum(w.dir, name)
}

func (w *writer) copyBlob(ctx context.Context, src Source, hash, name string) (File, error) {
	r, err := src.Still.OpenBlob(ctx, hash)
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	out, err := create(w.dir, name, w.to, false)
	if err != nil {
		return File{}, err
	}
	if _, err := io.Copy(out, r); err != nil {
		return File{}, errors.Join(err, out.drop())
	}
	return out.finish(name)
}
