#!/bin/sh
# build.sh DIR GO-BUILD…: builds the collector with the given command and prints
# its path, which has the checksum of what it is made of in its name.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1/otel-collector-$(cat "$here/main.go" "$here/go.mod" "$here/go.sum" | sha256sum | cut -c1-12)
shift
if [ ! -x "$bin" ]; then
	mkdir -p "$(dirname "$bin")"
	(cd "$here" && GOWORK=off "$@" -o "$bin.new" .) >&2
	mv "$bin.new" "$bin"
fi
echo "$bin"
