package rpc_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/rpc"
)

const crashDir = "LIANLUO_RPC_CRASH_DIR"

// TestCrashChild is the process that TestAKeyActsOnceAcrossCrashes kills: it
// creates notes with known keys and says which ones were answered.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		return // an ordinary run of the tests: there is nothing to be killed for
	}
	d := openDemo(t, dir)
	for i := 0; ; i++ {
		if _, err := createNumbered(d, i); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("answered %d\n", i)
	}
}

func createNumbered(d *demo, i int) (Note, error) {
	ctx := rpc.WithKey(context.Background(), fmt.Sprintf("key-%08d", i))
	return rpc.Call(ctx, d.client("officer"), createNote, CreateNote{Title: fmt.Sprintf("note %d", i), Area: "431223"})
}

func TestAKeyActsOnceAcrossCrashes(t *testing.T) {
	for round := range 4 {
		dir := t.TempDir()
		answered := killAfter(t, dir, 3+5*round)
		d := openDemo(t, dir)
		again := answered + 3 // the last ones may have been under way, or not begun
		for i := range again {
			if _, err := createNumbered(d, i); err != nil {
				t.Fatalf("note %d of %d: %v", i, answered, err)
			}
		}
		seen := map[string]int{}
		for _, doc := range d.stored(t, "note") {
			seen[doc[strings.Index(doc, `"title"`):]]++
		}
		if told := d.told(t, noteCreated.Name); len(seen) != again || len(told) != again {
			t.Fatalf("%d notes and %d events for %d keys", len(seen), len(told), again)
		}
		d.db.Close()
	}
}

// killAfter starts the child, kills it while it works once it has said n lines,
// and returns how many were answered at least.
func killAfter(t *testing.T, dir string, n int) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answered := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "answered") {
			answered++
		}
		if answered == n {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if answered < n {
		t.Fatalf("the child ended after %d", answered)
	}
	return answered
}
