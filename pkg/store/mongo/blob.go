package mongo

import (
	"bytes"
	"context"
	"errors"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"lianluo/pkg/store"
)

// PutBlob stores a GridFS file named by its hash. GridFS writes the file's own
// record last, so what is found is whole. Two at once store it twice, which
// wastes room and does no harm.
func (b *backend) PutBlob(ctx context.Context, hash string, data []byte) error {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	err := b.blobs.GetFilesCollection().FindOne(ctx, bson.D{{Key: "filename", Value: hash}}).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		_, err = b.blobs.UploadFromStream(ctx, hash, bytes.NewReader(data))
	}
	return translate(err)
}

// OpenBlob streams the file; ctx ends the stream.
func (b *backend) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	stream, err := b.blobs.OpenDownloadStreamByName(ctx, hash)
	if errors.Is(err, mongo.ErrFileNotFound) {
		return nil, store.ErrNoBlob
	}
	if err != nil {
		return nil, translate(err)
	}
	return stream, nil
}
