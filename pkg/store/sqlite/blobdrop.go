package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lianluo/pkg/fault"
)

// DropBlob removes the file unless it was put again meanwhile. The directory is
// this process's alone, so that its own locks are enough.
func (b *backend) DropBlob(ctx context.Context, hash string, before time.Time) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, fault.Unavailable(err)
	}
	path, err := b.blobPath(hash)
	if err != nil {
		return false, err
	}
	b.blobs.Lock()
	defer b.blobs.Unlock()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
		return false, nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err == nil, translate(err)
}

// Blobs reads the folders, whose names are the beginnings of the hashes.
func (b *backend) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	folders, err := os.ReadDir(filepath.Join(b.dir, "blobs"))
	if err != nil {
		return nil, translate(err)
	}
	var out []string
	for _, folder := range folders {
		if err := ctx.Err(); err != nil {
			return nil, fault.Unavailable(err)
		}
		if len(after) >= 2 && folder.Name() < after[:2] {
			continue
		}
		if out, err = b.blobsIn(folder.Name(), after, limit, out); err != nil || len(out) == limit {
			return out, translate(err)
		}
	}
	return out, nil
}

// blobsIn adds a folder's hashes, and removes the files of puts that were cut off.
func (b *backend) blobsIn(folder, after string, limit int, out []string) ([]string, error) {
	b.blobs.Lock() // nobody is putting: what is unfinished has no writer
	defer b.blobs.Unlock()
	dir := filepath.Join(b.dir, "blobs", folder)
	files, err := os.ReadDir(dir)
	if err != nil {
		return out, err
	}
	for _, f := range files {
		name := f.Name()
		switch {
		case strings.HasPrefix(name, unfinished):
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return out, err
			}
		case name > after && len(out) < limit:
			out = append(out, name)
		}
	}
	return out, nil
}
