#!/bin/sh
# axe.sh: prints the path of axe-core's script, which the browser tests load into
# every page. It is MPL-2.0: fetched for the tests into a cache, never committed.
#
#   LIANLUO_AXE   the folder (default ~/.cache/lianluo/axe)
set -eu
version=4.14.1
sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
folder=${LIANLUO_AXE:-${HOME:-/tmp}/.cache/lianluo/axe}
file=$folder/axe-$version.min.js

if [ -s "$file" ]; then
	echo "$file"
	exit 0
fi

if ! command -v npm >/dev/null; then
	as_root=
	[ "$(id -u)" = 0 ] || as_root='sudo -n'
	if command -v apt-get >/dev/null && { [ -z "$as_root" ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }; then
		echo "installing npm" >&2
		$as_root apt-get update -qq </dev/null >&2
		DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends npm </dev/null >&2
	else
		echo "the accessibility checks need axe-core $version, which npm fetches: install npm and run this again," >&2
		echo "or put axe.min.js of that version at $file" >&2
		exit 1
	fi
fi

mkdir -p "$folder"
work=$(mktemp -d "$folder/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "axe-core@$version" </dev/null >/dev/null && tar -xzf ./*.tgz package/axe.min.js)
if ! echo "$sum  $work/package/axe.min.js" | sha256sum -c --status; then
	echo "axe-core $version is not the file that was expected: its checksum differs" >&2
	exit 1
fi
mv "$work/package/axe.min.js" "$file"
echo "$file"
