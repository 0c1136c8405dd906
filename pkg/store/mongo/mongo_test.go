package mongo_test

import (
	"context"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/testengines"
)

func open(t *testing.T) store.Backend { return openAt(t, testengines.Prefix(t)+"store") }

func openAt(t *testing.T, database string) store.Backend {
	t.Helper()
	b, err := mongo.Open(t.Context(), testengines.StartMongo(t), database, mongo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestBattery(t *testing.T) { storetest.Run(t, open) }

// TestCrash: the server keeps what a dead client's open transaction has locked
// until the transaction's lifetime ends; one second here, 60 by default.
func TestCrash(t *testing.T) {
	place := ""
	if !storetest.Child() {
		place = testengines.StartMongo(t) + " " + testengines.Prefix(t) + "crash"
		limitTransactions(t)
	}
	storetest.Crash(t, place, func(place string) (store.Backend, error) {
		uri, database, _ := strings.Cut(place, " ")
		return mongo.Open(t.Context(), uri, database, mongo.Options{})
	})
}

func limitTransactions(t *testing.T) {
	t.Helper()
	client, err := driver.Connect(options.Client().ApplyURI(testengines.StartMongo(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	limit := bson.D{{Key: "setParameter", Value: 1}, {Key: "transactionLifetimeLimitSeconds", Value: 1}}
	if err := client.Database("admin").RunCommand(t.Context(), limit).Err(); err != nil {
		t.Fatal(err)
	}
}

func TestStills(t *testing.T) {
	prefix, moment := testengines.Prefix(t), ""
	take := func(ctx context.Context, databases []string) (stills []store.Still, err error) {
		stills, moment, err = mongo.Stills(ctx, testengines.StartMongo(t), databases, "")
		return stills, err
	}
	storetest.Stills(t, storetest.Pictures{Open: openAt, Take: take}, [3]string{prefix + "a", prefix + "b", prefix + "c"})

	again, _, err := mongo.Stills(t.Context(), testengines.StartMongo(t), []string{prefix + "a"}, moment)
	if err != nil {
		t.Fatal(err)
	}
	defer again[0].Close()
	if recs, err := again[0].Records(t.Context(), "note", "", 10); err != nil || len(recs) != 10 {
		t.Errorf("the same moment again: %d records, %v", len(recs), err)
	}
	long, _, err := mongo.Stills(t.Context(), testengines.StartMongo(t), []string{prefix + "a"}, "1700000000.1")
	if err != nil {
		t.Fatal(err)
	}
	defer long[0].Close()
	if _, err := long[0].Records(t.Context(), "note", "", 10); !fault.HasCode(err, "store.mongo_history") {
		t.Errorf("a moment of long ago: %v", err)
	}
	if _, _, err := mongo.Stills(t.Context(), testengines.StartMongo(t), nil, "yesterday"); !fault.HasCode(err, "store.moment") {
		t.Errorf("no moment: %v", err)
	}
}
