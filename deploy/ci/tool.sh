#!/bin/sh
# tool.sh PACKAGE@VERSION FILE: builds a Go tool at a fixed version into FILE,
# outside the workspace so that its dependencies do not touch ours.
set -eu
package=$1 file=$2
directory=$(dirname "$file")
mkdir -p "$directory"
work=$(mktemp -d "$directory/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "building $package (once)"
GOWORK=off GOBIN="$work" CGO_ENABLED=0 go install -trimpath "$package"
mv "$work"/* "$file"
# go:generate lines name the tool without its version.
ln -sf "$(basename "$file")" "${file%-v*}"
