package store

import (
	"context"
	"slices"
)

// Kept pages through the stored records of a collection by id, declared or not. It
// fails with denied unless the scope is the system's, and with unavailable when the
// backend does not answer.
func (db *DB) Kept(ctx context.Context, collection, afterID string, limit int) ([]Record, error) {
	if s, _ := ScopeOf(ctx); !s.All {
		return nil, errNoScope
	}
	if err := db.known(ctx, collection); err != nil {
		return nil, err
	}
	return db.backend.All(ctx, collection, afterID, limit)
}

// Empty reports whether no declared collection has a document. It fails as Kept does.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	if s, _ := ScopeOf(ctx); !s.All {
		return false, errNoScope
	}
	for _, s := range db.specs {
		recs, err := db.backend.All(ctx, s.Collection, "", 1)
		if err != nil || len(recs) > 0 {
			return false, err
		}
	}
	return true, nil
}

// Restore stores records as they were, version and sequence included, with the
// entries that this build's declarations give them, in one unit. Records that
// are there already stay, so that what was cut off is repeated safely. A
// collection that this build does not declare is kept without entries: a build
// that declares it makes them. It fails as Kept does.
func (db *DB) Restore(ctx context.Context, collection string, recs []Record) error {
	if s, _ := ScopeOf(ctx); !s.All {
		return errNoScope
	}
	if err := db.known(ctx, collection); err != nil {
		return err
	}
	recs, err := db.absent(ctx, collection, recs)
	if err != nil || len(recs) == 0 {
		return err
	}
	writes := make([]Write, len(recs))
	for i, rec := range recs {
		writes[i] = Write{Collection: collection, Record: rec}
		if c := db.sets[collection]; c != nil {
			doc, err := c.decode(rec)
			if err != nil {
				return err
			}
			writes[i].New = c.entries(doc)
		}
	}
	return db.backend.Commit(ctx, writes)
}

// known makes the backend keep a collection that nobody declares.
func (db *DB) known(ctx context.Context, collection string) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.sets[collection] != nil || slices.Contains(db.undeclared, collection) {
		return nil
	}
	if _, err := db.backend.Ensure(ctx, []Spec{{Collection: collection}}); err != nil {
		return err
	}
	db.undeclared = append(db.undeclared, collection)
	return nil
}

// absent leaves out the records that are stored already.
func (db *DB) absent(ctx context.Context, collection string, recs []Record) ([]Record, error) {
	ids := make([]string, len(recs))
	for i, rec := range recs {
		ids[i] = rec.ID
	}
	stored, err := db.backend.Get(ctx, collection, ids)
	if err != nil || len(stored) == 0 {
		return recs, err
	}
	there := make(map[string]bool, len(stored))
	for _, rec := range stored {
		there[rec.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(recs), func(rec Record) bool { return there[rec.ID] }), nil
}
