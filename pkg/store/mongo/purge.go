package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// purged is how many documents one operation removes: it must end well within the
// time that a call has.
const purged = 2_000

// Purge removes documents in order of their ids; entries are part of them.
func (b *backend) Purge(ctx context.Context, name string) (more bool, err error) {
	c, err := b.collection(name)
	if err != nil {
		return false, err
	}
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	var last stored
	err = c.docs.FindOne(ctx, bson.D{}, options.FindOne().SetSort(bson.D{{Key: "_id", Value: 1}}).SetSkip(purged).
		SetProjection(bson.D{{Key: "_id", Value: 1}})).Decode(&last)
	below := bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: last.ID}}}}
	if errors.Is(err, mongo.ErrNoDocuments) {
		below, err = bson.D{}, nil
	}
	if err != nil {
		return false, translate(err)
	}
	_, err = c.docs.DeleteMany(ctx, below)
	return len(below) > 0, translate(err)
}
