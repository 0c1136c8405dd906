package bench

import (
	"context"
	"io"
	"os"
	"testing"

	"lianluo/services/platform"
	"lianluo/services/platform/platformtest"
)

// inside runs the system in the test's own process, so that -cpuprofile and its
// like see it together with who measures: LIANLUO_BENCH_INSIDE=1.
func inside(t testing.TB, extra ...string) *platformtest.System {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	s := platformtest.Inside(t, func(env func(string) (string, bool), args ...string) {
		go func() {
			ended <- platform.Main(ctx, platform.Process{Args: append(args, extra...), Env: env, Out: io.Discard, Err: os.Stderr})
		}()
	})
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the system ended with %d", code)
		}
	})
	return s
}
