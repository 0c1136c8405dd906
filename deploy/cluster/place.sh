# place.sh is read by test.sh: where the cluster is and how images get there.
# Without KUBECONFIG a cluster of CLUSTER_DIR is used, and started if it does
# not run; with KUBECONFIG any cluster is, and REGISTRY takes the images.
: "${CLUSTER_DIR:=../shared/cluster}"
: "${NODES:=1}"
if [ -n "${KUBECONFIG:-}" ]; then
	: "${REGISTRY:?with KUBECONFIG also say REGISTRY: where this machine pushes images and the cluster pulls them}"
	inside() { "$@"; }
	reach() { :; }
	forget() { :; }
	leave() { :; }
	image_of() { echo "$REGISTRY/$1"; }
	send() { "$image_tool" -send "$1" -push "$(image_of "$2")"; } # ARCHIVE NAME:TAG
	engine_image() { send "$state/img/$1.tar" "$2"; }
else
	cluster=$(cd "$CLUSTER_DIR" && pwd) || { echo "no cluster in CLUSTER_DIR ($CLUSTER_DIR): name a folder with up.sh, or say KUBECONFIG and REGISTRY"; exit 1; }
	inside() { "$cluster/ns.sh" "$@"; }
	started=no
	reach() {
		inside kubectl get --raw /readyz >/dev/null 2>&1 && return
		started=yes
		"$cluster/up.sh" node "$NODES" >"$logs/up.log" 2>&1 && ease && return
		ease
		"$cluster/up.sh" node "$NODES" >>"$logs/up.log" 2>&1 || { tail -n 30 "$logs/up.log"; exit 1; }
	}
	# ease: a disk that is six sevenths full is no reason for a test's node to
	# refuse pods and to delete the images that were put there.
	ease() {
		local conf
		for conf in "$state"/node[0-9]*/kubelet.yaml; do
			grep -q evictionHard "$conf" && continue
			printf 'evictionHard: {nodefs.available: 1%%, imagefs.available: 1%%}\nevictionPressureTransitionPeriod: 0s\nimageGCHighThresholdPercent: 100\n' >>"$conf"
			kill "$(pgrep -f -- "/kubelet --config=$conf ")" # its keeper starts it again
		done
		until inside kubectl get nodes -o jsonpath='{.items[*].status.conditions[?(@.type=="DiskPressure")].status}' | grep -qv True; do sleep 1; done
		for conf in "$state"/img/*.tar; do send "$conf"; done
	}
	leave() {
		[ "$started" = yes ] || return 0
		"$cluster/down.sh"
		forget
	}
	forget() { rm -rf /var/lib/lianluo-test; } # what the engines kept on the node
	image_of() { echo "$1"; }
	send() {
		local node
		for node in "$state"/node*/ctrd.sock; do ctr -a "$node" -n k8s.io images import "$1" >/dev/null; done
	}
	engine_image() { :; } # engines/build.sh has put them there
fi
state=${LIANLUO_CLUSTER_STATE:-${XDG_CACHE_HOME:-$HOME/.cache}/lianluo-cluster/state}
