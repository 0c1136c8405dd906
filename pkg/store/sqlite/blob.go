package sqlite

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// blobPath is dir/blobs/ab/<hash>; a name that is no hash has no path.
func (b *backend) blobPath(hash string) (string, error) {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) < 16 {
		return "", store.ErrNoBlob
	}
	return filepath.Join(b.dir, "blobs", hash[:2], hash), nil
}

// PutBlob writes beside, syncs, renames and syncs the folder, so that a blob is
// whole or absent after a power cut.
func (b *backend) PutBlob(ctx context.Context, hash string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return fault.Unavailable(err)
	}
	path, err := b.blobPath(hash)
	if err != nil {
		return err
	}
	if err := makeDir(filepath.Dir(path)); err != nil {
		return translate(err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := writeSynced(path, data); err != nil {
			return translate(err)
		}
	}
	// Also for a blob that was there: its writer may not have come this far.
	return translate(syncDir(filepath.Dir(path)))
}

func writeSynced(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it was renamed
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// OpenBlob opens the file.
func (b *backend) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Unavailable(err)
	}
	path, err := b.blobPath(hash)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, store.ErrNoBlob
	}
	return f, translate(err)
}

// makeDir creates dir and what is missing above it, durably, for the owner only.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
