#!/usr/bin/env bash
# test.sh HELM IMAGE IMAGE_TOOL: the image and the chart on a real cluster.
# Installs the province profile beside real engines, plays the end-to-end tests
# through the Services, then upgrades every service under load, lets a bad
# release roll itself back, and with NODES=2 drains and kills a node and scales
# by load; in the end everything is saved, thrown away and restored. Prints what it measured; takes everything away again (KEEP=1 leaves it).
set -euo pipefail
cd "$(dirname "$0")/../.."
helm=$(realpath "$1") image=$2 image_tool=$3
logs=$PWD/bin/cluster
rate=${RATE:-200} ns=${NAMESPACE:-lianluo-test}
work=$(mktemp -d)
mkdir -p "$logs"
. deploy/cluster/place.sh

k() { inside kubectl -n "$ns" "$@"; }
h() { inside "$helm" -n "$ns" "$@"; }
say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }
fail() { say "FAILED: $*"; exit 1; }

finish() {
	local code=$?
	trap - EXIT
	set +e # what is shown and taken away here changes nothing of how the test ended
	if [ "$code" != 0 ]; then
		k get pods -o wide 2>&1 | tail -n 40
		k get events --sort-by=.lastTimestamp 2>&1 | grep -v Normal | tail -n 15
		k logs client --tail=60 2>&1
		k logs -l app.kubernetes.io/name=lianluo --prefix --tail=300 --max-log-requests=40 >"$logs/services.log" 2>&1
	fi
	if [ -z "${KEEP:-}" ]; then
		h uninstall lianluo --wait >/dev/null 2>&1
		inside kubectl delete namespace "$ns" --wait=true --timeout=120s >/dev/null 2>&1
		inside kubectl delete pv "$ns-drill" --ignore-not-found >/dev/null 2>&1
		leave
	fi
	rm -rf "$work"
	exit "$code"
}
trap finish EXIT

# engines WHERE: MongoDB and Kafka, empty, with their data in a folder of the node.
engines() {
	if [ -n "${KUBECONFIG:-}" ]; then CLUSTER_DIR=$(cd "$CLUSTER_DIR" && pwd); else CLUSTER_DIR=$cluster; fi
	"$CLUSTER_DIR/engines/build.sh" >"$logs/engines.log" 2>&1 || { tail -n 20 "$logs/engines.log"; exit 1; }
	local text
	text=$(cat "$CLUSTER_DIR/engines/mongod.yaml"; echo ---; cat "$CLUSTER_DIR/engines/kafka.yaml")
	for one in mongod:6.0.5 kafka:4.1.0 rsinit:1; do
		engine_image "${one%:*}" "$one"
		[ -z "${KUBECONFIG:-}" ] || text=${text//"localhost/$one"/"$(image_of "$one")"}
	done
	[ -z "${KUBECONFIG:-}" ] || text=${text//imagePullPolicy: Never/imagePullPolicy: IfNotPresent}
	text=${text//lianluo-test\//lianluo-test\/$1\/}
	k apply -f - <<<"$text" >/dev/null
	for one in mongod kafka; do
		[ "$NODES" = 1 ] || k patch statefulset "$one" --type merge -p "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":$first}}}}" >/dev/null
		k rollout status "statefulset/$one" --timeout=180s >/dev/null
	done
	k wait --for=condition=complete job/mongod-initiate --timeout=120s >/dev/null
}

secrets() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=mail -addext subjectAltName=DNS:mail,DNS:localhost \
		-keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
	chmod a+r "$work"/tls.*
	k create secret tls mail --cert="$work/tls.crt" --key="$work/tls.key" >/dev/null
	k create configmap authorities --from-file=ca.crt="$work/tls.crt" >/dev/null
	k create secret generic lianluo --from-literal=internal=internal-secret-for-tests-only-0 --from-literal=master=master-secret-for-tests-only-000 \
		--from-literal=mongo='mongodb://mongod-0.mongod:27017/?replicaSet=rs0' >/dev/null
}

# restricted: the API server itself finds nothing in what the chart renders that
# the strictest of the Pod Security Standards would refuse.
restricted() {
	inside kubectl create namespace "$ns-strict" >/dev/null
	inside kubectl label namespace "$ns-strict" pod-security.kubernetes.io/warn=restricted >/dev/null
	local said
	said=$(h template lianluo charts/lianluo "${release[@]}" --validate | inside kubectl -n "$ns-strict" apply --dry-run=server -f - 2>&1) || fail "the API server refuses what the chart renders: $said"
	inside kubectl delete namespace "$ns-strict" --wait=false >/dev/null
	case $said in *"would violate"*) fail "$said" ;; esac
}

release=(-f deploy/cluster/values.yaml --set "kafka.brokers={kafka-0.kafka:9092}")
at() { echo --set "image.repository=$(image_of "${image%:*}")" --set "image.tag=$1"; }

# span NAME: what the client counted since the last one; nothing may have failed,
# unless "may fail" is said.
span() {
	local said
	said=$(k get --raw "/api/v1/namespaces/$ns/pods/client:9000/proxy/span")
	say "$1: $said"
	[ "${2:-}" = "may fail" ] || case $said in *", 0 failed"*) ;; *) fail "$1: requests failed" ;; esac
}

phase() { # NAME SECONDS: waits until the client is there; one that does not answer is asked again
	local now until=$((SECONDS + $2))
	while now=$(k get --raw "/api/v1/namespaces/$ns/pods/client:9000/proxy/phase" 2>/dev/null || true); [ "$now" != "$1" ]; do
		[ "$(k get pod client -o jsonpath='{.status.phase}')" != Failed ] || fail "the client ended while it was at: $1"
		[ $SECONDS -lt $until ] || fail "the client is at \"$now\", not at $1"
		sleep 1
	done
}

deployed() { h status lianluo -o json | sed -n 's/.*"status":"\([a-z-]*\)".*/\1/p'; }

reach
first=$(inside kubectl get nodes -o jsonpath='{"{\"kubernetes.io/hostname\":\""}{.items[0].metadata.labels.kubernetes\.io/hostname}{"\"}"}')
say "the cluster answers: $(inside kubectl version 2>/dev/null | tail -n 1), $NODES node(s)"
inside kubectl delete namespace "$ns" "$ns-strict" --ignore-not-found --wait=true >/dev/null 2>&1
forget
inside kubectl create namespace "$ns" >/dev/null
for part in "image/lianluo-*.tar ${image}" "image-next/lianluo-*.tar ${image}-next" "image-client/lianluo-*.tar lianluo-client:test"; do
	set -- $part
	send "$(ls bin/$1)" "$2"
done
secrets
engines first
say "MongoDB and Kafka are ready"
k logs -f mongod-0 >"$logs/mongod.log" 2>&1 &
restricted

h install lianluo charts/lianluo "${release[@]}" $(at "${image#*:}") --wait --timeout 6m >"$logs/install.log" 2>&1 || { cat "$logs/install.log"; fail "helm install --wait"; }
say "installed: $(k get pods -l app.kubernetes.io/instance=lianluo --field-selector=status.phase=Running --no-headers | wc -l) pods are ready"

sed -e "s|CLIENT_IMAGE|$(image_of lianluo-client:test)|; s|CLIENT_RATE|$rate|; s|NODE_SELECTOR|$([ "$NODES" = 1 ] && echo '{}' || echo "$first")|" deploy/cluster/client.yaml | k apply -f - >/dev/null
phase load 900
say "the main job was played through the gateway's Service, and the pages of the portal's were looked at"
sleep 20
span "at rest"

# What the pods that an upgrade ends have said would end with them.
k logs -f -l app.kubernetes.io/instance=lianluo --prefix --tail=-1 --max-log-requests=60 >"$logs/before.log" 2>&1 &
h upgrade lianluo charts/lianluo "${release[@]}" $(at "${image#*:}-next") --wait --timeout 15m >"$logs/upgrade.log" 2>&1 || { cat "$logs/upgrade.log"; fail "helm upgrade --wait"; }
span "upgrade of every service"

if h upgrade lianluo charts/lianluo "${release[@]}" $(at not-there) --set setup.enabled=false --atomic --timeout 60s >"$logs/bad.log" 2>&1; then fail "a release whose image does not exist was taken"; fi
[ "$(deployed)" = deployed ] || fail "after the bad release helm says $(deployed)"
k get deployments -l app.kubernetes.io/instance=lianluo -o jsonpath='{.items[*].spec.template.spec.containers[0].image}' | grep -q not-there && fail "the bad release's image stays"
k wait deployment -l app.kubernetes.io/instance=lianluo --for=condition=Available --timeout=120s >/dev/null
span "a bad release, rolled back by itself"

[ "$NODES" = 1 ] || . deploy/cluster/nodes.sh

k get --raw "/api/v1/namespaces/$ns/pods/client:9000/proxy/stop" >/dev/null
phase checked 900
say "what was acknowledged is there, once; nobody was told twice; counts and audit chain agree"
k get pods -l app.kubernetes.io/instance=lianluo -o jsonpath='{range .items[*]}{.metadata.name}{" "}{.status.containerStatuses[0].restartCount}{"\n"}{end}' | awk '$2 > 0 { print "        restarted " $2 " times: " $1 }'
. deploy/cluster/drill.sh
k get --raw "/api/v1/namespaces/$ns/pods/client:9000/proxy/again" >/dev/null
until [ "$(k get pod client -o jsonpath='{.status.phase}')" != Running ]; do
	[ $SECONDS -lt 3300 ] || fail "the checks do not end"
	sleep 2
done
k logs client >"$logs/client.log"
[ "$(k get pod client -o jsonpath='{.status.phase}')" = Succeeded ] || fail "something was lost, doubled or told twice: see $logs/client.log"
grep -E '(acknowledged|mail:|revoked role)' "$logs/client.log" | sed 's/^ */        /'
say "all of it is there again after the restore"
say "passed"
