package platform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// prepared is a data directory with empty stores.
func prepared(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if code, _, errs := invokeIn(t, "C", "migrate", "-data", dir, "-addr", "127.0.0.1:1"); code != 0 {
		t.Fatal(errs)
	}
	return dir
}

func TestABackupWithoutSecretsNeedsThem(t *testing.T) {
	dir, to, into := prepared(t), filepath.Join(t.TempDir(), "b"), t.TempDir()
	code, out, errs := invokeIn(t, "C", "backup", "-data", dir, "-to", to)
	if code != 0 || !strings.Contains(out, "secrets are not in it") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(to, "files", "secrets")); !os.IsNotExist(err) {
		t.Errorf("secrets lie in the open: %v", err)
	}
	restore := []string{"restore", "-data", into, "-addr", "127.0.0.1:1", "-from", to}
	if code, _, errs := invokeIn(t, "C", restore...); code != 1 || !strings.Contains(errs, "secrets directory of the old system") {
		t.Errorf("%d %s", code, errs)
	}
	if err := os.CopyFS(filepath.Join(into, "secrets"), os.DirFS(filepath.Join(dir, "secrets"))); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := invokeIn(t, "C", restore...); code != 0 || !strings.Contains(out, "restored") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, _, errs := invokeIn(t, "C", "backup", "-data", dir, "-to", to); code != 1 || !strings.Contains(errs, "choose another directory") {
		t.Errorf("again into the same place: %d %s", code, errs)
	}
}

func TestAnEncryptedBackupBringsTheSecrets(t *testing.T) {
	dir, to, into := prepared(t), filepath.Join(t.TempDir(), "b"), filepath.Join(t.TempDir(), "new")
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(key, []byte(id.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"backup", "-data", dir, "-to", to, "-recipient", id.Recipient().String()},
		{"backup", "verify", "-from", to, "-identity", key},
		{"restore", "-data", into, "-addr", "127.0.0.1:1", "-from", to, "-identity", key},
		{"restore", "-data", into, "-addr", "127.0.0.1:1", "-from", to, "-identity", key, "-resume"},
	} {
		if code, out, errs := invokeIn(t, "C", args...); code != 0 {
			t.Fatalf("%v: %d %s %s", args, code, out, errs)
		}
	}
	was, _ := os.ReadFile(filepath.Join(dir, "secrets", "master.key"))
	is, _ := os.ReadFile(filepath.Join(into, "secrets", "master.key"))
	if len(was) == 0 || string(was) != string(is) {
		t.Error("the master key did not come back")
	}
}

func TestBackupRefusals(t *testing.T) {
	for want, args := range map[string][]string{
		"-to":                {"backup", "-data", t.TempDir()},
		"no age public key":  {"backup", "-data", t.TempDir(), "-to", t.TempDir(), "-recipient", "age1x"},
		"cannot be used":     {"backup", "-data", t.TempDir(), "-to", filepath.Join(t.TempDir(), "b")},
		"no complete backup": {"restore", "-data", t.TempDir(), "-from", t.TempDir()},
		"no age key file":    {"backup", "verify", "-from", t.TempDir(), "-identity", filepath.Join(t.TempDir(), "none")},
	} {
		if code, _, errs := invokeIn(t, "C", args...); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

// TestASeriesOfBackups: each has a directory of its own, one that was cut off is
// gone on with, and only the newest stay.
func TestASeriesOfBackups(t *testing.T) {
	dir, under := prepared(t), t.TempDir()
	for _, name := range []string{"20260101T000000Z", "20260102T000000Z"} { // cut off
		if err := os.Mkdir(filepath.Join(under, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(under, "notes")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		code, out, errs := invokeIn(t, "C", "backup", "-data", dir, "-under", under, "-keep", "2")
		if code != 0 || n == 0 && !strings.Contains(out, "20260102T000000Z") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
		renamed(t, under, fmt.Sprintf("2026020%dT000000Z", n+1))
	}
	s, err := readShelf(under)
	if err != nil || len(s.unfinished) != 0 || len(s.complete) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("what is no backup is gone: %v", err)
	}
}

// renamed gives the newest backup another time, as if a day had passed.
func renamed(t *testing.T, under, name string) {
	t.Helper()
	s, err := readShelf(under)
	if err == nil {
		err = os.Rename(s.complete[len(s.complete)-1], filepath.Join(under, name))
	}
	if err != nil {
		t.Fatal(err)
	}
}
