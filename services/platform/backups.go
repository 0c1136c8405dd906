package platform

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lianluo/pkg/store/archive"
)

// stamp names the directories of a series of backups by when they began.
const stamp = "20060102T150405Z"

// shelf is a directory with a series of backups.
type shelf struct {
	dir                  string
	complete, unfinished []string // directories, oldest first
}

// readShelf looks at what a directory holds; what is no backup is left alone.
func readShelf(dir string) (*shelf, error) {
	s := &shelf{dir: dir}
	entries, err := os.ReadDir(dir) // sorted by name, hence by time
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	for _, e := range entries {
		if _, no := time.Parse(stamp, e.Name()); no != nil || !e.IsDir() {
			continue
		}
		path := filepath.Join(dir, e.Name())
		switch cutOff, err := archive.CutOff(path); {
		case cutOff:
			s.unfinished = append(s.unfinished, path)
		case err == nil:
			s.complete = append(s.complete, path)
		} // what cannot be read now, or is of a newer version, is left alone
	}
	return s, err
}

// next is where the next backup goes, the newest one if it was cut off, and the
// complete one before it.
func (s *shelf) next(now time.Time) (dir, previous string) {
	dir = filepath.Join(s.dir, now.UTC().Format(stamp))
	if len(s.complete) > 0 {
		previous = s.complete[len(s.complete)-1]
	}
	if n := len(s.unfinished); n > 0 && s.unfinished[n-1] > previous {
		dir = s.unfinished[n-1]
	}
	return dir, previous
}

// tidy removes all but the newest complete backups, and what was cut off before
// the last of them.
func (s *shelf) tidy(keep int) error {
	now, err := readShelf(s.dir)
	if err != nil || len(now.complete) == 0 {
		return err
	}
	last := now.complete[len(now.complete)-1]
	gone := slices.DeleteFunc(now.unfinished, func(dir string) bool { return dir > last })
	if keep > 0 && len(now.complete) > keep {
		gone = append(gone, now.complete[:len(now.complete)-keep]...)
	}
	for _, dir := range gone {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}
