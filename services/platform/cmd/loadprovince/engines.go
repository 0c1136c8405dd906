package main

import (
	"context"
	"os"
	"path/filepath"

	"lianluo/pkg/testengines"
)

// engines are a mongod and a Kafka of this run's own, on a directory that outlives it.
type engines struct{ mongo, kafka *testengines.Proc }

// startEngines starts both, or goes on with their data. It fails where they are not
// fetched (deploy/engines/fetch.sh) or do not start.
func startEngines(ctx context.Context, dir string) (e engines, err error) {
	for _, name := range []string{"mongo", "kafka"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			return e, err
		}
	}
	if e.mongo, err = testengines.RunMongo(ctx, filepath.Join(dir, "mongo"), 0); err == nil {
		e.kafka, err = testengines.RunKafka(ctx, filepath.Join(dir, "kafka"), 0)
	}
	if err != nil {
		e.stop()
	}
	return e, err
}

// words are lianluo's for them.
func (e engines) words() []string {
	return []string{"-store.mongo", e.mongo.Addr(), "-events.brokers", e.kafka.Addr()}
}

func (e engines) stop() {
	for _, p := range []*testengines.Proc{e.kafka, e.mongo} {
		if p != nil {
			p.Stop()
		}
	}
}
