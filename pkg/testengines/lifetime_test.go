package testengines

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const childEnv = "LIANLUO_TESTENGINES_CHILD"

// TestMain lets this binary be the test run that is killed below.
func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	dir, err := processDir()
	if err != nil {
		panic(err)
	}
	p, err := RunMongo(ctx, dir, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println(dir, p.cmd.Process.Pid)
	select {}
}

func TestEnginesDieWithTheTestThatStartedThem(t *testing.T) {
	need(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	dir, pid, _ := strings.Cut(strings.TrimSpace(line), " ")
	if !running(pid) {
		t.Fatalf("mongod %s does not run", pid)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	err = poll(limit(t), func(context.Context) error {
		if running(pid) {
			return fmt.Errorf("mongod %s outlived its test", pid)
		}
		if _, err := os.Stat(dir); err == nil {
			return fmt.Errorf("%s was left behind", dir)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// running reports whether the process exists and is more than a zombie.
func running(pid string) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
