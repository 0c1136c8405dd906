#!/usr/bin/env bash
# Builds services/portal/assets/vendor/echarts.min.js.gz from the pinned versions in
# package-lock.json: only the charts that the board draws.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
vendor=../../services/portal/assets/vendor
npm ci --ignore-scripts --no-audit --no-fund
node_modules/@esbuild/"$(node -p 'process.platform+"-"+process.arch')"/bin/esbuild entry.js --bundle --minify --legal-comments=none \
	--target=es2018 --define:process.env.NODE_ENV='"production"' --outfile=echarts.min.js
gzip -9n <echarts.min.js >$vendor/echarts.min.js.gz && rm echarts.min.js
cat node_modules/echarts/LICENSE node_modules/echarts/NOTICE node_modules/zrender/LICENSE >$vendor/echarts.LICENSE
