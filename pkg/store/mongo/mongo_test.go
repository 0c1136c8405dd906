package mongo_test

import (
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/testengines"
)

func open(t *testing.T) store.Backend {
	t.Helper()
	b, err := mongo.Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+"store", mongo.Options{})
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
