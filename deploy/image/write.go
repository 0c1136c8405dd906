package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// indexed is one name for the images of all architectures.
func indexed(images []image) v1.ImageIndex {
	out := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, i := range images {
		out = mutate.AppendManifests(out, mutate.IndexAddendum{Add: i.Image,
			Descriptor: v1.Descriptor{MediaType: types.OCIManifestSchema1, Platform: &v1.Platform{OS: "linux", Architecture: i.arch}}})
	}
	return out
}

// write makes the layout, and an archive and a list for each architecture. It
// returns the digest of the whole.
func write(o options, images []image) (string, error) {
	index := indexed(images)
	if _, err := layout.Write(filepath.Join(o.out, "layout"), index); err != nil {
		return "", err
	}
	tag, err := name.NewTag(o.tag)
	if err != nil {
		return "", err
	}
	for _, i := range images {
		if err := tarball.WriteToFile(filepath.Join(o.out, fmt.Sprintf("lianluo-%s.tar", i.arch)), tag, i.Image); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(o.out, fmt.Sprintf("lianluo-%s.cdx.json", i.arch)), i.sbom, 0o644); err != nil {
			return "", err
		}
	}
	digest, err := index.Digest()
	return digest.String(), err
}

// push sends everything to a registry; one on this machine may speak without TLS.
func push(to string, images []image) error {
	ref, err := name.NewTag(to)
	if err != nil {
		return err
	}
	index := indexed(images)
	if err := remote.WriteIndex(ref, index, remote.WithAuthFromKeychain(authn.DefaultKeychain), remote.WithContext(context.Background())); err != nil {
		return err
	}
	digest, err := index.Digest()
	if err == nil {
		fmt.Printf("pushed %s@%s\n", ref.Context(), digest)
	}
	return err
}

// resend sends an archive that somebody packed to a registry.
func resend(file, to string) error {
	ref, err := name.NewTag(to)
	if err != nil {
		return err
	}
	packed, err := tarball.ImageFromPath(file, nil)
	if err != nil {
		return err
	}
	return remote.Write(ref, packed, remote.WithAuthFromKeychain(authn.DefaultKeychain))
}
