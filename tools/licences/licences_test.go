package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
)

// mit is a whole licence; gpl is how every GPL program begins.
const mit = `Copyright (c) 2026 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

const gpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.
`

// tree writes files under a module root and returns the module, linked whole.
func tree(t *testing.T, files map[string]string) *module {
	t.Helper()
	m := &module{path: "example.com/m", version: "v1.0.0", root: t.TempDir()}
	for name, text := range files {
		path := filepath.Join(m.root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".go") {
			m.folders = append(m.folders, filepath.Dir(path))
		}
	}
	return m
}

func TestClassify(t *testing.T) {
	cases := []struct {
		name  string
		files map[string]string
		fails string
	}{
		{"permissive", map[string]string{"LICENSE": mit, "a.go": ""}, ""},
		{"British spelling, suffix", map[string]string{"Licence.txt": mit, "a.go": ""}, ""},
		{"none", map[string]string{"README.md": mit, "a.go": ""}, "no licence file"},
		{"only a notice", map[string]string{"NOTICE": mit, "a.go": ""}, "no licence file"},
		{"source named licence", map[string]string{"license.go": mit}, "no licence file"},
		{"copyleft", map[string]string{"COPYING": gpl, "a.go": ""}, "GPL"},
		{"copyleft beside permissive", map[string]string{"LICENSE": mit, "LICENSE-GPL": gpl, "a.go": ""}, "GPL"},
		{"copyleft in one text with permissive", map[string]string{"LICENSE": mit + gpl, "a.go": ""}, "GPL"},
		{"copyleft in a linked folder", map[string]string{"LICENSE": mit, "x/LICENSE": gpl, "x/y/a.go": ""}, "GPL"},
		{"copyleft in a folder not linked", map[string]string{"LICENSE": mit, "x/LICENSE": gpl, "a.go": ""}, ""},
		{"own words", map[string]string{"LICENSE": "All rights reserved. Ask us.", "a.go": ""}, "not a licence text"},
		{"mostly own words", map[string]string{"LICENSE": mit + strings.Repeat("Never use this for evil purposes. ", 60), "a.go": ""}, "not a licence text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := tree(t, c.files).classify()
			if (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("got %v, want %q", err, c.fails)
			}
		})
	}
}

func TestPermissiveNamesExist(t *testing.T) {
	var known []string
	for _, l := range licensecheck.BuiltinLicenses() {
		known = append(known, l.ID)
	}
	for _, id := range permissive {
		if !slices.Contains(known, id) {
			t.Errorf("%s is not a licence that licensecheck can find", id)
		}
	}
}

func TestModulesOf(t *testing.T) {
	list := `{"Dir":"/std"}
{"Dir":"/w/pkg/a","Module":{"Path":"lianluo/pkg","Main":true,"Dir":"/w/pkg"}}
{"Dir":"/m/z/b","Module":{"Path":"example.com/z","Version":"v1.0.0","Dir":"/m/z"}}
{"Dir":"/m/z","Module":{"Path":"example.com/z","Version":"v1.0.0","Dir":"/m/z"}}
{"Dir":"/r/a","Module":{"Path":"example.com/a","Version":"v1.0.0","Replace":{"Path":"x","Version":"v2.0.0","Dir":"/r"}}}`
	modules, err := modulesOf(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range modules {
		got = append(got, fmt.Sprint(m.path, m.version, m.root, m.licensed()))
	}
	want := []string{"example.com/av2.0.0/r[/r /r/a]", "example.com/zv1.0.0/m/z[/m/z /m/z/b]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := modulesOf(strings.NewReader(`{"Dir":`)); err == nil {
		t.Error("a cut list must fail")
	}
}

func TestRunOnThisProgram(t *testing.T) {
	notices, names := filepath.Join(t.TempDir(), "notices"), filepath.Join(t.TempDir(), "names")
	if err := run([]string{"."}, notices, names); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(notices)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"github.com/google/licensecheck v", "Redistribution and use"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("notices lack %q", want)
		}
	}
	table, err := os.ReadFile(names)
	if err != nil || !strings.Contains(string(table), "github.com/google/licensecheck\tBSD-3-Clause\n") {
		t.Errorf("the table is %q (%v)", table, err)
	}
	if err := run([]string{"./nowhere"}, "", ""); err == nil {
		t.Error("a package that does not exist must fail")
	}
}

func TestReviewedIsByContent(t *testing.T) {
	if isReviewed([]byte("anything")) {
		t.Error("unread text passes")
	}
	for sum, what := range reviewed {
		if len(sum) != 64 || what == "" {
			t.Errorf("entry %q %q", sum, what)
		}
	}
}
