package ui

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
)

// A page that loads the modules gets them all from one folder, kept for good.
func TestTheBallotsModulesAreServedTogether(t *testing.T) {
	imports := regexp.MustCompile(`(?:\bfrom |\bimport\()"(\.[^"]*)"`)
	total := 0
	for _, address := range BallotModules() {
		r := fetch(t, address)
		if r.StatusCode != http.StatusOK || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %s", address, r.StatusCode, r.Header.Get("Cache-Control"))
		}
		if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/javascript") {
			t.Errorf("%s: %s", address, kind)
		}
		for _, found := range imports.FindAllSubmatch(body(t, r), -1) {
			other := path.Join(path.Dir(address), string(found[1]))
			if got := fetch(t, other); got.StatusCode != http.StatusOK {
				t.Errorf("%s imports %s: %d", address, other, got.StatusCode)
			}
		}
		at, _ := url.Parse(address)
		total += len(bundle()[strings.TrimPrefix(at.Path, AssetPath)].zipped)
	}
	if total > 50_000 {
		t.Errorf("the ballot's scripts are %d bytes compressed", total)
	}
}

func TestTheBallotsModulesAreNotPartOfEveryPage(t *testing.T) {
	if strings.Contains(string(bundle()["app.js"].raw), "lianluo-ballot/1") {
		t.Error("app.js holds the ballot's modules")
	}
}

// What a deputy's phone loads of scripts to vote, as it is sent.
func TestTheScriptsWeighLittle(t *testing.T) {
	all := 0
	for _, at := range append(BallotModules(), URL("js/ballot/page_deputy.js"), URL("app.css"), URL("app.js")) {
		all += len(body(t, fetch(t, at, "Accept-Encoding", "gzip")))
	}
	t.Logf("scripts and looks of the page for voting, compressed: %d KB", all>>10)
	if all > 150<<10 {
		t.Errorf("%d bytes, more than 150 KB", all)
	}
}
