package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"lianluo/services/portal/assets"
)

// ballotScripts are the secret ballot's scripts, which import each other by relative paths: they
// lie under one folder whose name changes with any of them, so that a page never
// mixes two versions and a browser may keep them for good.
func ballotScripts() map[string]*asset {
	names := append(list(assets.FS, "js/ballot"), "vendor/noble.min.js", "vendor/qr.min.js")
	sum := sha256.New()
	files := map[string]*asset{}
	for _, name := range names {
		body := comments.ReplaceAll(mustRead(assets.FS, name), nil)
		sum.Write(body)
		files[name] = newAsset(name, body)
	}
	folder := hex.EncodeToString(sum.Sum(nil)[:6]) + "/"
	served := map[string]*asset{}
	for name, a := range files {
		a.hashed = folder + name
		served[a.name], served[a.hashed] = a, a
	}
	return served
}

// BallotModules are the addresses of the ballot's scripts, for a page to load ahead:
// they import each other, and a phone would ask for them one after another. A page's own
// script, page_….js, is not among them.
func BallotModules() []string {
	var urls []string
	for name, a := range bundle() {
		module, ours := strings.CutPrefix(name, "js/ballot/")
		if name == a.name && ours && module != "worker.js" && !strings.HasPrefix(module, "page_") {
			urls = append(urls, URL(name))
		}
	}
	urls = append(urls, URL("vendor/noble.min.js"))
	slices.Sort(urls)
	return urls
}
