package embedded

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"lianluo/pkg/fault"
)

// lock is the right to use a data directory. The kernel takes it back when the
// process ends, however that happens, so there is never a stale one.
type lock struct{ file *os.File }

// acquire locks dir, or fails with failed_precondition naming the process that
// holds it.
func acquire(dir string) (*lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, "broker.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("embedded: lock file: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, inUse(dir, file).Because(err)
		}
		return nil, fmt.Errorf("embedded: lock %s: %w", dir, err)
	}
	l := &lock{file}
	if err := l.sign(); err != nil {
		l.release()
		return nil, fmt.Errorf("embedded: lock file: %w", err)
	}
	return l, nil
}

// sign writes who holds the lock, for the one who is refused.
func (l *lock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := fmt.Fprintf(l.file, "%d\n", os.Getpid())
	return err
}

// release gives the directory free. The file stays: removing it would let two
// processes lock two files of the same name.
func (l *lock) release() { _ = l.file.Close() }

func inUse(dir string, file io.Reader) *fault.Error {
	raw, _ := io.ReadAll(io.LimitReader(file, 20))
	pid := strings.TrimSpace(string(raw))
	return fault.FailedPrecondition("broker_dir_in_use",
		"数据目录 %s 正被另一个联络进程使用（进程号 %s）。请先停止该进程，或为本进程另设数据目录。",
		"The data directory %s is in use by another Lianluo process (pid %s). Stop that one first, or give this one a directory of its own.",
		dir, pid)
}
