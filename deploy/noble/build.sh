#!/usr/bin/env bash
# Builds services/portal/assets/vendor/noble.min.js and qr.min.js, two modules, from
# the pinned versions in package-lock.json: only what the ballot's scripts import.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
vendor=../../services/portal/assets/vendor
npm ci --ignore-scripts --no-audit --no-fund
for name in noble qr; do
	node_modules/@esbuild/"$(node -p 'process.platform+"-"+process.arch')"/bin/esbuild $name.js --bundle --minify --format=esm \
		--legal-comments=none --target=es2020 --outfile=$vendor/$name.min.js
done
cat node_modules/@noble/curves/LICENSE node_modules/@noble/hashes/LICENSE >$vendor/noble.LICENSE
cat node_modules/qr/LICENSE-MIT >$vendor/qr.LICENSE
