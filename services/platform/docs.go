package platform

import (
	_ "embed"
	"net/http"

	"lianluo/pkg/rpc/openapi"
)

//go:generate go run ./cmd/openapi

// spec is the API description, generated from the declarations and their comments.
//
//go:embed openapi/openapi.json
var spec []byte

// apiDocs serves the API description and its readable page.
func apiDocs() http.Handler { return openapi.Handler(spec) }
