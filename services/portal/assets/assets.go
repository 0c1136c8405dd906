// Package assets holds the files that the portal's pages load: style sheets,
// scripts and icons. Third-party files lie here unmodified beside their licences.
package assets

import "embed"

// FS holds css/ and js/ (each joined in name order into app.css and app.js),
// files/ and vendor/ (served one by one) and icons/ (inlined by the ui package).
//
//go:embed css js vendor files icons
var FS embed.FS
