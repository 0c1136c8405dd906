// Package browsertest opens the real program's pages in a real Chromium: each
// person does their task with the hands they have, and every page of every place
// is looked at in both languages, light and dark, on a phone and on a desk. A
// missing browser or a missing axe-core fails the tests.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"lianluo/services/portal/portaltest/chromium"
)

var (
	// browser is shared by all tests; each person has a tab with cookies of its own.
	browser context.Context
	// axe is axe-core's script.
	axe string
	// shots is where the pictures are kept, under stable names.
	shots string
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if axe, err = fetchAxe(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if shots = os.Getenv("LIANLUO_SHOTS"); shots == "" {
		if shots, err = os.MkdirTemp("", "lianluo-shots-"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	fmt.Println("pictures are in", shots)
	var end func()
	if browser, end, err = chromium.Open(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer end()
	return m.Run()
}

// fetchAxe reads axe-core from where the script keeps it.
func fetchAxe() (string, error) {
	get := exec.Command("../../../deploy/ci/axe.sh")
	get.Stderr = os.Stderr
	out, err := get.Output()
	if err != nil {
		return "", fmt.Errorf("deploy/ci/axe.sh, which fetches axe-core: %w", err)
	}
	script, err := os.ReadFile(strings.TrimSpace(string(out)))
	return string(script), err
}
