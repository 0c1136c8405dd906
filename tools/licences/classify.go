package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// permissive are the licences that we may link, by SPDX name.
var permissive = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "Unlicense", "Zlib", "blessing"}

// named matches the files that state a licence. NOTICE files state none, but
// Apache-2.0 asks to pass them on.
var (
	named  = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([-._].*)?$`)
	notice = regexp.MustCompile(`(?i)^notice([-._].*)?$`)
)

// minCoverage is the share of a licence file, in percent, that must be the
// words of known licences: below it the file says something else as well.
const minCoverage = 75

// licence is one file of a module.
type licence struct {
	path string
	text []byte
}

// classify reads the module's licence files. It fails when there is none, when
// one is not recognised, and when one is not permissive.
func (m *module) classify() error {
	for _, folder := range m.licensed() {
		if err := m.read(folder); err != nil {
			return err
		}
	}
	stated := slices.ContainsFunc(m.files, func(l licence) bool { return named.MatchString(filepath.Base(l.path)) })
	if !stated {
		return fmt.Errorf("%s %s: no licence file", m.path, m.version)
	}
	return nil
}

func (m *module) read(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || filepath.Ext(name) == ".go" || !named.MatchString(name) && !notice.MatchString(name) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if named.MatchString(name) {
			if err := judge(text); err != nil {
				return fmt.Errorf("%s %s: %s %w", m.path, m.version, name, err)
			}
		}
		m.files = append(m.files, licence{filepath.Join(folder, name), text})
	}
	return nil
}

// judge tells whether a text is permissive licences and nothing else, by the
// program's reading or by a person's.
func judge(text []byte) error {
	if isReviewed(text) {
		return nil
	}
	found := licensecheck.Scan(text)
	for _, match := range found.Match {
		if !slices.Contains(permissive, match.ID) {
			return fmt.Errorf("is under %s, which is not on our list", match.ID)
		}
	}
	if len(found.Match) == 0 || found.Percent < minCoverage {
		return fmt.Errorf("is not a licence text we know (%.0f %% of it is)", found.Percent)
	}
	return nil
}

// texts joins the licences of all modules, one heading each.
func texts(modules []module) []byte {
	var out bytes.Buffer
	for _, m := range modules {
		fmt.Fprintf(&out, "%s\n%s %s\n", strings.Repeat("=", 80), m.path, m.version)
		for _, file := range m.files {
			fmt.Fprintf(&out, "%s\n%s\n", strings.Repeat("-", 80), bytes.TrimSpace(file.text))
		}
	}
	return out.Bytes()
}

// table is a line for each module: its path, a tab, the licences that were
// found in it, parted by commas. What only a person could read stands as
// NOASSERTION; the texts say the rest.
func table(modules []module) []byte {
	var out bytes.Buffer
	for _, m := range modules {
		found := map[string]bool{}
		for _, file := range m.files {
			if isReviewed(file.text) {
				found["NOASSERTION"] = true
			}
			for _, match := range licensecheck.Scan(file.text).Match {
				if slices.Contains(permissive, match.ID) {
					found[match.ID] = true
				}
			}
		}
		fmt.Fprintf(&out, "%s\t%s\n", m.path, strings.Join(slices.Sorted(maps.Keys(found)), ","))
	}
	return out.Bytes()
}
