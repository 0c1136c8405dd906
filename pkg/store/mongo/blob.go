package mongo

import (
	"context"
	"errors"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
)

// slowest is how long a download may take; without a deadline of its own the
// driver would end it after the time-out of one call.
const slowest = time.Hour

// putAt is the member of a file's record that says when it was last put.
const putAt = "metadata.at"

// PutBlob stores a GridFS file named by its hash. GridFS writes the file's own
// record last, so what is found is whole. Two at once store it twice, which
// wastes room and does no harm. Moving the time on and looking whether the file
// is there are one step, so that a drop at the same time comes before or fails.
func (b *backend) PutBlob(ctx context.Context, hash string, data []byte, at time.Time) error {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	bucket := b.db.GridFSBucket() // its buffers are not safe for concurrent use
	there, err := bucket.GetFilesCollection().UpdateMany(ctx, named(hash), bson.D{{Key: "$max", Value: bson.D{{Key: putAt, Value: at}}}})
	if err != nil || there.MatchedCount > 0 {
		return translate(err)
	}
	file, err := bucket.OpenUploadStream(ctx, hash, options.GridFSUpload().SetMetadata(bson.D{{Key: "at", Value: at}}))
	if err != nil {
		return translate(err)
	}
	if _, err := file.Write(data); err != nil {
		return translate(err)
	}
	return translate(file.Close())
}

// OpenBlob streams the file; ctx ends the stream. Of two that were stored at
// once it takes the one put last: a drop may take the other's content away.
func (b *backend) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, slowest)
	stream, err := b.newest(ctx, hash)
	if err == nil {
		return &blob{ReadCloser: stream, cancel: cancel}, nil
	}
	cancel()
	if errors.Is(err, mongo.ErrFileNotFound) || errors.Is(err, mongo.ErrNoDocuments) {
		return nil, store.ErrNoBlob
	}
	return nil, translate(err)
}

func (b *backend) newest(ctx context.Context, hash string) (io.ReadCloser, error) {
	bucket := b.db.GridFSBucket()
	var file struct {
		ID bson.ObjectID `bson:"_id"`
	}
	last := options.FindOne().SetSort(bson.D{{Key: putAt, Value: -1}}).SetProjection(bson.D{{Key: "_id", Value: 1}})
	if err := bucket.GetFilesCollection().FindOne(ctx, named(hash), last).Decode(&file); err != nil {
		return nil, err
	}
	return bucket.OpenDownloadStream(ctx, file.ID)
}

func named(name string) bson.D { return bson.D{{Key: "filename", Value: name}} }

type blob struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close ends the stream.
func (b *blob) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
