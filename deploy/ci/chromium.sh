#!/bin/sh
# chromium.sh: prints the browser that the tests drive; installs Debian's
# chromium and a Chinese font where it is missing and the machine allows it.
set -eu

browser() {
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" && return 0
	done
	mac='/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
	[ -x "$mac" ] && echo "$mac"
}

fonts() { ! command -v fc-list >/dev/null || fc-list ':lang=zh-cn' | grep -q .; }

if path=$(browser) && fonts; then
	echo "browser: $path"
	exit 0
fi

as_root=
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root='sudo -n'; else as_root=none; fi
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
	echo "the browser tests need Chromium and a Chinese font, and cannot install them here:" >&2
	echo "install chromium (or google-chrome) and Noto Sans CJK, then run 'make test' again" >&2
	exit 1
fi

echo "installing chromium and fonts-noto-cjk"
$as_root apt-get update -qq </dev/null
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium chromium-sandbox fonts-noto-cjk </dev/null >/dev/null
path=$(browser) || { echo "chromium was installed and still cannot be found in PATH" >&2; exit 1; }
echo "browser: $path"
