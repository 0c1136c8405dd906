package mongo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// stillTimeout is for one page: what is long ago is read slowly.
const stillTimeout = time.Minute

// What the server says where it has no such moment any more: SnapshotTooOld, SnapshotUnavailable.
var codesTooOld = []int{239, 246}

var errTooOld = fault.FailedPrecondition("store.mongo_history",
	"MongoDB 已不再保留备份开始时刻的数据。请在服务器上执行 db.adminCommand({setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600})，然后重新备份。",
	"MongoDB no longer keeps the data of the moment at which the backup began. Run db.adminCommand({setParameter: 1, minSnapshotHistoryWindowInSeconds: 3600}) on the server, then back up again.")

// Stills opens pictures of several databases of one server, all of one moment.
// moment "" is now; what comes back can be given again later, for as long as the
// server keeps its history (5 minutes where nothing else is set), after which
// reading fails with failed_precondition. Close every one of them.
func Stills(ctx context.Context, uri string, databases []string, moment string) ([]store.Still, string, error) {
	var out []store.Still
	var at bson.Timestamp
	if _, err := fmt.Sscanf(moment, "%d.%d", &at.T, &at.I); moment != "" && err != nil {
		return nil, "", fault.Invalid("store.moment", "备份时刻 %[1]s 无效", "%[1]s is no moment of a backup", moment)
	}
	for _, name := range databases {
		b, err := Open(ctx, uri, name, Options{Timeout: stillTimeout})
		if err == nil && at.IsZero() {
			at, err = b.(*backend).now(ctx)
		}
		if b != nil {
			out = append(out, &still{backend: b.(*backend), at: at})
		}
		if err != nil {
			for _, s := range out {
				err = errors.Join(err, s.Close())
			}
			return nil, "", err
		}
	}
	return out, fmt.Sprintf("%d.%d", at.T, at.I), nil
}

// now is the newest moment of which a majority has everything.
func (b *backend) now(ctx context.Context) (bson.Timestamp, error) {
	var reply struct {
		Cursor struct {
			At bson.Timestamp `bson:"atClusterTime"`
		} `bson:"cursor"`
	}
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	err := b.db.RunCommand(ctx, bson.D{{Key: "find", Value: "journal"}, {Key: "limit", Value: 1},
		{Key: "readConcern", Value: bson.D{{Key: "level", Value: "snapshot"}}}}).Decode(&reply)
	return reply.Cursor.At, translate(err)
}

type still struct {
	*backend
	at bson.Timestamp
}

// Collections are those that exist now; GridFS keeps the blobs.
func (s *still) Collections(ctx context.Context) ([]string, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	names, err := s.db.ListCollectionNames(ctx, bson.D{})
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, "fs.") || strings.HasPrefix(name, "system.")
	}), translate(err)
}

func (s *still) Records(ctx context.Context, collection, afterID string, limit int) ([]store.Record, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	found, err := s.db.RunCommandCursor(ctx, bson.D{
		{Key: "find", Value: collection}, {Key: "filter", Value: bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: afterID}}}}},
		{Key: "sort", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "limit", Value: limit}, {Key: "projection", Value: recordFields},
		{Key: "readConcern", Value: bson.D{{Key: "level", Value: "snapshot"}, {Key: "atClusterTime", Value: s.at}}},
	})
	if err != nil {
		return nil, tooOld(err)
	}
	defer found.Close(ctx) //nolint:errcheck // what could be read was read
	var out []store.Record
	for found.Next(ctx) {
		var st stored
		if err := found.Decode(&st); err != nil {
			return nil, translate(err)
		}
		rec, err := st.record()
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, tooOld(found.Err())
}

func tooOld(err error) error {
	if hasCode(err, codesTooOld...) {
		return errTooOld.Because(err)
	}
	return translate(err)
}

func (s *still) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	return s.blobNames(ctx, after, limit)
}

func (s *still) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	return s.backend.OpenBlob(ctx, hash)
}

// blobNames reads the index over names that GridFS makes. Content without a file,
// of a put that was cut off, is not looked for: that would be a walk through all.
func (b *backend) blobNames(ctx context.Context, after string, limit int) ([]string, error) {
	found, err := b.db.GridFSBucket().GetFilesCollection().Find(ctx,
		bson.D{{Key: "filename", Value: bson.D{{Key: "$gt", Value: after}, {Key: "$lt", Value: dropped}}}},
		options.Find().SetSort(bson.D{{Key: "filename", Value: 1}}).SetLimit(int64(limit)).SetProjection(bson.D{{Key: "filename", Value: 1}}))
	if err != nil {
		return nil, translate(err)
	}
	var files []struct {
		Name string `bson:"filename"`
	}
	if err := found.All(ctx, &files); err != nil {
		return nil, translate(err)
	}
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.Name
	}
	return out, nil
}
