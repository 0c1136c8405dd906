// Package dirlock gives one process at a time the right to use a directory. The
// kernel takes it back when the process ends, however that happens, so there is
// never a stale one.
package dirlock

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Lock is the right to use a directory.
type Lock struct{ file *os.File }

// HeldError says that another process, or another holder in this one, has the
// directory.
type HeldError struct {
	Holder string // "pid 7, lianluo, 2026-11-02T01:00:00Z", "?" when unknown
}

// Error names the holder, for logs: tell people in a sentence of your own.
func (e *HeldError) Error() string { return "held by " + e.Holder }

// Acquire takes the directory, which must exist, through a file of that name in
// it. It fails with a HeldError when somebody else has it, else with what the
// file system says.
func Acquire(dir, name string) (*Lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, &HeldError{Holder: holder(f)}
		}
		return nil, err
	}
	// For the reader of a refusal only: that the lock holds does not depend on it.
	_ = f.Truncate(0)
	_, _ = fmt.Fprintf(f, "pid %d, %s, %s", os.Getpid(), filepath.Base(os.Args[0]), time.Now().UTC().Format(time.RFC3339))
	return &Lock{f}, nil
}

// Release gives the directory free. The file stays: removing it would let two
// processes lock two files of the same name.
func (l *Lock) Release() { _ = l.file.Close() }

func holder(f *os.File) string {
	raw, _ := io.ReadAll(io.LimitReader(f, 200))
	if s := strings.TrimSpace(string(raw)); s != "" {
		return s
	}
	return "?"
}
