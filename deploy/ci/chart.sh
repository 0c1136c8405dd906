#!/bin/sh
# chart.sh render|check HELM [KUBECONFORM]: renders the chart under each of its
# test settings (charts/lianluo/tests/*.yaml → tests/golden), or checks what was
# rendered against strict schemas, and that wrong settings are refused.
set -eu
chart=charts/lianluo
tests=$chart/tests
kube=1.35.4
helm=$2

render() {
	mkdir -p "$tests/golden"
	for values in "$tests"/*.yaml; do
		"$helm" template lianluo $chart --namespace llz --kube-version $kube -f "$values" >"$tests/golden/$(basename "$values")"
	done
}

refused() { # WHAT SETTING…: the chart says no, and names it
	what=$1
	shift
	if said=$("$helm" template lianluo $chart --kube-version $kube "$@" 2>&1); then
		echo "the chart takes $*"
		exit 1
	fi
	case $said in *"$what"*) ;; *) echo "the chart refuses $* for another reason: $said"; exit 1 ;; esac
}

check() {
	"$helm" lint --strict --quiet --kube-version $kube $chart
	"$1" -strict -summary -kubernetes-version $kube -schema-location "$tests/schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$tests"/golden/*.yaml
	refused borkers --set 'kafka.borkers={a:1}'
	refused casewrok --set services.casewrok.replicas=2
	refused replica --set services.casework.replica=2
	refused profile --set profile=large
	refused baseURL --set baseURL=llz.example.gov.cn
	refused replicas --set defaults.replicas=0
	refused parentRefs --set gatewayAPI.enabled=true
}

case $1 in
render) render ;;
check) check "$3" ;;
esac
