// Command loadprovince loads a province into an empty data directory, or into
// MongoDB and Kafka, and measures. Run it by `make load-province`. What follows --
// are words of lianluo that say where: -data, -store.mongo, -events.brokers.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"lianluo/services/platform"
	"lianluo/services/platform/province"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "loadprovince:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	o := province.Options{Say: func(words string) { fmt.Println(words) }}
	flag.Uint64Var(&o.Seed, "seed", 1, "which province: the same seed loads the same")
	flag.Float64Var(&o.Scale, "scale", 1, "how much of it")
	flag.IntVar(&o.Cases, "cases", 0, "stop before more than so many cases; 0: load all")
	flag.BoolVar(&o.Publish, "publish", false, "bring what is loaded to the broker, too")
	flag.BoolVar(&o.Measure, "measure", true, "measure queries, sizes and building anew")
	flag.IntVar(&o.Times, "times", 300, "how often each query is asked at each size")
	doc := flag.String("doc", "", "file whose part below the line is replaced with the figures")
	flag.StringVar(&o.Outside, "engines", "", "directory of a mongod and a Kafka of this run's own, which hold the data then")
	flag.Parse()
	words := flag.Args()
	if o.Outside != "" {
		e, err := startEngines(ctx, o.Outside)
		if err != nil {
			return err
		}
		defer e.stop()
		words, o.Publish = append(words, e.words()...), true
	}
	report, err := province.Run(ctx, platform.Process{Args: words, Env: os.LookupEnv, Out: os.Stdout, Err: os.Stderr}, o)
	if err != nil {
		return err
	}
	fmt.Println(report.Markdown())
	if *doc == "" {
		return nil
	}
	return report.Write(*doc)
}
