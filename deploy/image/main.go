// Command image packs Lianluo's image without Docker: an OCI layout with one
// image per architecture, an archive of each for `docker load`, `podman load`
// and `ctr images import`, and the list of what is inside (SBOM). The same
// binaries give the same bytes anywhere.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// options say what goes in and where it goes.
type options struct {
	binaries map[string]string // architecture → file
	files    map[string]string // path in the image → file
	licences string            // table of tools/licences -names
	version  string            // of the binary
	tag      string            // NAME:TAG of the archives
	created  time.Time
	source   string // address of the source, for the label
	out      string
	push     string // REGISTRY/NAME:TAG; empty: nowhere
}

// pairs is a flag KEY=VALUE that may be repeated.
type pairs map[string]string

func (p pairs) String() string { return fmt.Sprint(map[string]string(p)) }

func (p pairs) Set(text string) error {
	key, value, ok := strings.Cut(text, "=")
	if !ok || key == "" || value == "" {
		return fmt.Errorf("%q is not KEY=VALUE", text)
	}
	p[key] = value
	return nil
}

func main() {
	o := options{binaries: pairs{}, files: pairs{}}
	flag.Var(pairs(o.binaries), "binary", "`ARCH=FILE` of a static binary; may be repeated")
	flag.Var(pairs(o.files), "file", "`PATH=FILE`: a file besides it; may be repeated")
	flag.StringVar(&o.licences, "licences", "", "table of modules and licences, for the SBOM")
	flag.StringVar(&o.version, "version", "dev", "version of the binary")
	flag.StringVar(&o.tag, "tag", "lianluo:dev", "name and tag of the archives")
	flag.StringVar(&o.source, "source", "", "address of the source, a label")
	seconds := flag.Int64("created", 0, "Unix time of the image: that of the commit")
	flag.StringVar(&o.out, "o", "", "folder to make")
	flag.StringVar(&o.push, "push", "", "also push to this `REGISTRY/NAME:TAG`, with the credentials of docker login")
	send := flag.String("send", "", "instead of packing, send this `ARCHIVE` to -push")
	flag.Parse()
	if *send != "" {
		exit(resend(*send, o.push))
	}
	o.created = time.Unix(*seconds, 0).UTC()
	exit(run(o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run packs, writes and pushes. It replaces what the folder held.
func run(o options) error {
	if len(o.binaries) == 0 || o.out == "" {
		return fmt.Errorf("name a -binary and a folder with -o")
	}
	if err := os.RemoveAll(o.out); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	packed, err := packAll(o)
	if err != nil {
		return err
	}
	digest, err := write(o, packed)
	if err != nil {
		return err
	}
	fmt.Printf("%s@%s in %s\n", o.tag, digest, o.out)
	if err := os.WriteFile(filepath.Join(o.out, "digest"), []byte(digest+"\n"), 0o644); err != nil {
		return err
	}
	if o.push == "" {
		return nil
	}
	return push(o.push, packed)
}
