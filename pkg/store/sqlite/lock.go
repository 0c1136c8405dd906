package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lianluo/pkg/fault"
)

// acquire takes the directory for this process until the file is closed or the
// process ends, however it ends.
func acquire(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errDir(dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errHeld(dir, holder(f))
		}
		return nil, errDir(dir, err)
	}
	// For the reader of a refusal only: that the lock holds does not depend on it.
	_ = f.Truncate(0)
	_, _ = fmt.Fprintf(f, "pid %d, %s, %s", os.Getpid(), filepath.Base(os.Args[0]), time.Now().UTC().Format(time.RFC3339))
	return f, nil
}

func holder(f *os.File) string {
	raw, _ := io.ReadAll(io.LimitReader(f, 200))
	if s := strings.TrimSpace(string(raw)); s != "" {
		return s
	}
	return "?"
}

func errHeld(dir, who string) error {
	return fault.New(fault.KindFailedPrecondition, "store.locked",
		"数据目录 %s 正由另一进程使用（%s）。请先停止该进程，或用 -data 指定另一个目录。",
		"The data directory %s is in use by another process (%s). Stop that process, or name another directory with -data.", dir, who)
}

func errDir(dir string, cause error) error {
	return fault.New(fault.KindFailedPrecondition, "store.directory",
		"数据目录 %s 无法使用。请检查目录是否存在、当前用户是否可写。",
		"The data directory %s cannot be used. Check that it exists and that this user may write to it.", dir).Because(cause)
}
