package main

import (
	"archive/tar"
	"bytes"
	"debug/elf"
	"encoding/pem"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// entry is a file of the image, or a folder where the path ends in a slash.
type entry struct {
	path  string
	mode  int64
	owner int
	data  []byte
}

// groundFiles are what the binary needs around it. Time zones it carries itself.
func groundFiles(files map[string]string) ([]entry, error) {
	out := []entry{
		{path: "data/", mode: 0o700, owner: user},
		{path: "etc/", mode: 0o755},
		{path: "etc/group", mode: 0o644, data: fmt.Appendf(nil, "root:x:0:\nlianluo:x:%d:\n", user)},
		{path: "etc/passwd", mode: 0o644, data: fmt.Appendf(nil, "root:x:0:0:root:/:\nlianluo:x:%d:%d:lianluo:/data:\n", user, user)},
		{path: "etc/ssl/", mode: 0o755},
		{path: "etc/ssl/certs/", mode: 0o755},
		{path: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, data: authorities()},
		{path: "tmp/", mode: 0o1777},
	}
	for path, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		out = append(out, entry{path: strings.TrimPrefix(path, "/"), mode: 0o644, data: data})
	}
	slices.SortFunc(out, func(a, b entry) int { return strings.Compare(a.path, b.path) })
	return out, nil
}

// authorities are Mozilla's, as the Go project keeps them. Those that Mozilla
// trusts under conditions only are left out: a PEM file cannot say conditions.
func authorities() []byte {
	var out bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			_ = pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // to memory: it cannot fail
		}
	}
	return out.Bytes()
}

// archive writes entries as a tar without anything of this machine in it.
func archive(entries []entry) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.path, Mode: e.mode, Uid: e.owner, Gid: e.owner, Size: int64(len(e.data)), ModTime: time.Unix(0, 0), Typeflag: tar.TypeReg}
		if strings.HasSuffix(e.path, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.data); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), w.Close()
}

// machines are the architectures by their names in Go and in ELF files.
var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64, "loong64": elf.EM_LOONGARCH}

// isStatic refuses what would not start in an image without libraries.
func isStatic(binary []byte, arch string) error {
	want, known := machines[arch]
	if !known {
		return fmt.Errorf("no such architecture; there are amd64, arm64 and loong64")
	}
	f, err := elf.NewFile(bytes.NewReader(binary))
	if err != nil {
		return fmt.Errorf("not a program for Linux: %w", err)
	}
	if f.Machine != want {
		return fmt.Errorf("a program for %v", f.Machine)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("needs libraries: build it with CGO_ENABLED=0")
		}
	}
	return nil
}
