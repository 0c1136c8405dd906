package mongo

import (
	"context"
	"errors"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"lianluo/pkg/store"
)

// slowest is how long a download may take; without a deadline of its own the
// driver would end it after the time-out of one call.
const slowest = time.Hour

// PutBlob stores a GridFS file named by its hash. GridFS writes the file's own
// record last, so what is found is whole. Two at once store it twice, which
// wastes room and does no harm.
func (b *backend) PutBlob(ctx context.Context, hash string, data []byte) error {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	bucket := b.db.GridFSBucket() // its buffers are not safe for concurrent use
	err := bucket.GetFilesCollection().FindOne(ctx, bson.D{{Key: "filename", Value: hash}}).Err()
	if !errors.Is(err, mongo.ErrNoDocuments) {
		return translate(err)
	}
	file, err := bucket.OpenUploadStream(ctx, hash)
	if err != nil {
		return translate(err)
	}
	if _, err := file.Write(data); err != nil {
		return translate(err)
	}
	return translate(file.Close())
}

// OpenBlob streams the file; ctx ends the stream.
func (b *backend) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, slowest)
	stream, err := b.db.GridFSBucket().OpenDownloadStreamByName(ctx, hash)
	if err == nil {
		return &blob{ReadCloser: stream, cancel: cancel}, nil
	}
	cancel()
	if errors.Is(err, mongo.ErrFileNotFound) {
		return nil, store.ErrNoBlob
	}
	return nil, translate(err)
}

type blob struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close ends the stream.
func (b *blob) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
