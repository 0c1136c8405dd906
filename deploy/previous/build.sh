#!/bin/sh
# build.sh DIR GO-BUILD…: builds the previous release with the given command and
# prints the binary's path, which has the sources' checksum in its name: what is
# there already is not built again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1/lianluo-previous-$(sha256sum "$here/source.tar.gz" | cut -c1-12)
shift
if [ ! -x "$bin" ]; then
	mkdir -p "$(dirname "$bin")"
	src=$(mktemp -d)
	trap 'rm -rf "$src"' EXIT
	tar -xzf "$here/source.tar.gz" -C "$src"
	(cd "$src/lianluo" && "$@" -o "$bin.new" ./services/platform/cmd/lianluo) >&2
	mv "$bin.new" "$bin"
fi
echo "$bin"
