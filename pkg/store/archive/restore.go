package archive

import (
	"context"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const (
	batchRecords = 200
	batchBytes   = 2 << 20
)

// Restore fills a service's open database and then reads it back: what is stored
// has the manifest's counts and digests when it returns nil. Run again after it
// was cut off, it goes on. It fails with failed_precondition where the backup has
// no such service, is damaged, or differs from what is stored in the end.
func (r *Reader) Restore(ctx context.Context, db *store.DB) error {
	ctx = store.System(ctx)
	for _, s := range r.Services {
		if s.Name != db.Name() {
			continue
		}
		if err := r.fill(ctx, s, db); err != nil {
			return err
		}
		for _, c := range s.Collections {
			err := r.compare(c, func(each func(store.Record) error) error { return kept(ctx, db, c.Name, each) })
			if err != nil {
				return err
			}
		}
		r.say("%s: %d collections, %d blobs, the same as in the backup", s.Name, len(s.Collections), s.Blobs.Records)
		return nil
	}
	return fault.FailedPrecondition("backup.service", "备份中没有服务 %[1]s 的数据", "The backup has no data of the service %[1]s", db.Name())
}

// fill puts blobs first: no document refers to what is not there.
func (r *Reader) fill(ctx context.Context, s Service, db *store.DB) error {
	if err := r.eachBlob(ctx, s, func(b blob) error { return r.putBlob(ctx, s, b, db) }); err != nil {
		return err
	}
	for _, c := range s.Collections {
		b := batch{db: db, collection: c.Name}
		err := r.records(ctx, c, func(rec store.Record) error { return b.add(ctx, rec) })
		if err == nil {
			err = b.flush(ctx)
		}
		if err != nil {
			return err
		}
		r.say("%s.%s: %d", s.Name, c.Name, c.Records)
	}
	return nil
}

// batch gathers records for one unit of work.
type batch struct {
	db         *store.DB
	collection string
	recs       []store.Record
	size       int
}

func (b *batch) add(ctx context.Context, rec store.Record) error {
	b.recs, b.size = append(b.recs, rec), b.size+len(rec.Doc)
	if len(b.recs) < batchRecords && b.size < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	err := b.db.Restore(ctx, b.collection, b.recs)
	b.recs, b.size = b.recs[:0], 0
	return err
}

func (r *Reader) putBlob(ctx context.Context, s Service, b blob, db *store.DB) error {
	data, err := r.readBlob(s, b)
	if err == nil {
		_, err = db.PutBlob(ctx, data)
	}
	return err
}

// kept hands over what a database has of a collection.
func kept(ctx context.Context, db *store.DB, collection string, each func(store.Record) error) error {
	for after := ""; ; {
		page, err := db.Kept(ctx, collection, after, store.MaxPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, rec := range page {
			if err := each(rec); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}
