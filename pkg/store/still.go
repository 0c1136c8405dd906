package store

import (
	"context"
	"io"
)

// Still is one database as it was at one moment, whatever is written since: what
// a backup reads. It knows nothing of declarations, so that nothing is left out.
// Its methods fail with unavailable when the database does not answer. Not safe for concurrent use.
type Still interface {
	// Collections are the names of all collections, in order.
	Collections(ctx context.Context) ([]string, error)
	// Records pages through a collection in the order of ids (bytewise).
	Records(ctx context.Context, collection, afterID string, limit int) ([]Record, error)
	// Blobs pages through the hashes of blobs, in order. Blobs are those of the
	// time of asking: later ones may be among them, and one whose documents were
	// deleted since may be gone.
	Blobs(ctx context.Context, after string, limit int) ([]string, error)
	// OpenBlob reads a blob; ErrNoBlob when it is gone.
	OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error)
	Close() error
}
