package store

import (
	"context"
	"time"

	"lianluo/pkg/fault"
)

// BlobGrace is how long a blob stays that no document refers to: its document
// may be about to be committed.
const BlobGrace = 24 * time.Hour

const blobIndex = "blob"

func (c *set) refersTo(ctx context.Context, hash string) (bool, error) {
	doc, err := c.first(ctx, Query{Index: blobIndex, Of: hash})
	return doc != nil, err
}

// KeepsBlobs reports whether a collection refers to blobs.
func (db *DB) KeepsBlobs() bool { return len(db.blobs) > 0 }

// SweepBlobs deletes the blobs that no document has referred to since BlobGrace
// and returns how many: those whose documents were deleted, and those whose
// documents were never committed. It walks through all blobs; cut off anywhere,
// the next sweep finds what is left. It fails with denied unless the scope is
// the system's, and with what the backend fails with.
func (db *DB) SweepBlobs(ctx context.Context) (dropped int, err error) {
	if s, _ := ScopeOf(ctx); !s.All {
		return 0, errNoScope
	}
	// Documents of a build that did not know the index would look like none.
	if err := db.Open(ctx); err != nil {
		return 0, err
	}
	for after := ""; ; {
		page, err := db.backend.Blobs(ctx, after, MaxPage)
		if err != nil || len(page) == 0 {
			return dropped, err
		}
		n, err := db.dropUnused(ctx, page)
		if dropped += n; err != nil {
			return dropped, err
		}
		after = page[len(page)-1]
	}
}

func (db *DB) dropUnused(ctx context.Context, hashes []string) (dropped int, err error) {
	// Set before any look: a blob put after it is not dropped, whatever was seen.
	before := db.clock.Now().Add(-BlobGrace)
	for _, hash := range hashes {
		if used, err := db.blobUsed(ctx, hash); err != nil || used {
			if err != nil {
				return dropped, err
			}
			continue
		}
		gone, err := db.backend.DropBlob(ctx, hash, before)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return dropped, err
		}
		if gone {
			dropped++
		}
	}
	return dropped, nil
}

func (db *DB) blobUsed(ctx context.Context, hash string) (bool, error) {
	for _, refers := range db.blobs {
		if used, err := refers(ctx, hash); used || err != nil {
			return used, err
		}
	}
	return false, nil
}
