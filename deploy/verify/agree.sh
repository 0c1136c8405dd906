#!/bin/sh
# agree.sh [LIANLUO [ATTACKS]]: whether this verifier and `lianluo verify` judge alike: the shared
# bundles, every attack of Go's suite, and every board that the tests here tamper with.
# Builds lianluo where none is named, and makes the attacks anew where no folder has
# them; needs Go and what test.sh installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

lianluo=${1:-}
if [ -z "$lianluo" ]; then
	lianluo=$folder/lianluo
	(cd "$root" && go build -trimpath -o "$lianluo" ./services/platform/cmd/lianluo)
fi
for bundle in "$root"/pkg/ballot/board/testdata/bundle-*.json; do
	cp "$bundle" "$folder/$(basename "$bundle" .json).bundle.json"
done
if [ -n "${2:-}" ]; then
	cp "$2"/*.json "$folder"
else
	(cd "$root" && go test -count=1 -run '^(TestEveryAttackIsDetectedAndNamed|TestTheDoorRefusesWhatAVerifierWouldFind)$' ./pkg/ballot/board -args -attacks "$folder")
fi
export PYTHONDONTWRITEBYTECODE=1
cd "$here"
LIANLUO_BOARDS=$folder python3 -m unittest -q test_attacks test_operator test_rules
python3 agree.py "$folder" "$lianluo"
