package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"lianluo/api/casework"
	"lianluo/pkg/testengines"
	"lianluo/services/platform/platformtest"
)

// TestBackupAndRestore saves a system while clients work in it, ends it, and
// restores it into every kind of store; what was acknowledged before is there,
// the figures agree, the audit chain is whole, and the work goes on.
func TestBackupAndRestore(t *testing.T) {
	forms := map[string]starter{"from one process": platformtest.One}
	into := map[string]func(testing.TB) []string{"into one process": func(testing.TB) []string { return []string{"LIANLUO_STORE_MONGO=", "LIANLUO_EVENTS_BROKERS="} }}
	if testengines.Enabled() {
		forms["from real engines"] = platformtest.OneOnEngines
		into["into real engines"] = platformtest.Engines
	}
	for from, start := range forms {
		t.Run(from, func(t *testing.T) {
			g := newStage(t, start)
			key, before := saved(t, g)
			for name, env := range into {
				t.Run(name, func(t *testing.T) { restored(t, g, env(t), key, before) })
			}
		})
	}
}

// saved backs the system up under load and ends it. It returns the key file of
// the backup, which lies beside it, and the cases acknowledged before.
func saved(t *testing.T, g *stage) (key string, before []*acted) {
	key = keyFile(t)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	workers := make([]*worker, clients)
	for i := range workers {
		workers[i] = &worker{stage: g, n: i}
		workers[i].move(0)
		before = append(before, workers[i].acted[0])
		work.Go(func() { workers[i].run(ctx, 1) })
	}
	was := done(workers)
	platformtest.Eventually(t, "clients get on", func() bool { return done(workers) > was+clients })
	p := g.Processes["all"]
	out, err := p.Command(t.Context(), nil, "backup", "-data", g.Dir, "-to", filepath.Join(filepath.Dir(key), "backup"), "-recipient", recipient(t, key))
	stop()
	work.Wait()
	if err != nil || done(workers) == was {
		t.Fatalf("%d acknowledged, %v\n%s", done(workers), err, out)
	}
	p.Kill()
	return key, before
}

func keyFile(t *testing.T) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(name, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func recipient(t *testing.T, key string) string {
	t.Helper()
	raw, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String()
}

// restored restores into an empty system and looks at what came back.
func restored(t *testing.T, g *stage, env []string, key string, before []*acted) {
	dir, from := t.TempDir(), filepath.Join(filepath.Dir(key), "backup")
	p := g.Processes["all"]
	out, err := p.Command(t.Context(), env, "restore", "-data", dir, "-addr", "127.0.0.1:1", "-from", from, "-identity", key)
	if err != nil || !strings.Contains(out, "the same as in the backup") {
		t.Fatalf("restore: %v\n%s", err, out)
	}
	out, err = p.Command(t.Context(), env, "restore", "-data", dir, "-addr", "127.0.0.1:1", "-from", from, "-identity", key)
	if err == nil || !strings.Contains(out, "-resume") {
		t.Errorf("a second restore: %v\n%s", err, out)
	}
	again := *g
	again.t, again.System = t, g.Again(env, dir, mailFlags(g.mail)...)
	seen := &witness{stage: &again, acted: map[string]*acted{}}
	for _, a := range before {
		seen.acted[a.receipt.Case] = a
	}
	seen.eachIsThereOnce()
	seen.journalsAreWhole()
	numbersAgree(&again)
	auditIsWhole(&again)
	next := &worker{stage: &again, n: 90}
	next.move(0)
	if !slices.ContainsFunc(allCases(&again, again.station().ID), func(c casework.CaseRow) bool { return c.ID == next.acted[0].receipt.Case }) {
		t.Error("what is registered after the restore is not listed")
	}
	again.Processes["all"].Stop()
}
