package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// dropped is the name of files on their way out. It sorts behind all hashes.
const dropped = "~dropped"

// DropBlob takes the name off the files that nobody put meanwhile, which is one
// step each, and then deletes them. A file put from now on is another one.
func (b *backend) DropBlob(ctx context.Context, hash string, before time.Time) (bool, error) {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	// $not also finds files without a time, which builds before this one put.
	old := append(named(hash), bson.E{Key: putAt, Value: bson.D{{Key: "$not", Value: bson.D{{Key: "$gte", Value: before}}}}})
	files := b.db.GridFSBucket().GetFilesCollection()
	res, err := files.UpdateMany(ctx, old, bson.D{{Key: "$set", Value: named(dropped)}})
	if err != nil || res.MatchedCount == 0 {
		return false, translate(err)
	}
	return true, b.clear(ctx)
}

// clear deletes the files without a name: first their content, so that a record
// stays until nothing is left that it leads to.
func (b *backend) clear(ctx context.Context) error {
	bucket := b.db.GridFSBucket()
	for {
		var file struct {
			ID bson.ObjectID `bson:"_id"`
		}
		err := bucket.GetFilesCollection().FindOne(ctx, named(dropped)).Decode(&file)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		if err == nil {
			_, err = bucket.GetChunksCollection().DeleteMany(ctx, bson.D{{Key: "files_id", Value: file.ID}})
		}
		if err == nil {
			_, err = bucket.GetFilesCollection().DeleteOne(ctx, bson.D{{Key: "_id", Value: file.ID}})
		}
		if err != nil {
			return translate(err)
		}
	}
}

// Blobs also finishes the drops that were cut off.
func (b *backend) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	if err := b.clear(ctx); err != nil {
		return nil, err
	}
	return b.blobNames(ctx, after, limit)
}
