package mongo_test

import (
	"testing"

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
