#!/bin/sh
# check.sh HELM VERSION: unpacks the bundle as somebody who received it would,
# and follows its guide as far as it goes without a cluster.
set -eu
helm=$(realpath "$1") version=$2
bundle=$(realpath "bin/bundle/lianluo-$version.tar.gz")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$(dirname "$bundle")" && sha256sum -c --quiet "$(basename "$bundle").sha256")
tar -xzf "$bundle" -C "$work"
cd "$work/lianluo-$version"
sha256sum -c --quiet SHA256SUMS
[ "$(find . -type f ! -name SHA256SUMS | wc -l)" = "$(wc -l <SHA256SUMS)" ] || { echo "some file has no checksum"; exit 1; }
for guide in INSTALL.md INSTALL.zh-CN.md; do
	! grep -n VERSION "$guide" || { echo "$guide names no version"; exit 1; }
	for file in $(grep -oE '(images|values|sbom)/[a-z0-9.-]+[a-z0-9]|lianluo-[0-9][0-9.]*\.tgz' "$guide" | sort -u); do
		[ -e "$file" ] || { echo "$guide names $file, which is not there"; exit 1; }
	done
done
for values in values/*.yaml; do
	"$helm" lint --strict --quiet --kube-version 1.35.4 lianluo-*.tgz -f "$values"
	image=$("$helm" template lianluo lianluo-*.tgz --kube-version 1.35.4 -f "$values" | sed -n 's/^ *image: "\(.*\)"/\1/p' | sort -u)
	[ "$image" = "registry.example.gov.cn/lianluo:$version" ] || { echo "$values runs $image"; exit 1; }
done
for image in images/*.tar; do
	tar -xOf "$image" manifest.json | grep -q "\"lianluo:$version\"" || { echo "$image is not lianluo:$version"; exit 1; }
done
for list in sbom/*.json; do grep -q '"bomFormat": "CycloneDX"' "$list"; done
# What was changed on the way is noticed.
echo x >>values/province.yaml
! sha256sum -c --quiet SHA256SUMS >/dev/null 2>&1 || { echo "a changed file is not noticed"; exit 1; }
echo "the bundle holds what its guide says: $(basename "$bundle"), $(wc -c <"$bundle") bytes"
