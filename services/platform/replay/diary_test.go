package replay

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/services/platform/replay/script"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, name string) *diary {
	t.Helper()
	d, err := openDiary(name, header{Scale: 0.5, Seed: 3})
	must(t, err)
	t.Cleanup(func() { _ = d.file.Close() }) // some tests close it, as a crash does
	return d
}

// at is a moment of the first month.
func at(hour int) time.Time { return script.Begin.Start().Add(time.Duration(hour) * time.Hour) }

func TestDiaryRemembersWholePages(t *testing.T) {
	name := filepath.Join(t.TempDir(), "diary")
	d := opened(t, name)
	secret := d.Secret
	d.keep("case/1", "a", "b")
	must(t, d.turn(at(9), true))
	d.keep("case/1", "c")
	d.keep("case/2", "e")
	must(t, d.turn(at(10), false))
	d.keep("case/3", "lost: the moment has no page")
	must(t, d.file.Close())

	d = opened(t, name)
	if d.Secret != secret || secret == "" || !d.last.Equal(at(10)) {
		t.Errorf("%q %v", d.Secret, d.last)
	}
	if got := strings.Join(append(d.of("case/1"), d.of("case/2")...), " "); got != "c e" || d.of("case/3") != nil {
		t.Errorf("%s %v", got, d.of("case/3"))
	}
	must(t, d.close())
}

// A kill may cut the file anywhere; what is whole is kept, and writing goes on
// after it.
func TestDiaryCutAnywhere(t *testing.T) {
	name := filepath.Join(t.TempDir(), "diary")
	d := opened(t, name)
	for hour := range 3 {
		d.keep("key", strings.Repeat("x", hour+1))
		must(t, d.turn(at(hour), false))
	}
	must(t, d.close())
	whole, err := os.ReadFile(name)
	must(t, err)
	lines := strings.SplitAfter(string(whole), "\n")
	for cut := range len(whole) + 1 {
		must(t, os.WriteFile(name, whole[:cut], 0o600))
		d := opened(t, name)
		pages := max(0, strings.Count(string(whole[:cut]), "\n")-1)
		if got := len(strings.Join(d.of("key"), "")); got != pages {
			t.Fatalf("cut at %d: page %d, want %d", cut, got, pages)
		}
		must(t, d.turn(at(5), false))
		must(t, d.close())
		again := opened(t, name)
		if !again.last.Equal(at(5)) {
			t.Fatalf("cut at %d: nothing can be written after it", cut)
		}
		must(t, again.close())
	}
	if len(lines) != 5 {
		t.Errorf("%d lines", len(lines))
	}
}

func TestDiaryOfAnotherReplay(t *testing.T) {
	name := filepath.Join(t.TempDir(), "diary")
	must(t, opened(t, name).close())
	if _, err := openDiary(name, header{Scale: 1, Seed: 3}); !fault.HasCode(err, "replay.other") {
		t.Errorf("another scale: %v", err)
	}
	must(t, os.WriteFile(name, []byte("{\"scale\":0.5,\"seed\":3,\"secret\":\"s\"}\nno page\n"), 0o600))
	if _, err := openDiary(name, header{Scale: 0.5, Seed: 3}); !fault.HasCode(err, "replay.diary") {
		t.Errorf("damaged: %v", err)
	}
}

func TestBegan(t *testing.T) {
	name := filepath.Join(t.TempDir(), "diary")
	if _, ok, err := Began(name); ok || err != nil {
		t.Errorf("nothing there: %v %v", ok, err)
	}
	d := opened(t, name)
	if got, ok, err := Began(name); !ok || err != nil || !got.Equal(opening) {
		t.Errorf("just begun: %v %v %v", got, ok, err)
	}
	must(t, d.turn(at(11), true))
	if got, ok, err := Began(name); !ok || err != nil || !got.Equal(at(11)) {
		t.Errorf("under way: %v %v %v", got, ok, err)
	}
}

func TestPasswordsAreTheSameInEveryRun(t *testing.T) {
	with := func(secret string) *player { return &player{diary: &diary{header: header{Secret: secret}}} }
	county := with("s").password("county")
	if county != with("s").password("county") || county == with("s").password("head-00") || county == with("t").password("county") || len(county) < 16 {
		t.Error("passwords")
	}
}

func TestReport(t *testing.T) {
	r := Report{Rows: []Row{{"收到 received", 5, 5}, {"办结 closed", 4, 3}}}
	if r.Same() || !strings.Contains(r.String(), "≠") {
		t.Error("a difference is not told")
	}
	r.Rows[1].Counted = 4
	if !r.Same() || strings.Contains(r.String(), "≠") {
		t.Error("no difference")
	}
	if (Report{}).Same() {
		t.Error("nothing counted is not the same")
	}
}

func TestMeterTellsMonths(t *testing.T) {
	var told []string
	m := meter{say: func(s string) { told = append(told, s) }, all: 10, skipped: 4}
	m.did(at(9), 2)
	m.did(at(9).AddDate(0, 1, 0), 4)
	if len(told) != 2 || !strings.Contains(told[0], "2021年11月：本月 2 件事") || !strings.Contains(told[1], "10/10（100%）") {
		t.Errorf("%q", told)
	}
}
