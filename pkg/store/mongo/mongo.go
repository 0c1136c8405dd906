// Package mongo is the store backend on a MongoDB replica set: majority writes,
// majority reads from the primary, and a transaction where a unit of work
// touches more than one document.
//
// A document is stored as
//
//	{_id, v: version, s: sequence, d: the document, ix: {<index>: {m: [...], k: "..."}}, f: "<index> <index> …"}
//
// where ix holds its index entries and f names the indexes that ix was made for.
// The entries of a text index stand beside, as m#<index>, k#<index> and g#<index>.
// The MongoDB index over (ix.<index>.m, ix.<index>.k, _id) serves every query of
// the port without a sort.
package mongo

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Options tune a client; the zero value is right for a service.
type Options struct {
	Timeout time.Duration // for one call of the port, retries included; 0 is 10 s
}

const serverSelection = 5 * time.Second // shorter than a call, so that it can say why

type backend struct {
	client  *mongo.Client
	db      *mongo.Database
	timeout time.Duration
	layout  atomic.Pointer[layout]
}

var errURI = fault.New(fault.KindFailedPrecondition, "store.mongo_uri",
	"MongoDB 连接地址无效，请检查配置（形如 mongodb://主机:端口/?replicaSet=名称）。",
	"The MongoDB address is not valid; check the configuration (mongodb://host:port/?replicaSet=name).")

// Open makes a client of the database; one process may have several. It does
// not wait for the server: Ping and Ensure say whether it answers. It fails with
// failed_precondition for an address that cannot be read.
func Open(_ context.Context, uri, database string, opts Options) (store.Backend, error) {
	b := &backend{timeout: opts.Timeout}
	if b.timeout <= 0 {
		b.timeout = 10 * time.Second
	}
	client, err := mongo.Connect(options.Client().
		SetServerSelectionTimeout(serverSelection).
		SetAppName("lianluo/" + database).
		ApplyURI(uri).
		SetTimeout(b.timeout).
		SetReadPreference(readpref.Primary()).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(writeconcern.Majority()))
	if err != nil {
		return nil, errURI.Because(err)
	}
	b.client, b.db = client, client.Database(database)
	b.layout.Store(&layout{})
	return b, nil
}

var errStandalone = fault.New(fault.KindFailedPrecondition, "store.mongo_standalone",
	"MongoDB 未以副本集方式运行，无法使用事务。请以 --replSet 启动并执行 rs.initiate()。",
	"MongoDB does not run as a replica set, so it has no transactions. Start it with --replSet and run rs.initiate().")

// Ping asks the primary, and whether it can do transactions.
func (b *backend) Ping(ctx context.Context) error {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	var hello struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"`
	}
	err := b.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
	if err == nil && hello.SetName == "" && hello.Msg != "isdbgrid" {
		return errStandalone
	}
	return translate(err)
}

// Close ends the connections.
func (b *backend) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), serverSelection)
	defer cancel()
	err := b.client.Disconnect(ctx)
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return nil
	}
	return translate(err)
}

// bounded limits one call of the port, whatever it does inside.
func (b *backend) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, b.timeout)
}
