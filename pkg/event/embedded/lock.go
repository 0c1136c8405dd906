package embedded

import (
	"errors"
	"fmt"

	"lianluo/pkg/fault"
	"lianluo/pkg/internal/dirlock"
)

// acquire locks dir, or fails with failed_precondition naming the process that
// holds it.
func acquire(dir string) (*dirlock.Lock, error) {
	l, err := dirlock.Acquire(dir, "broker.lock")
	var held *dirlock.HeldError
	switch {
	case errors.As(err, &held):
		return nil, fault.FailedPrecondition("broker_dir_in_use",
			"数据目录 %s 正被另一个联络进程使用（%s）。请先停止该进程，或为本进程另设数据目录。",
			"The data directory %s is in use by another Lianluo process (%s). Stop that one first, or give this one a directory of its own.",
			dir, held.Holder).Because(err)
	case err != nil:
		return nil, fmt.Errorf("embedded: lock %s: %w", dir, err)
	}
	return l, nil
}
