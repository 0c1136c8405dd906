// Package assets holds the files that the portal's pages load: style sheets,
// scripts and icons. Third-party files lie here unmodified beside their licences.
package assets

import "embed"

// FS holds css/ and js/ (each joined in name order into app.css and app.js),
// files/ and vendor/ (served one by one), icons/ (inlined by the ui package),
// js/ballot/ (modules that import each other) and verify/ (the page that verifies a
// ballot from a stick, which ballotpage puts together).
//
//go:embed css js vendor files icons verify
var FS embed.FS
