package sqlite

import (
	"errors"

	"lianluo/pkg/fault"
	"lianluo/pkg/internal/dirlock"
)

// acquire takes the directory for this process until the lock is released or the
// process ends, however it ends.
func acquire(dir string) (*dirlock.Lock, error) {
	l, err := dirlock.Acquire(dir, "lock")
	var held *dirlock.HeldError
	switch {
	case errors.As(err, &held):
		return nil, errHeld(dir, held.Holder)
	case err != nil:
		return nil, errDir(dir, err)
	}
	return l, nil
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
