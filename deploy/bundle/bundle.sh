#!/bin/sh
# bundle.sh HELM VERSION CREATED: puts what bin/image holds, the chart and a
# guide into bin/bundle/lianluo-VERSION.tar.gz. The same commit gives the same
# file: nothing in it knows when or where it was made.
set -eu
helm=$1 version=$2 created=$3
name=lianluo-$version
out=bin/bundle
rm -rf "$out"
mkdir -p "$out/$name/images" "$out/$name/sbom"

same() { # FILE FOLDER WHAT…: an archive without times, owners and order of this machine
	file=$1 folder=$2
	shift 2
	tar --sort=name --mtime="@$created" --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w --format=ustar -C "$folder" -cf - "$@" | gzip -n >"$file"
}

"$helm" package charts/lianluo --app-version "$version" -d "$out" >/dev/null
chart=$(basename "$out"/lianluo-*.tgz)
mkdir "$out/chart"
tar -xzmf "$out/$chart" -C "$out/chart"
same "$out/$name/$chart" "$out/chart" lianluo
rm -r "$out/chart" "${out:?}/$chart"

cp bin/image/lianluo-*.tar "$out/$name/images/"
cp bin/image/lianluo-*.cdx.json "$out/$name/sbom/"
cp bin/image/digest "$out/$name/images/"
cp -r deploy/bundle/values "$out/$name/"
cp LICENSE bin/NOTICES "$out/$name/"
bin/lianluo verify -page "$out/$name/lianluo-verify.html"
for guide in INSTALL.md INSTALL.zh-CN.md; do
	sed "s/lianluo-VERSION\.tgz/$chart/g; s/VERSION/$version/g" "deploy/bundle/$guide" >"$out/$name/$guide"
done
(cd "$out/$name" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
same "$out/$name.tar.gz" "$out" "$name"
rm -r "${out:?}/$name"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
cat "$out/$name.tar.gz.sha256"
