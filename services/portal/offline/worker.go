// Package offline lets a station work without a network: a service worker that
// keeps some pages and what is submitted, and the page that shows what became of
// it. Without a service worker everything works as before.
package offline

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"

	"lianluo/services/portal/ui"
)

//go:embed worker/*.js
var parts embed.FS

// loaded are the files that kept pages load; the worker keeps them too.
var loaded = []string{"app.css", "app.js", "htmx.min.js", "htmx-sse.min.js", "mark.svg", "outbox.js"}

// script is the service worker: its parts behind the addresses of the files and a
// version made of both, so that a browser takes every change as a new worker.
var script = sync.OnceValue(func() []byte {
	var urls []string
	for _, name := range loaded {
		urls = append(urls, ui.URL(name))
	}
	names, err := fs.Glob(parts, "worker/*.js")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	slices.Sort(names)
	var body bytes.Buffer
	for _, name := range names {
		part, err := parts.ReadFile(name)
		if err != nil {
			panic(err) // it was found above
		}
		body.Write(part)
	}
	list, _ := json.Marshal(urls) // strings: cannot fail
	sum := sha256.Sum256(append(slices.Clone(list), body.Bytes()...))
	head := fmt.Sprintf("\"use strict\";\nconst VERSION = %q;\nconst LOADED = %s;\n", hex.EncodeToString(sum[:6]), list)
	return append([]byte(head), body.Bytes()...)
})

// worker serves the script. It lies at the root, so that its scope is the portal.
func worker(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(script()) // the device went away: it asks again
	return nil
}
