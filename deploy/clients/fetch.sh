#!/usr/bin/env bash
# Fetches the clients that tests run against the system and prints the folder
# they are in. Safe to repeat: what is there stays.
#
#   LIANLUO_CLIENTS   the folder (default ~/.cache/lianluo/clients)
#   CI=true           missing tools are installed with apt-get
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The name carries what is wanted: other requirements never take older clients.
clients=${LIANLUO_CLIENTS:-$HOME/.cache/lianluo/clients}/$(sha256sum "$here/requirements.txt" | cut -c1-12)

if [[ ! -e $clients/complete ]]; then
	if ! python3 -m pip --version >/dev/null 2>&1; then
		[[ ${CI:-} == true ]] || { echo "clients: python3 with pip is missing (Debian: sudo apt-get install python3-pip)" >&2; exit 1; }
		root=()
		[[ $(id -u) == 0 ]] || root=(sudo -n)
		"${root[@]}" apt-get update -qq >&2
		"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-pip >&2
	fi
	python3 -m pip install --quiet --disable-pip-version-check --target "$clients" -r "$here/requirements.txt" >&2
	touch "$clients/complete"
fi
echo "$clients"
