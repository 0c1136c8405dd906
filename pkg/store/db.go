package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Clock is the injected time.
type Clock interface{ Now() time.Time }

// DB is one service's database: its collections, journal and leases.
type DB struct {
	name    string
	backend Backend
	clock   Clock
	journal *Journal
	turn    chan struct{} // see queue
	turns   *turns

	mu    sync.Mutex
	specs []Spec
	sets  map[string]*set
	// undeclared are collections that only a restore brought
	undeclared []string
	blobs      []func(ctx context.Context, hash string) (bool, error) // does a document refer to it?
	waiters    []chan struct{}
}

// New makes the database of a service. Declare collections, then Open.
func New(name string, backend Backend, clock Clock) *DB {
	db := &DB{name: name, backend: backend, clock: clock, turn: make(chan struct{}, 1), turns: newTurns(), sets: map[string]*set{}}
	db.journal = newJournal(db)
	return db
}

// Name is the service's name, as events carry it.
func (db *DB) Name() string { return db.name }

// Clock is the injected time of this database.
func (db *DB) Clock() Clock { return db.clock }

// Journal is the service's own record of what it told.
func (db *DB) Journal() *Journal { return db.journal }

// NewID makes a time-ordered id (ULID, wall clock, monotonic within the process).
func (db *DB) NewID() string { return ulid.Make().String() }

func (db *DB) declare(c *set) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.sets[c.name] != nil {
		panic("store: collection " + c.name + " is declared twice")
	}
	db.specs = append(db.specs, c.spec())
	db.sets[c.name] = c
}

// Open creates what is missing in the backend and builds changed indexes anew.
// Safe to repeat and from several replicas at once; repeating it also takes in
// what replicas of an older build wrote without this build's newer indexes. It
// fails with conflict when stored documents break a newly declared unique index.
func (db *DB) Open(ctx context.Context) error {
	stale, err := db.backend.Ensure(ctx, db.specs)
	if err != nil {
		return err
	}
	for collection, indexes := range stale {
		if err := db.sets[collection].rebuild(ctx, indexes); err != nil {
			return err
		}
	}
	return nil
}

// Ping fails with unavailable when the backend does not answer.
func (db *DB) Ping(ctx context.Context) error { return db.backend.Ping(ctx) }

// Close closes the backend.
func (db *DB) Close() error { return db.backend.Close() }

// PutBlob stores bytes outside documents and returns their SHA-256 in hex, the
// name under which OpenBlob finds them. It is durable when it returns, so that
// a document committed within BlobGrace never points to nothing.
func (db *DB) PutBlob(ctx context.Context, data []byte) (string, error) {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	return hash, db.backend.PutBlob(ctx, hash, data, db.clock.Now())
}

// OpenBlob reads a blob; not_found when there is none. The caller checks first
// that a document within scope refers to it.
func (db *DB) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	return db.backend.OpenBlob(ctx, hash)
}

// Told returns a channel that receives after events were committed by this
// process; the relay waits on it and polls besides.
func (db *DB) Told() <-chan struct{} {
	ch := make(chan struct{}, 1)
	db.mu.Lock()
	defer db.mu.Unlock()
	db.waiters = append(db.waiters, ch)
	return ch
}

func (db *DB) wake() {
	db.mu.Lock()
	defer db.mu.Unlock()
	for _, ch := range db.waiters {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
