package platform

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

// played is a whole ballot and its bundle in a file.
func played(t *testing.T) (*ballottest.Play, string) {
	t.Helper()
	p := ballottest.New(ballottest.Script{Seed: "verify", Deputies: 5, Trustees: 3, Threshold: 2, Candidates: 3, Places: 2, Method: ballot.ApprovalCapped})
	if err := p.To(""); err != nil {
		t.Fatal(err)
	}
	return p, kept(t, p.Bundle())
}

func kept(t *testing.T, bundle []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.json")
	if err := os.WriteFile(path, bundle, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func headOf(e board.Entry) string { return strconv.Itoa(e.Seq) + ":" + e.Hash.String() }

func TestABallotIsVerifiedInWords(t *testing.T) {
	p, path := played(t)
	var cast board.Entry
	for _, e := range p.Entries {
		if e.Kind == board.KindBallot {
			cast = e
		}
	}
	for lang, want := range map[string][]string{
		"zh": {"见证人", "票数相等", "全部核对相符", "候选项目1  赞成 4", "发出 5 票，收回 5 票", "已宣布"},
		"en": {"the witnesses saw", "All of this holds", "approve 4", "Issued 5, collected 5", "declared"},
	} {
		code, out, errs := invokeIn(t, "C", "verify", path, "-head", headOf(p.Entries[9]), "-head", headOf(cast), "-receipt", cast.Receipt(), "-lang", lang)
		if code != 0 || errs != "" || strings.Contains(out, "✗") {
			t.Errorf("%s: %d %s %s", lang, code, out, errs)
		}
		for _, words := range want {
			if !strings.Contains(out, words) {
				t.Errorf("%s: no %q in %s", lang, words, out)
			}
		}
	}
}

func TestWithoutWitnessesItSaysWhatWouldNotShow(t *testing.T) {
	_, path := played(t)
	if code, out, _ := invokeIn(t, "zh_CN.UTF-8", "verify", path); code != 0 || !strings.Contains(out, "没有给出见证码") {
		t.Errorf("%d %s", code, out)
	}
}

func TestWhatDoesNotHoldIsNamed(t *testing.T) {
	p, path := played(t)
	forged := bytes.Replace(p.Bundle(), []byte(`\"seat\":1,`), []byte(`\"seat\":2,`), 1)
	for words, args := range map[string][]string{
		"[head]":     {"verify", "-head", "3:" + p.Last().String(), path},
		"[receipt]":  {"verify", path, "-receipt", "aaaa-bbbb-cccc-dddd-eeee"},
		"[chain]":    {"verify", kept(t, forged)},
		"[bundle]":   {"verify", kept(t, []byte("{}"))},
		"no entries": {"verify", kept(t, []byte(`{"protocol":"lianluo-ballot/1","entries":[]}`))},
	} {
		code, out, errs := invokeIn(t, "en", args...)
		if code != 1 || !strings.Contains(out, words) || !strings.Contains(out, "cannot be relied on") || !strings.Contains(errs, "does not hold") {
			t.Errorf("%s: %d %s %s", words, code, out, errs)
		}
	}
}

func TestThePageForAStickIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verify.html")
	if code, out, errs := invokeIn(t, "en", "verify", "-page", path); code != 0 || out+errs != "" {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if page, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(page, []byte("<!doctype html>")) {
		t.Errorf("%.60s %v", page, err)
	}
	if code, _, errs := invokeIn(t, "en", "verify", "-page", filepath.Join(path, "x")); code == 0 || !strings.Contains(errs, "cannot be written") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestWrongWordsAreNoVerdict(t *testing.T) {
	_, path := played(t)
	for _, args := range [][]string{{}, {path, path}, {path, "-head", "x"}, {path, "-lang", "fr"}, {path, "-page", path}, {path, "-x"}, {path + "x"}, {filepath.Dir(path)}} {
		if code, out, errs := invokeIn(t, "en", append([]string{"verify"}, args...)...); code != 2 || out != "" || errs == "" {
			t.Errorf("%v: %d %s %s", args, code, out, errs)
		}
	}
	if code, out, _ := invokeIn(t, "en", "verify", "-h"); code != 0 || !strings.Contains(out, "-receipt") {
		t.Errorf("%d %s", code, out)
	}
}

// A bundle is written by whoever wants to be believed: it draws nothing on the
// terminal of who verifies it.
func TestABundleDoesNotCommandTheTerminal(t *testing.T) {
	p := ballottest.New(ballottest.Script{Seed: "esc", Deputies: 5, Trustees: 3, Threshold: 2, Candidates: 3, Places: 2, Method: ballot.ApprovalCapped})
	d := p.Definition()
	d.Title = "\x1b[2J✓\u202e"
	if err := p.DefineAs(d); err != nil {
		t.Fatal(err)
	}
	if _, out, _ := invokeIn(t, "en", "verify", kept(t, p.Bundle())); strings.ContainsAny(out, "\x1b\u202e") {
		t.Errorf("%q", out)
	}
}
