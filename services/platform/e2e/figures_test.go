package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lianluo/services/platform/platformtest"
)

// TestFigures measures what the product promises and prints it (-v); it judges
// nothing, since machines differ. With LIANLUO_FIGURES=1 it
// loads the whole demonstration first, else it starts on an empty directory.
func TestFigures(t *testing.T) {
	dir := t.TempDir()
	p := platformtest.Run(t, []string{"LIANLUO_OBSERVE_LOG_LEVEL=warn"}, figureArgs(dir)...)
	began := time.Now()
	p.WaitReady()
	t.Logf("first start, ready after %v", time.Since(began).Round(time.Millisecond))
	if whole() {
		loaded := filepath.Join(dir, "demo-loading")
		platformtest.Eventually(t, "the demonstration is being loaded", func() bool { return there(loaded) })
		platformtest.Eventually(t, "the demonstration is complete", func() bool { return !there(loaded) })
		t.Logf("demonstration complete after %v", time.Since(began).Round(time.Millisecond))
	}
	p.Stop()
	began = time.Now()
	p.Start()
	platformtest.Eventually(t, "the first page comes", func() bool { return page("http://"+p.Addr+"/") == http.StatusOK })
	t.Logf("second start, first page after %v", time.Since(began).Round(time.Millisecond))
	p.WaitReady()
	t.Logf("second start, ready after %v", time.Since(began).Round(time.Millisecond))
	least := p.RSS()
	for range 50 { // five idle seconds: what a start needed for a moment goes back
		time.Sleep(100 * time.Millisecond)
		least = min(least, p.RSS())
	}
	t.Logf("idle memory %d MB now, %d MB at least", p.RSS()>>20, least>>20)
}

func whole() bool { return os.Getenv("LIANLUO_FIGURES") == "1" }

func figureArgs(dir string) []string {
	args := []string{"-data", dir}
	if whole() {
		args = append(args, "-demo")
	}
	return args
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func page(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}
