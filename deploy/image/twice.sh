#!/bin/sh
# twice.sh VERSION CREATED ARCHES: packs the image once more from another
# checkout and says whether it is the same, byte for byte.
set -eu
here=$(cat bin/image/digest)
other=$(mktemp -d)
trap 'rm -rf "$other"' EXIT
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$other"
make -s -C "$other" image VERSION="$1" CREATED="$2" ARCHES="$3" REGISTRY= >/dev/null
there=$(cat "$other/bin/image/digest")
[ "$here" = "$there" ] || { echo "two checkouts give two images: $here and $there"; exit 1; }
echo "two checkouts give the same image: $here"
