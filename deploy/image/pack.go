package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user runs the program, a number so that Kubernetes can tell it is not root.
const user = 65532

// image is that of one architecture, with its list of what is inside.
type image struct {
	arch string
	v1.Image
	sbom []byte
}

func packAll(o options) ([]image, error) {
	var out []image
	for _, arch := range slices.Sorted(maps.Keys(o.binaries)) {
		packed, err := pack(o, arch)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", arch, err)
		}
		out = append(out, packed)
	}
	return out, nil
}

// pack makes an image of two layers: what seldom changes, and the binary with
// its list.
func pack(o options, arch string) (image, error) {
	binary, err := os.ReadFile(o.binaries[arch])
	if err != nil {
		return image{}, err
	}
	if err := isStatic(binary, arch); err != nil {
		return image{}, err
	}
	sbom, err := listOf(o, binary)
	if err != nil {
		return image{}, err
	}
	ground, err := groundFiles(o.files)
	if err != nil {
		return image{}, err
	}
	program := []entry{{path: "lianluo", mode: 0o755, data: binary}, {path: "sbom.cdx.json", mode: 0o644, data: sbom}}
	made, err := layered(ground, program)
	if err != nil {
		return image{}, err
	}
	made, err = mutate.ConfigFile(made, settings(o, arch, made))
	return image{arch: arch, Image: made, sbom: sbom}, err
}

func layered(contents ...[]entry) (v1.Image, error) {
	out := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	for _, entries := range contents {
		raw, err := archive(entries)
		if err != nil {
			return nil, err
		}
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil },
			tarball.WithMediaType(types.OCILayer))
		if err != nil {
			return nil, err
		}
		if out, err = mutate.AppendLayers(out, layer); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// settings are what a runtime goes by.
func settings(o options, arch string, made v1.Image) *v1.ConfigFile {
	was, _ := made.ConfigFile() // of an image in memory: it cannot fail
	f := was.DeepCopy()
	f.Architecture, f.OS, f.Created = arch, "linux", v1.Time{Time: o.created}
	f.History = nil
	f.Config = v1.Config{
		Entrypoint:   []string{"/lianluo"},
		User:         fmt.Sprintf("%d:%d", user, user),
		WorkingDir:   "/",
		Env:          []string{"LIANLUO_DATA=/data"},
		ExposedPorts: map[string]struct{}{"8080/tcp": {}},
		StopSignal:   "SIGTERM",
		Labels:       labels(o),
	}
	return f
}

func labels(o options) map[string]string {
	out := map[string]string{
		"org.opencontainers.image.title":       "lianluo",
		"org.opencontainers.image.description": "Lianluo (联络), the working system of deputy liaison stations",
		"org.opencontainers.image.version":     o.version,
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.created":     o.created.Format("2006-01-02T15:04:05Z"),
	}
	if o.source != "" {
		out["org.opencontainers.image.source"] = o.source
	}
	return out
}
