package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

type thing struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Files []string `json:"files"`
}

type told struct {
	Name string `json:"name"`
}

var toldType = event.Define[told]("casework", "Told")

// service is a database with things in it.
type service struct {
	dir    string
	db     *store.DB
	things *store.Collection[thing]
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{dir: t.TempDir()}
	backend, err := sqlite.Open(s.dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.db = store.New("casework", backend, storetest.WallClock{})
	t.Cleanup(func() { _ = s.db.Close() })
	s.things = store.NewCollection(s.db, "thing", store.Def[thing]{
		ID:      func(x *thing) string { return x.ID },
		Blobs:   func(x *thing) []string { return x.Files },
		Indexes: []store.Index[thing]{{Name: "name", Unique: true, Key: func(x *thing) store.Key { return store.Key{x.Name} }}},
	})
	if err := s.db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *service) fill(t *testing.T, from, to int) {
	t.Helper()
	ctx := store.System(t.Context())
	for i := from; i < to; i++ {
		hash, err := s.db.PutBlob(ctx, fmt.Appendf(nil, "photo %d", i))
		if err == nil {
			name := fmt.Sprintf("第 %d 件 <b>", i)
			err = s.things.Create(ctx, thing{ID: fmt.Sprintf("t%04d", i), Name: name, Files: []string{hash}}, toldType.New(told{name}))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// options say into a log what was said.
func options(said *[]string) Options {
	return Options{Version: "v1", Form: "sqlite", Now: time.Now, part: 20,
		Say: func(format string, args ...any) { *said = append(*said, fmt.Sprintf(format, args...)) }}
}

func quiet(string, ...any) {}

func (s *service) backup(t *testing.T, ctx context.Context, dir string, o Options) (Manifest, error) {
	t.Helper()
	stills, err := sqlite.Stills(t.Context(), []string{s.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stills[0].Close()
	return Write(ctx, dir, []Source{{Service: "casework", Still: stills[0]}}, o)
}

func mustBackup(t *testing.T, s *service, dir string, o Options) Manifest {
	t.Helper()
	m, err := s.backup(t, t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mustRestore restores into a new database and returns it.
func mustRestore(t *testing.T, dir string, identities ...age.Identity) *service {
	t.Helper()
	r, err := Open(dir, identities, quiet)
	into := newService(t)
	if err == nil {
		err = errors.Join(r.Verify(t.Context()), r.Restore(t.Context(), into.db))
	}
	if err != nil {
		t.Fatal(err)
	}
	return into
}

func (s *service) count(t *testing.T) (n int) {
	t.Helper()
	err := s.things.Each(store.System(t.Context()), store.Query{Index: "name"}, func(x thing) error {
		n++
		r, err := s.db.OpenBlob(t.Context(), x.Files[0])
		if err == nil {
			err = r.Close()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestThereAndBack(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		t.Run(fmt.Sprint("encrypted ", encrypted), func(t *testing.T) {
			s, dir := newService(t), t.TempDir()
			s.fill(t, 0, 55)
			var said []string
			o := options(&said)
			var with []age.Identity
			if encrypted {
				id, err := age.GenerateX25519Identity()
				if err != nil {
					t.Fatal(err)
				}
				o.Readers, with = []string{id.Recipient().String()}, []age.Identity{id}
			}
			m := mustBackup(t, s, dir, o)
			if blobs, _ := m.Blobs(); blobs != 55 || m.Records() != 110 {
				t.Errorf("%d blobs, %d records", blobs, m.Records())
			}
			if n := mustRestore(t, dir, with...).count(t); n != 55 {
				t.Errorf("%d things came back", n)
			}
			if leaks := containing(t, dir, "photo 7", "第 7 件"); encrypted && len(leaks) > 0 {
				t.Errorf("in clear: %v", leaks)
			}
			if _, err := s.backup(t, t.Context(), dir, o); !fault.HasCode(err, "backup.exists") {
				t.Errorf("a second backup into the same place: %v", err)
			}
		})
	}
}

// containing are the files that hold one of the texts.
func containing(t *testing.T, dir string, texts ...string) (names []string) {
	t.Helper()
	for _, name := range files(t, dir) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if bytes.Contains(raw, []byte(text)) {
				names = append(names, name)
			}
		}
	}
	return names
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestLocked(t *testing.T) {
	s, dir := newService(t), t.TempDir()
	s.fill(t, 0, 3)
	mine, _ := age.GenerateX25519Identity()
	other, _ := age.GenerateX25519Identity()
	var said []string
	o := options(&said)
	o.Readers = []string{mine.Recipient().String()}
	mustBackup(t, s, dir, o)
	if _, err := Open(dir, nil, quiet); !fault.HasCode(err, "backup.locked") {
		t.Errorf("without a key: %v", err)
	}
	r, err := Open(dir, []age.Identity{other}, quiet)
	if err == nil {
		err = r.Verify(t.Context())
	}
	if !fault.HasCode(err, "backup.locked") {
		t.Errorf("with another key: %v", err)
	}
}

// TestDamage changes, cuts and removes every file in turn; each is found before
// anything of it is used.
func TestDamage(t *testing.T) {
	s, dir := newService(t), t.TempDir()
	s.fill(t, 0, 3)
	var said []string
	mustBackup(t, s, dir, options(&said))
	names := slices.DeleteFunc(files(t, dir), func(name string) bool { return filepath.Base(name) == manifestName })
	if len(names) < 5 {
		t.Fatalf("only %d files", len(names))
	}
	for _, name := range names {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(whole)
		flipped[len(flipped)/2] ^= 1
		for what, raw := range map[string][]byte{"changed": flipped, "cut": whole[:len(whole)-1], "removed": nil} {
			err := os.WriteFile(name, raw, 0o600)
			if raw == nil {
				err = os.Remove(name)
			}
			if err != nil {
				t.Fatal(err)
			}
			r, err := Open(dir, nil, quiet)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Verify(t.Context()); !fault.HasCode(err, "backup.damaged") {
				t.Errorf("%s %s: %v", filepath.Base(name), what, err)
			}
		}
		if err := os.WriteFile(name, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// stumbling fails at a page of records, as a store that goes away does.
type stumbling struct {
	store.Still
	pages int
}

func (s *stumbling) Records(ctx context.Context, collection, after string, limit int) ([]store.Record, error) {
	if s.pages--; s.pages < 0 {
		return nil, fault.Unavailable(errors.New("gone"))
	}
	return s.Still.Records(ctx, collection, after, min(limit, 10))
}

// TestResumed cuts a backup off at every page; the next run at the same moment
// goes on, and what comes out is whole.
func TestResumed(t *testing.T) {
	s := newService(t)
	s.fill(t, 0, 45)
	stills, err := sqlite.Stills(t.Context(), []string{s.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stills[0].Close()
	s.fill(t, 45, 60) // after the moment
	dir, most := t.TempDir(), 0
	var said []string
	o := options(&said)
	o.Moment = "1.2"
	for runs := 1; ; runs++ {
		_, err := Write(t.Context(), dir, []Source{{"casework", &stumbling{stills[0], 6}}}, o)
		if err == nil {
			most = runs
			break
		}
		if !fault.Is(err, fault.KindUnavailable) || runs > 20 {
			t.Fatalf("run %d: %v", runs, err)
		}
		if Unfinished(dir) != "1.2" {
			t.Errorf("run %d leaves the moment %q", runs, Unfinished(dir))
		}
		if _, err := Load(dir); !fault.HasCode(err, "backup.none") {
			t.Errorf("a backup that was cut off: %v", err)
		}
	}
	if most < 2 {
		t.Error("nothing was cut off")
	}
	if n := mustRestore(t, dir).count(t); n != 45 {
		t.Errorf("%d things came back", n)
	}
}

// TestOtherMoment: what was written of another moment is not mixed in.
func TestOtherMoment(t *testing.T) {
	s, dir := newService(t), t.TempDir()
	s.fill(t, 0, 30)
	stills, err := sqlite.Stills(t.Context(), []string{s.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stills[0].Close()
	var said []string
	if _, err := Write(t.Context(), dir, []Source{{"casework", &stumbling{stills[0], 5}}}, options(&said)); err == nil {
		t.Fatal("nothing was cut off")
	}
	s.fill(t, 30, 50)
	mustBackup(t, s, dir, options(&said))
	if n := mustRestore(t, dir).count(t); n != 50 {
		t.Errorf("%d things came back", n)
	}
}

// TestPrevious: blobs of the backup before are shared, not copied.
func TestPrevious(t *testing.T) {
	s, one, two := newService(t), filepath.Join(t.TempDir(), "1"), filepath.Join(t.TempDir(), "2")
	s.fill(t, 0, 3)
	var said []string
	o := options(&said)
	mustBackup(t, s, one, o)
	s.fill(t, 3, 5)
	o.Previous = one
	mustBackup(t, s, two, o)
	if err := os.RemoveAll(one); err != nil {
		t.Fatal(err)
	}
	if n := mustRestore(t, two).count(t); n != 5 {
		t.Errorf("%d things came back", n)
	}
}

// TestAnotherReader: blobs that others can read are not taken over, neither from the
// backup before nor from a run that was cut off.
func TestAnotherReader(t *testing.T) {
	s, one, two := newService(t), filepath.Join(t.TempDir(), "1"), filepath.Join(t.TempDir(), "2")
	s.fill(t, 0, 3)
	first, _ := age.GenerateX25519Identity()
	second, _ := age.GenerateX25519Identity()
	var said []string
	o := options(&said)
	o.Readers = []string{first.Recipient().String()}
	mustBackup(t, s, one, o)
	stills, err := sqlite.Stills(t.Context(), []string{s.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stills[0].Close()
	if _, err := Write(t.Context(), two, []Source{{"casework", &noList{Still: stills[0]}}}, o); err == nil {
		t.Fatal("nothing was cut off")
	}
	o.Readers, o.Previous = []string{second.Recipient().String()}, one
	mustBackup(t, s, two, o)
	if n := mustRestore(t, two, second).count(t); n != 3 {
		t.Errorf("%d things came back", n)
	}
}

// noList fails after the blobs were copied, before their list is whole.
type noList struct{ store.Still }

func (s *noList) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	if after != "" {
		return nil, fault.Unavailable(errors.New("gone"))
	}
	return s.Still.Blobs(ctx, after, limit)
}

// TestADamagedBlobIsCopiedAnew: what the backup before has is looked at.
func TestADamagedBlobIsCopiedAnew(t *testing.T) {
	s, one, two := newService(t), filepath.Join(t.TempDir(), "1"), filepath.Join(t.TempDir(), "2")
	s.fill(t, 0, 3)
	var said []string
	o := options(&said)
	mustBackup(t, s, one, o)
	for _, name := range files(t, filepath.Join(one, "casework", "blobs")) {
		if err := os.WriteFile(name, []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.Previous = one
	mustBackup(t, s, two, o)
	if n := mustRestore(t, two).count(t); n != 3 {
		t.Errorf("%d things came back", n)
	}
}

// TestTwoAtOnce: the second says that there is one, and changes nothing.
func TestTwoAtOnce(t *testing.T) {
	s, dir := newService(t), t.TempDir()
	release, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	if _, err := s.backup(t, t.Context(), dir, options(&said)); !fault.HasCode(err, "backup.busy") {
		t.Errorf("a second one: %v", err)
	}
	release()
	mustBackup(t, s, dir, options(&said))
}

func TestRestoreRefuses(t *testing.T) {
	s, dir := newService(t), t.TempDir()
	s.fill(t, 0, 3)
	var said []string
	mustBackup(t, s, dir, options(&said))
	r, err := Open(dir, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	other := newService(t)
	other.fill(t, 2, 5) // its thing t0002 is another
	if err := r.Restore(t.Context(), other.db); err == nil {
		t.Error("a database with other things is taken for the backup's")
	}
	r.Services[0].Collections[1].Records++
	if err := r.Verify(t.Context()); !fault.HasCode(err, "backup.differs") {
		t.Errorf("another count: %v", err)
	}
	r.Services = nil
	if err := r.Restore(t.Context(), newService(t).db); !fault.HasCode(err, "backup.service") {
		t.Errorf("no such service: %v", err)
	}
}

func TestFiles(t *testing.T) {
	s, dir, root, to := newService(t), t.TempDir(), t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "secrets"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "secrets", "master.key"), []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said []string
	o := options(&said)
	o.Root, o.Files = root, []string{"secrets/master.key", "gone"}
	mustBackup(t, s, dir, o)
	r, err := Open(dir, nil, quiet)
	if err == nil {
		err = r.Extract(to)
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(to, "secrets", "master.key"))
	if string(raw) != "key" || err != nil {
		t.Errorf("%q, %v", raw, err)
	}
	r.Files[0].Name = "files/../../out"
	if err := r.Extract(to); !fault.HasCode(err, "backup.damaged") {
		t.Errorf("a name that leads out: %v", err)
	}
}

// FuzzArchive: whatever the files hold, reading them ends in an answer.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(`{"format":1,"services":[{"name":"a","collections":[{"name":"c","records":1,"parts":[{"name":"x"}]}]}]}`), []byte("x"))
	f.Add([]byte(`{"format":1,"files":[{"name":"../x"}]}`), []byte(""))
	f.Add([]byte(`{"format":2}`), []byte(""))
	f.Fuzz(func(t *testing.T, manifest, part []byte) {
		dir := t.TempDir()
		if os.WriteFile(filepath.Join(dir, manifestName), manifest, 0o600) != nil || os.WriteFile(filepath.Join(dir, "x"), part, 0o600) != nil {
			t.Fatal("cannot write")
		}
		r, err := Open(dir, nil, quiet)
		if err != nil {
			return
		}
		if err := r.Verify(t.Context()); err == nil && r.Records() > 0 && !strings.Contains(string(manifest), "digest") {
			t.Error("records without a digest pass")
		}
		_ = r.Extract(filepath.Join(dir, "to")) // anything but a crash or a file outside
		if _, err := os.Stat(filepath.Join(filepath.Dir(dir), "x")); err == nil {
			t.Error("a file outside")
		}
	})
}
