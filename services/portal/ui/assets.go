package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"lianluo/services/portal/assets"
)

// AssetPath is the URL prefix under which Assets expects to be mounted.
const AssetPath = "/assets/"

// asset is one file as it goes over the wire, compressed once.
type asset struct {
	name, hashed, kind string
	raw, zipped        []byte
}

// comments are the lines of a script that only its source's readers need.
var comments = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)

// bundle maps plain and content-hashed names to assets.
var bundle = sync.OnceValue(func() map[string]*asset {
	files := map[string]*asset{}
	add := func(name string, body []byte) {
		a := newAsset(name, body)
		files[a.name], files[a.hashed] = a, a
	}
	add("app.css", join(assets.FS, "css"))
	add("app.js", comments.ReplaceAll(join(assets.FS, "js"), nil))
	for name, a := range ballotScripts() {
		files[name] = a
	}
	for _, dir := range []string{"vendor", "files"} {
		for _, name := range list(assets.FS, dir) {
			add(strings.TrimSuffix(path.Base(name), ".gz"), mustRead(assets.FS, name))
		}
	}
	return files
})

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	kind := mime.TypeByExtension(ext)
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	return &asset{
		name:   name,
		hashed: strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		kind:   kind,
		raw:    body,
		zipped: compress(body),
	}
}

func compress(body []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // fails only for an unknown level
	_, _ = w.Write(body)                                    // a bytes.Buffer takes every write
	_ = w.Close()
	return buf.Bytes()
}

// join puts the files of a folder behind each other in name order.
func join(fsys fs.FS, dir string) []byte {
	var buf bytes.Buffer
	for _, name := range list(fsys, dir) {
		buf.Write(mustRead(fsys, name))
		buf.WriteByte('\n')
	}
	return buf.Bytes()
}

// list and mustRead panic only if the binary was built without its own files. A
// folder's own folders are not among its files.
func list(fsys fs.FS, dir string) []string {
	names, err := fs.Glob(fsys, dir+"/*.*")
	if err != nil {
		panic(err)
	}
	return names
}

// mustRead unpacks what lies compressed in the binary.
func mustRead(fsys fs.FS, name string) []byte {
	body, err := fs.ReadFile(fsys, name)
	if err == nil && path.Ext(name) == ".gz" {
		body, err = unpack(body)
	}
	if err != nil {
		panic(err)
	}
	return body
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// URL returns the address of an embedded asset; it changes with the content, so
// that a browser may keep it for good. It panics on an unknown name, which a
// test of the page finds.
func URL(name string) string {
	a, ok := bundle()[name]
	if !ok {
		panic(fmt.Sprintf("ui: no asset %q", name))
	}
	return AssetPath + a.hashed
}

// Assets serves the embedded files below AssetPath. Hashed names are cached for
// a year, plain names are revalidated; unknown names are 404.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, AssetPath)
		a, ok := bundle()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r, name == a.hashed)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request, forGood bool) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if forGood {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("ETag", `W/"`+a.hashed+`"`)
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.raw
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(a.zipped) < len(a.raw) {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client went away: nothing left to tell
	}
}
