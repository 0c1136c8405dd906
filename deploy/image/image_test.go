package main

import (
	"archive/tar"
	"encoding/json"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// program builds a small static program for an architecture.
func program(t *testing.T, arch string) string {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{"go.mod": "module small\n\ngo 1.26.0\n", "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-o", "program", ".")
	build.Dir, build.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false", "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(dir, "program")
}

// asked is what the tests pack, into a folder of their own.
func asked(t *testing.T) options {
	t.Helper()
	notices := filepath.Join(t.TempDir(), "NOTICES")
	if err := os.WriteFile(notices, []byte("texts"), 0o644); err != nil {
		t.Fatal(err)
	}
	return options{binaries: map[string]string{"amd64": program(t, "amd64")}, files: map[string]string{"/NOTICES": notices},
		version: "1.2.3", tag: "lianluo:1.2.3", created: time.Unix(1_800_000_000, 0).UTC(), out: filepath.Join(t.TempDir(), "out")}
}

func digestOf(t *testing.T, o options) string {
	t.Helper()
	if err := run(o); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(o.out, "digest"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestTheSameBinariesGiveTheSameDigest(t *testing.T) {
	first, again := asked(t), asked(t)
	if a, b := digestOf(t, first), digestOf(t, again); a != b {
		t.Errorf("%s and %s", a, b)
	}
	again.version = "1.2.4"
	if digestOf(t, first) == digestOf(t, again) {
		t.Error("another version has the same digest")
	}
}

// contents are the files of an image by path.
func contents(t *testing.T, i v1.Image) map[string]*tar.Header {
	t.Helper()
	flat := mutate.Extract(i)
	defer flat.Close()
	out := map[string]*tar.Header{}
	for r := tar.NewReader(flat); ; {
		h, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out[h.Name] = h
	}
}

func TestImageHoldsWhatRunsAndNothingElse(t *testing.T) {
	o := asked(t)
	digestOf(t, o)
	tag, err := name.NewTag(o.tag)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := tarball.ImageFromPath(filepath.Join(o.out, "lianluo-amd64.tar"), &tag)
	if err != nil {
		t.Fatal(err)
	}
	config, err := packed.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Config.User != "65532:65532" || config.Architecture != "amd64" || !config.Created.Equal(o.created) ||
		config.Config.Labels["org.opencontainers.image.version"] != "1.2.3" {
		t.Errorf("settings %+v", config)
	}
	files := contents(t, packed)
	want := []string{"NOTICES", "data", "etc", "etc/group", "etc/passwd", "etc/ssl", "etc/ssl/certs", "etc/ssl/certs/ca-certificates.crt", "lianluo", "sbom.cdx.json", "tmp"}
	var got []string
	for path, h := range files {
		got = append(got, strings.TrimSuffix(path, "/"))
		if owner := h.Uid; owner != 0 && strings.TrimSuffix(path, "/") != "data" || h.Mode&0o022 != 0 && strings.TrimSuffix(path, "/") != "tmp" {
			t.Errorf("%s belongs to %d and has mode %o", path, owner, h.Mode)
		}
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("in the image: %q", got)
	}
	if files["etc/ssl/certs/ca-certificates.crt"].Size < 100_000 {
		t.Error("hardly any authorities")
	}
}

func TestListNamesModulesAndLicences(t *testing.T) {
	o := asked(t)
	o.licences = filepath.Join(t.TempDir(), "licences")
	if err := os.WriteFile(o.licences, []byte("example.com/m\tMIT,ISC\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	digestOf(t, o)
	raw, err := os.ReadFile(filepath.Join(o.out, "lianluo-amd64.cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var bom cyclonedx.BOM
	if err := json.Unmarshal(raw, &bom); err != nil {
		t.Fatal(err)
	}
	if bom.BOMFormat != "CycloneDX" || bom.Metadata.Component.Version != "1.2.3" || (*bom.Components)[0].Name != "std" {
		t.Errorf("got %s", raw)
	}
	known, err := licencesOf(o.licences)
	if err != nil || !slices.Equal(known["example.com/m"], []string{"MIT", "ISC"}) {
		t.Errorf("got %v (%v)", known, err)
	}
}

func TestPushedAndPulled(t *testing.T) {
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	defer server.Close()
	o := asked(t)
	o.push = strings.TrimPrefix(server.URL, "http://") + "/gov/lianluo:1.2.3"
	digest := strings.TrimSpace(digestOf(t, o))
	ref, err := name.NewDigest(strings.TrimSuffix(o.push, ":1.2.3") + "@" + digest)
	if err != nil {
		t.Fatal(err)
	}
	pulled, err := remote.Image(ref, remote.WithPlatform(v1.Platform{OS: "linux", Architecture: "amd64"}))
	if err != nil {
		t.Fatal(err)
	}
	if files := contents(t, pulled); files["lianluo"] == nil {
		t.Error("no program came back")
	}
	if err := resend(filepath.Join(o.out, "lianluo-amd64.tar"), o.push+"-again"); err != nil {
		t.Error(err)
	}
	if err := resend(filepath.Join(o.out, "digest"), o.push); err == nil {
		t.Error("what is no archive was sent")
	}
}

func TestRefusals(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	table := filepath.Join(t.TempDir(), "table")
	if err := os.WriteFile(table, []byte("no tab here\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	right := asked(t)
	cases := map[string]struct {
		says   string
		change func(*options)
	}{
		"nothing to pack":          {"-binary", func(o *options) { o.binaries = nil }},
		"no folder":                {"-o", func(o *options) { o.out = "" }},
		"a script":                 {"not a program for Linux", func(o *options) { o.binaries = map[string]string{"amd64": plain} }},
		"another architecture":     {"EM_X86_64", func(o *options) { o.binaries = map[string]string{"arm64": right.binaries["amd64"]} }},
		"an unknown architecture":  {"no such architecture", func(o *options) { o.binaries = map[string]string{"vax": right.binaries["amd64"]} }},
		"a file that is not there": {"no such file", func(o *options) { o.files = map[string]string{"/x": plain + "-not"} }},
		"a table that is none":     {"is no line", func(o *options) { o.licences = table }},
		"a name that is none":      {"repository can only contain", func(o *options) { o.tag = "Not A Name" }},
	}
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			o := right
			o.out = filepath.Join(t.TempDir(), "out")
			c.change(&o)
			if err := run(o); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
	if err := (pairs{}).Set("no value"); err == nil {
		t.Error("a flag without a value passes")
	}
}
