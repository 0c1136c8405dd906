#!/bin/sh
# test.sh: the second verifier against the shared vectors, bundles and attacks, by
# libsodium and by Python alone; installs python3 and libsodium where it can.
set -eu
cd "$(dirname "$0")"

ready() { python3 -c 'import sodium, sys; sys.exit(sodium.library() is None)' 2>/dev/null; }

if ! ready; then
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root='sudo -n'; else as_root=none; fi
	fi
	if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
		echo "python3 (3.9 or newer) and libsodium are missing: install them (Debian: apt-get install python3 libsodium23), then run this again" >&2
		exit 1
	fi
	$as_root apt-get update -qq </dev/null
	DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends python3 libsodium23 </dev/null >/dev/null
	ready || { echo "libsodium was installed and still cannot be loaded" >&2; exit 1; }
fi

export PYTHONDONTWRITEBYTECODE=1
python3 -m unittest
LIANLUO_VERIFY=plain python3 -m unittest test_vectors test_verify
