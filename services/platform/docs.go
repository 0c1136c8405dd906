package platform

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"net/http"
	"sync"

	"lianluo/pkg/rpc/openapi"
)

//go:generate go run ./cmd/openapi

// spec is the API description, generated from the declarations and their comments,
// compressed: as text it would be a fiftieth of the binary.
//
//go:embed openapi/openapi.json.gz
var spec []byte

// apiDocs serves the API description and its readable page, which most processes
// never do.
func apiDocs() http.Handler {
	docs := sync.OnceValue(func() http.Handler { return openapi.Handler(unpacked()) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { docs().ServeHTTP(w, r) })
}

// unpacked panics only if the binary was built without its own file.
func unpacked() []byte {
	r, err := gzip.NewReader(bytes.NewReader(spec))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return text
}
