#!/bin/sh
# pack.sh COMMIT: keeps the sources of a release, from which build.sh makes the
# previous version that test-upgrade runs beside this one. After each release.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
git archive --format=tar --prefix=lianluo/ "$1" -- LICENSE go.work go.work.sum api pkg services tools \
	':(exclude)**/*_test.go' ':(exclude)**/testdata/**' | gzip -9n >"$here/source.tar.gz"
git rev-parse "$1" >"$here/COMMIT"
