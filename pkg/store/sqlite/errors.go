package sqlite

import (
	"database/sql"
	"errors"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errDamaged = fault.New(fault.KindUnavailable, "store.damaged",
		"数据文件已损坏，无法读取。请停止程序并从备份恢复。",
		"The data file is damaged and cannot be read. Stop the program and restore it from a backup.")
	errNewer = fault.New(fault.KindFailedPrecondition, "store.newer",
		"数据由更新版本的程序写入，请使用该版本或更新的版本打开。",
		"The data was written by a newer version. Open it with that version or a later one.")
)

// translate turns what SQLite and the file system say into faults; conflicts
// and faults pass unchanged.
func translate(err error) error {
	var (
		unique *store.UniqueError
		known  *fault.Error
		native *sqlite.Error
	)
	switch {
	case err == nil, errors.Is(err, store.ErrVersion), errors.As(err, &unique), errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return store.ErrDiskFull.Because(err)
	case errors.Is(err, sql.ErrConnDone):
		return fault.Unavailable(err)
	case errors.As(err, &native):
		return translateCode(native.Code()&0xff, err)
	}
	return fault.Internal(err)
}

func translateCode(code int, err error) error {
	switch code {
	case lib.SQLITE_FULL:
		return store.ErrDiskFull.Because(err)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return errDamaged.Because(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN,
		lib.SQLITE_READONLY, lib.SQLITE_NOMEM, lib.SQLITE_INTERRUPT, lib.SQLITE_PROTOCOL:
		return fault.Unavailable(err)
	}
	return fault.Internal(err)
}
