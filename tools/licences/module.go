package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// module is one dependency and the folders of it that the binary links.
type module struct {
	path, version, root string
	folders             []string
	files               []licence
}

// listed is what `go list -deps -json` says of a package.
type listed struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
		Replace            *struct{ Path, Version, Dir string }
	}
}

// linked lists the modules behind the packages, the workspace's own and the
// standard library apart. It fails where the packages do not resolve.
func linked(packages []string) ([]module, error) {
	command := exec.Command("go", append([]string{"list", "-deps", "-json=Dir,Module", "--"}, packages...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return modulesOf(bytes.NewReader(out))
}

func modulesOf(list io.Reader) ([]module, error) {
	byPath := map[string]*module{}
	for decoder := json.NewDecoder(list); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if p.Module == nil || p.Module.Main || strings.HasPrefix(p.Module.Path, "lianluo/") {
			continue
		}
		add(byPath, p)
	}
	modules := make([]module, 0, len(byPath))
	for _, m := range byPath {
		modules = append(modules, *m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return modules, nil
}

func add(byPath map[string]*module, p listed) {
	m := byPath[p.Module.Path]
	if m == nil {
		m = &module{path: p.Module.Path, version: p.Module.Version, root: p.Module.Dir}
		if r := p.Module.Replace; r != nil {
			m.version, m.root = r.Version, r.Dir
		}
		byPath[m.path] = m
	}
	m.folders = append(m.folders, p.Dir)
}

// licensed lists the folders that may hold a licence of linked code: each
// linked folder and those above it, up to the module's root.
func (m *module) licensed() []string {
	seen := map[string]bool{m.root: true}
	for _, folder := range m.folders {
		for strings.HasPrefix(folder, m.root+string(filepath.Separator)) && !seen[folder] {
			seen[folder] = true
			folder = filepath.Dir(folder)
		}
	}
	folders := make([]string, 0, len(seen))
	for folder := range seen {
		folders = append(folders, folder)
	}
	slices.Sort(folders)
	return folders
}
