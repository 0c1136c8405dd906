package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func fetch(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHashedAddressesAreKeptForGood(t *testing.T) {
	r := fetch(t, URL("app.css"))
	if r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%d, %s", r.StatusCode, r.Header.Get("Cache-Control"))
	}
	if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/css") {
		t.Errorf("type %q", got)
	}
}

func TestPlainNamesAreRevalidated(t *testing.T) {
	r := fetch(t, AssetPath+"app.js")
	if r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("cache %q", r.Header.Get("Cache-Control"))
	}
	again := fetch(t, AssetPath+"app.js", "If-None-Match", r.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", again.StatusCode)
	}
}

func TestAssetsAreCompressedForThoseWhoCan(t *testing.T) {
	plain := body(t, fetch(t, URL("app.css")))
	r := fetch(t, URL("app.css"), "Accept-Encoding", "gzip, br")
	if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", r.Header)
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(unzipped, plain) {
		t.Errorf("compressed and plain bodies differ (%v)", err)
	}
}

func TestUnknownAssetsAreNotFound(t *testing.T) {
	for _, name := range []string{"", "nothing.css", "../go.mod", "app.000000000000.css"} {
		r := fetch(t, AssetPath+name)
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", name, r.StatusCode)
		}
	}
}

func TestStyleSheetsBeginWithTheFoundation(t *testing.T) {
	css := string(body(t, fetch(t, URL("app.css"))))
	if !strings.HasPrefix(css, "/*! modern-normalize") || !strings.Contains(css, "@media print") {
		t.Error("foundation first, print last")
	}
}

// A first visit loads the page, the style sheet, the scripts and the mark.
func TestFirstLoadIsSmall(t *testing.T) {
	total := 0
	for _, name := range []string{"app.css", "app.js", "htmx.min.js", "htmx-sse.min.js", "mark.svg"} {
		total += len(bundle()[name].zipped)
	}
	if total > 60_000 {
		t.Errorf("first load is %d bytes before the page itself", total)
	}
	if own := len(bundle()["app.js"].zipped); own > 7_000 {
		t.Errorf("app.js is %d bytes compressed, at most 7000", own)
	}
}

func TestThirdPartyFilesLieBesideTheirLicences(t *testing.T) {
	for _, name := range []string{"htmx.LICENSE", "htmx-sse.LICENSE", "modern-normalize.LICENSE", "noble.LICENSE", "qr.LICENSE"} {
		if len(bundle()[name].raw) < 200 {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestAnUnknownNameIsFoundByTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown file must panic")
		}
	}()
	URL("nothing.css")
}

func TestScriptsTravelWithoutTheirComments(t *testing.T) {
	script := string(bundle()["app.js"].raw)
	if comments.MatchString(script) || strings.Count(script, `"use strict"`) < 9 {
		t.Error("comments are sent, or more than comments is left out")
	}
}
