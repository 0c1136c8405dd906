package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFileValues(t *testing.T) {
	got := load(t, []string{"-config.file", write(t, `
workers: 12
target: [casework, roster]
sizes:
  - 1
  - &two 2
  - *two
labels: {a: "1", b: x=y}
mongo:
  uri: mongodb://127.0.0.1:27017
  password:
  readTimeout: 1m30s
data:
`)})
	c := got.Config
	if c.Workers != 12 || c.Data != "./data" || c.Mongo.ReadTimeout != 90*time.Second || c.Mongo.Password != "" {
		t.Errorf("got %+v", c)
	}
	if !reflect.DeepEqual(c.Target, []string{"casework", "roster"}) || !reflect.DeepEqual(c.Sizes, []uint16{1, 2, 2}) {
		t.Errorf("got %v %v", c.Target, c.Sizes)
	}
	if !reflect.DeepEqual(c.Labels, map[string]string{"a": "1", "b": "x=y"}) {
		t.Errorf("got %v", c.Labels)
	}
}

func TestEmptyFilesSetNothing(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing yet\n", "---\n", "mongo:\n"} {
		load(t, []string{"-config.file", write(t, text)})
	}
}

func TestFileRefusals(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{"unknown key", "workers: 1\nadr: x\n", []string{"lianluo.yaml:2", "unknown setting adr", "did you mean addr?"}},
		{"unknown inner key", "mongo:\n  url: x\n", []string{":2", "mongo.url", "did you mean mongo.uri?"}},
		{"misplaced key", "readTimeout: 1s\n", []string{":1", "did you mean mongo.readTimeout?"}},
		{"nothing near", "zebra_crossing: 1\n", []string{"unknown setting zebra_crossing"}},
		{"all at once", "a: 1\nb: 2\n", []string{":1: unknown setting a", ":2: unknown setting b"}},
		{"twice", "workers: 1\ndemo: true\nworkers: 2\n", []string{":3", "already given in line 1"}},
		{"wrong kind", "workers: [1]\n", []string{"workers (", ":1", "cannot be written so"}},
		{"scalar for part", "mongo: x\n", []string{":1", "mongo must be a mapping"}},
		{"list for document", "- a\n", []string{":1", "the file must be a mapping"}},
		{"nested list", "sizes: [[1]]\n", []string{"a plain value is expected"}},
		{"nested map", "labels: {a: {b: c}}\n", []string{"a plain value is expected"}},
		{"mapping for list", "sizes: {a: 1}\n", []string{"cannot be written so"}},
		{"not a number", "workers: many\n", []string{"workers (", ":1", "not a number"}},
		{"merge key", "<<: {workers: 1}\n", []string{"unknown setting <<"}},
		{"no YAML", "a: [\n", []string{"is not YAML"}},
		{"two documents", "workers: 1\n---\nworkers: 2\n", []string{"more than one document"}},
		{"broken second", "workers: 1\n---\na: [\n", []string{"more than one document"}},
		{"too large", "# " + strings.Repeat("x", maxFile), []string{"larger than"}},
		{"secret as list", "mongo: {password: [x]}\n", []string{"mongo.password", "cannot be written so"}},
		{"secret file as list", "mongo: {password_file: [x]}\n", []string{"unknown setting mongo.password_file"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load[program]([]string{"-config.file", write(t, c.text)}, environ())
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
		})
	}
}

// FuzzFile shows that no file makes the decoder panic, and that what it takes
// survives being written and read again.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", "workers: 1", "mongo: {uri: x, password: y, readTimeout: 1s}", "labels: {a: b}", "a: &a [*a]", "mongo: &m {uri: *m}",
		"target: [a, b]", "<<: {a: b}", "? [x]\n: y", "workers: !!binary aGk=", "--- a\n--- b", "sizes: [1, 0x2, 3e9]", "level: ERROR+3",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var first, again program
		fields := fieldsOf(reflect.ValueOf(&first).Elem())
		if applyYAML("f", text, fields) != nil {
			return
		}
		for i, target := range fieldsOf(reflect.ValueOf(&again).Elem()) {
			text := textOf(fields[i].value)
			if fields[i].rank == fromDefault || fields[i].secret || strings.ContainsAny(text, ",=") {
				continue
			}
			if err := target.set(fromFile, "f", text); err != nil || textOf(target.value) != text && !isList(target.value) {
				t.Errorf("%s: %q came back as %q: %v", target.path, text, fmt.Sprint(target.value), err)
			}
		}
	})
}
