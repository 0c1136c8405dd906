package bench

import (
	"net/http"
	"testing"
	"time"

	"lianluo/services/platform/platformtest"
)

// started is how long a start takes until everything answers, and the resident
// memory of a system that nobody uses: of an empty one, and of one with all the
// cases of a run.
type started struct {
	first, second, loadedSecond time.Duration
	empty, loaded               int // bytes
}

// starts times a first start on an empty directory, and a second one.
func starts(t *testing.T, env []string, rest time.Duration) started {
	t.Helper()
	var s started
	began := time.Now()
	p := platformtest.Run(t, append([]string{"LIANLUO_OBSERVE_LOG_LEVEL=warn"}, env...), "-data", t.TempDir())
	p.WaitReady()
	s.first = time.Since(began)
	p.Stop()
	began = time.Now()
	p.Start()
	p.WaitReady()
	s.second = time.Since(began)
	s.empty = idle(p, rest)
	return s
}

// idle is the least resident memory of a while in which nothing is asked.
func idle(p *platformtest.Process, rest time.Duration) int {
	least := p.RSS()
	for began := time.Now(); time.Since(began) < rest; time.Sleep(50 * time.Millisecond) {
		least = min(least, p.RSS())
	}
	return least
}

// again stops a loaded system and starts it on its data: how long, and what it
// then takes at rest.
func again(s *stage, rest time.Duration) (time.Duration, int) {
	p := s.Processes["all"]
	p.Stop()
	began := time.Now()
	p.Start()
	platformtest.Eventually(s.t, "the first page comes", func() bool {
		res, err := http.Get(s.URL + "/")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	took := time.Since(began)
	p.WaitReady()
	return took, idle(p, rest)
}
