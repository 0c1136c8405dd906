package dirlock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func acquire(t *testing.T, dir string) *Lock {
	t.Helper()
	l, err := Acquire(dir, "lock")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func held(t *testing.T, dir string) string {
	t.Helper()
	_, err := Acquire(dir, "lock")
	var h *HeldError
	if !errors.As(err, &h) || !strings.Contains(err.Error(), h.Holder) {
		t.Fatalf("got %v", err)
	}
	return h.Holder
}

func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, dir)
	if who := held(t, dir); !strings.Contains(who, fmt.Sprint("pid ", os.Getpid())) {
		t.Errorf("the holder is %q", who)
	}
	other, err := Acquire(dir, "another.lock")
	if err != nil {
		t.Fatalf("another name is another right: %v", err)
	}
	other.Release()
	first.Release()
	acquire(t, dir).Release()
}

func TestWhatAForeignFileSaysIsNotTrusted(t *testing.T) {
	for text, want := range map[string]string{"": "?", " \n": "?", strings.Repeat("x", 9999): strings.Repeat("x", 200)} {
		dir := t.TempDir()
		l := acquire(t, dir)
		if err := os.WriteFile(filepath.Join(dir, "lock"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := held(t, dir); got != want {
			t.Errorf("%d characters: %q", len(text), got)
		}
		l.Release()
	}
}

func TestUnusableDirectories(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), filepath.Join(t.TempDir(), "absent")} {
		_, err := Acquire(dir, "lock")
		var h *HeldError
		if err == nil || errors.As(err, &h) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
