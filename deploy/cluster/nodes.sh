# nodes.sh is read by test.sh where there are two nodes: the second is drained,
# then killed; then the gateway scales by load.
second=$(inside kubectl get nodes -o jsonpath='{.items[1].metadata.name}')

inside kubectl drain "$second" --ignore-daemonsets --delete-emptydir-data --timeout=600s >"$logs/drain.log" 2>&1 || { tail -n 20 "$logs/drain.log"; fail "drain"; }
k wait deployment -l app.kubernetes.io/instance=lianluo --for=condition=Available --timeout=300s >/dev/null
span "drain of a node"
inside kubectl uncordon "$second" >/dev/null
k rollout restart deployment -l app.kubernetes.io/instance=lianluo >/dev/null
for one in $(k get deployments -l app.kubernetes.io/instance=lianluo -o name); do k rollout status "$one" --timeout=300s >/dev/null; done
span "restart of every service, over both nodes again"

if [ -z "${KUBECONFIG:-}" ]; then
	node=$(pgrep -P "$(cat "$state/node2.pid")" | head -n 1)
	say "node $second is killed with $(k get pods -l app.kubernetes.io/instance=lianluo --field-selector "spec.nodeName=$second" --no-headers | wc -l) pods"
	kill -KILL "$node"
	sleep 90
	span "loss of a node" "may fail"
	sleep 20
	span "after the loss"
fi

h upgrade lianluo charts/lianluo "${release[@]}" $(at "${image#*:}-next") --set defaults.autoscaling.enabled=true --wait --timeout 10m >"$logs/scale.log" 2>&1 || { cat "$logs/scale.log"; fail "switching autoscaling on"; }
until=$((SECONDS + 300))
until k get hpa -o jsonpath='{range .items[*]}{.metadata.name}{" "}{.spec.minReplicas}{" "}{.status.desiredReplicas}{"\n"}{end}' | awk '$3 > $2 { grown = 1; print "        scaled: " $1 " from " $2 " to " $3 } END { exit !grown }'; do
	[ $SECONDS -lt $until ] || fail "nothing scaled: $(k get hpa)"
	sleep 5
done
span "scaling by load" "may fail"
