// Command budget fails when a hand-written Go file is longer than a reader can
// hold in mind. Functions are measured by golangci-lint (funlen).
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// maxLines is the longest hand-written file allowed.
const maxLines = 500

// generated is the marker that the Go project defines for generated files.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	long, err := overlong(os.DirFS(root))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, file := range long {
		fmt.Printf("%s: over %d lines: split it by what it holds\n", file, maxLines)
	}
	if len(long) > 0 {
		os.Exit(1)
	}
}

// overlong lists the hand-written Go files of root that exceed maxLines.
func overlong(root fs.FS) ([]string, error) {
	var long []string
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(path)
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		if bytes.Count(text, []byte("\n")) > maxLines && !generated.Match(text) {
			long = append(long, path)
		}
		return nil
	})
	return long, err
}

// skip keeps the walk out of what is not source: hidden folders, build output
// and data, which a running system may be changing.
func skip(path string) error {
	name := filepath.Base(path)
	if path != "." && strings.HasPrefix(name, ".") || name == "node_modules" || path == "bin" || path == "data" {
		return fs.SkipDir
	}
	return nil
}
