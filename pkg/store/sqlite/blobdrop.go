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

// Blobs reads the folders, and removes the files of puts that were cut off.
func (b *backend) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Unavailable(err)
	}
	return blobNames(b.dir, after, limit, b.blobsIn)
}

// blobNames reads the folders, whose names are the beginnings of the hashes, each
// by in.
func blobNames(dir, after string, limit int, in func(folder string) ([]string, error)) ([]string, error) {
	folders, err := os.ReadDir(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, translate(err)
	}
	var out []string
	for _, folder := range folders {
		if len(after) >= 2 && folder.Name() < after[:2] {
			continue
		}
		names, err := in(filepath.Join(dir, "blobs", folder.Name()))
		if err != nil {
			return out, translate(err)
		}
		for _, name := range names {
			if name > after && len(out) < limit {
				out = append(out, name)
			}
		}
		if len(out) == limit {
			break
		}
	}
	return out, nil
}

// blobsIn reads a folder whose unfinished files have no writer: nobody is putting.
func (b *backend) blobsIn(dir string) ([]string, error) {
	b.blobs.Lock()
	defer b.blobs.Unlock()
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), unfinished) {
			out = append(out, f.Name())
		} else if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return nil, err
		}
	}
	return out, nil
}
