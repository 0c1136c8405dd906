package testengines

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const alreadyInitialized = 23 // MongoDB's error code

var sharedMongo shared

// StartMongo returns the URI of a MongoDB replica set of one, its primary
// elected, that the tests of this process share: name databases with Prefix.
// It skips the test when engines are off, and fails it when mongod is not
// fetched or does not start.
func StartMongo(tb testing.TB) string {
	tb.Helper()
	return sharedMongo.addr(tb, RunMongo)
}

// OwnMongo is a mongod of the test's own, to be killed, frozen and restarted, which
// ends with the test. It skips and fails as StartMongo does.
func OwnMongo(tb testing.TB) *Proc {
	tb.Helper()
	need(tb)
	p, err := RunMongo(tb.Context(), tb.TempDir(), 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.Kill)
	return p
}

// RunMongo starts a mongod of the caller's own, a replica set of one, with its
// data in the existing directory dir, on 127.0.0.1 and the port (0: a free
// one), and waits for its primary as long as ctx lives. The caller ends it with
// Stop or Kill. The program must have been fetched.
func RunMongo(ctx context.Context, dir string, port int) (*Proc, error) {
	program, err := fetched("mongo-6.0.5/mongod")
	if err != nil {
		return nil, err
	}
	if port, err = portOr(port); err != nil {
		return nil, err
	}
	hostport := fmt.Sprintf("127.0.0.1:%d", port)
	p := &Proc{
		dir:  dir,
		addr: "mongodb://" + hostport + "/?replicaSet=rs0",
		command: func() *exec.Cmd {
			return exec.Command(program, "--dbpath", dir, "--port", strconv.Itoa(port), "--bind_ip", "127.0.0.1",
				"--replSet", "rs0", "--nounixsocket", "--wiredTigerCacheSizeGB", cmp.Or(os.Getenv("LIANLUO_TEST_MONGO_CACHE_GB"), "0.25"), "--oplogSize", "64",
				"--setParameter", "diagnosticDataCollectionEnabled=false",
				"--setParameter", "transactionLifetimeLimitSeconds=3") // as docs/operate.md asks for: what a killed client left open
		},
		ready: func(ctx context.Context) error { return mongoPrimary(ctx, hostport) },
	}
	return p, p.start(ctx)
}

// mongoPrimary makes the server a replica set of one, unless it is one already,
// and waits until it takes writes.
func mongoPrimary(ctx context.Context, hostport string) error {
	// The driver looks again only every 500 ms: do not let it start too early.
	if err := accepting(ctx, hostport); err != nil {
		return err
	}
	// Closing a client waits for its attempts to connect: keep them short.
	opts := options.Client().ApplyURI("mongodb://" + hostport).SetDirect(true).SetConnectTimeout(time.Second)
	client, err := mongo.Connect(opts)
	if err != nil {
		return err
	}
	defer client.Disconnect(ctx) //nolint:errcheck // it only asked
	admin := client.Database("admin")
	initiate := bson.M{"_id": "rs0", "members": bson.A{bson.M{"_id": 0, "host": hostport}}}
	return poll(ctx, func(ctx context.Context) error {
		// A server that is still recovering may sit on a command for long.
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		err := admin.RunCommand(ctx, bson.M{"replSetInitiate": initiate}).Err()
		if ce := (mongo.CommandError{}); err != nil && (!errors.As(err, &ce) || ce.Code != alreadyInitialized) {
			return fmt.Errorf("replSetInitiate: %w", err)
		}
		return isPrimary(ctx, admin)
	})
}

func isPrimary(ctx context.Context, admin *mongo.Database) error {
	var hello struct {
		Primary bool `bson:"isWritablePrimary"`
	}
	if err := admin.RunCommand(ctx, bson.M{"hello": 1}).Decode(&hello); err != nil {
		return err
	}
	if !hello.Primary {
		return errors.New("no primary yet")
	}
	return nil
}
