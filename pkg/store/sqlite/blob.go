package sqlite

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

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
func (b *backend) PutBlob(ctx context.Context, hash string, data []byte, at time.Time) error {
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
	b.blobs.RLock()
	defer b.blobs.RUnlock()
	there, err := b.touch(path, at)
	if err == nil && !there {
		err = b.writeSynced(path, data, at)
	}
	if err != nil {
		return translate(err)
	}
	// Also for a blob that was there: its writer may not have come this far.
	return translate(syncDir(filepath.Dir(path)))
}

// unfinished begins the names of files that are being written.
const unfinished = ".new-"

func (b *backend) writeSynced(path string, data []byte, at time.Time) error {
	f, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
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
	if err == nil {
		err = os.Chtimes(f.Name(), time.Time{}, at)
	}
	if err != nil {
		return err
	}
	return b.place(f.Name(), path, at)
}

// place gives a written file its name, unless another writer was quicker.
func (b *backend) place(from, path string, at time.Time) error {
	b.placing.Lock()
	defer b.placing.Unlock()
	if there, err := touch(path, at); err != nil || there {
		return err
	}
	return os.Rename(from, path)
}

func (b *backend) touch(path string, at time.Time) (there bool, err error) {
	b.placing.Lock()
	defer b.placing.Unlock()
	return touch(path, at)
}

// touch moves the time of a blob that is there on, never back. It is not synced:
// whoever would still need it after a power cut is gone with it.
func touch(path string, at time.Time) (there bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil && info.ModTime().Before(at) {
		err = os.Chtimes(path, time.Time{}, at)
	}
	return err == nil, err
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
