// Package sqlite is the embedded store backend: JSON documents and their index
// entries in one SQLite file (WAL, full sync), blobs as files beside it.
//
// One goroutine writes. It takes all commits that wait, runs them in one SQLite
// transaction, and syncs once for all of them; where one fails, they run again
// with a savepoint each.
package sqlite

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver, pure Go

	"lianluo/pkg/internal/dirlock"
	"lianluo/pkg/store"
)

// Options tune a database; the zero value is right for a service.
type Options struct {
	CacheKiB int // the writer's page cache; 0 is 16384, taken as it fills
	Readers  int // most concurrent reads; 0 is 4

	maxPages int // tests fill the "disk" with it
}

const (
	fileName    = "store.db"
	idleReaders = 1
	readerKiB   = 2 << 10 // page cache of each reader
	idleTime    = time.Minute
)

type backend struct {
	dir     string
	lock    *dirlock.Lock
	reads   *statements
	writer  *writer
	layout  atomic.Pointer[layout]
	ensures sync.Mutex
	closing sync.Once
	blobs   sync.RWMutex // dropping excludes putting
	placing sync.Mutex   // of a blob's file and its time
	holders sync.Map     // of leases, in this process
	rarity  store.Rarity // of the terms of text indexes
}

// Remember notes a holder of leases of this process. The directory's lock means
// that there is no other.
func (b *backend) Remember(holder string) { b.holders.Store(holder, true) }

// Remembers reports whether a holder of leases lives in this process.
func (b *backend) Remembers(holder string) bool {
	_, ok := b.holders.Load(holder)
	return ok
}

// Open opens the database in dir, creating both when missing. It fails with
// failed_precondition when another process holds the directory, when a newer
// build wrote it, or when it cannot be written.
func Open(dir string, opts Options) (store.Backend, error) {
	if err := makeDir(filepath.Join(dir, "blobs")); err != nil {
		return nil, errDir(dir, err)
	}
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	b := &backend{dir: dir, lock: lock}
	if err := b.open(opts); err != nil {
		_ = b.Close() // what was opened so far; the first error is the one to tell
		return nil, err
	}
	return b, nil
}

func (b *backend) open(opts Options) error {
	path, err := filepath.Abs(filepath.Join(b.dir, fileName))
	if err != nil {
		return errDir(b.dir, err)
	}
	write, err := sql.Open("sqlite", dsn(path, opts, or(opts.CacheKiB, 16<<10)))
	if err != nil {
		return translate(err)
	}
	if b.writer, err = startWriter(write); err != nil {
		return err
	}
	if err := b.writer.run(context.Background(), migrate); err != nil {
		return err
	}
	read, err := sql.Open("sqlite", dsn(path, opts, readerKiB)+"&_pragma=query_only(1)")
	if err != nil {
		return translate(err)
	}
	read.SetMaxOpenConns(or(opts.Readers, 4))
	read.SetMaxIdleConns(idleReaders)
	read.SetConnMaxIdleTime(idleTime)
	b.reads = newStatements(read)
	b.layout.Store(&layout{})
	return syncDir(b.dir)
}

// dsn sets what holds per connection. The busy time-out only matters to reads
// that meet the recovery of the write-ahead log at start. The log grows to 32 MB
// before it is taken over, so that a page which changes often is copied once.
func dsn(path string, opts Options, cacheKiB int) string {
	q := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)",
		"cache_size(-" + strconv.Itoa(cacheKiB) + ")", "journal_size_limit(67108864)", "wal_autocheckpoint(8000)",
	}}
	if opts.maxPages > 0 {
		q.Add("_pragma", "max_page_count("+strconv.Itoa(opts.maxPages)+")")
	}
	return (&url.URL{Scheme: "file", Path: path, OmitHost: true}).String() + "?" + q.Encode()
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Ping reads one row.
func (b *backend) Ping(ctx context.Context) error {
	return b.reads.each(ctx, "SELECT 1", nil, func(rows *sql.Rows) error {
		var one int
		return rows.Scan(&one)
	})
}

// Close waits for the commits under way and releases the directory. Closing
// again does nothing.
func (b *backend) Close() error {
	var err error
	b.closing.Do(func() {
		if b.reads != nil {
			b.reads.close()
		}
		if b.writer != nil {
			err = b.writer.close()
		}
		b.lock.Release()
	})
	return translate(err)
}
