// Package assets holds the files that the portal's pages load: style sheets,
// scripts and icons. Third-party files lie here unmodified beside their licences.
package assets

import "embed"

// FS holds css/ (joined in name order into app.css), js/ and vendor/ (served one
// by one), img/ (pictures) and icons/ (inlined by the ui package).
//
//go:embed css js vendor img icons
var FS embed.FS
