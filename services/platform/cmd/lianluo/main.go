// Command lianluo is the whole system in one binary: with no arguments it runs
// everything on loopback, with -target one service of a larger installation.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"lianluo/services/platform"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(platform.Main(ctx, platform.Process{
		Args: os.Args[1:], Env: os.LookupEnv, Out: os.Stdout, Err: os.Stderr, Version: version,
	}))
}
