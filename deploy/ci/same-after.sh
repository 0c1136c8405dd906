#!/bin/sh
# same-after.sh COMMAND…: runs a command that must leave the work tree as it
# found it. On a clean tree this is `git diff --exit-code` after the command;
# on a tree with changes of one's own it still tells only what the command did.
set -eu
before=$(mktemp) after=$(mktemp)
trap 'rm -f "$before" "$after"' EXIT
state() { git status --porcelain --untracked-files=all; git diff; }
state >"$before"
"$@"
state >"$after"
if ! cmp -s "$before" "$after"; then
	diff "$before" "$after" | head -60
	echo "generated files differ from the committed ones: run 'make generate' and commit the result" >&2
	exit 1
fi
