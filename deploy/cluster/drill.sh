# drill.sh is read by test.sh: the chart's CronJob saves everything, the
# installation and both engines are thrown away, and a pod of the operator's
# brings it back into empty ones; it reads all of it again and compares digests.

# claim: a cluster of this machine has no storage of its own but the node's.
claim() {
	local made="storageClassName: ''" volume=''
	if [ -n "${KUBECONFIG:-}" ]; then
		made=''
	else
		install -d -m 1777 /var/lib/lianluo-test/backup
		volume="
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: $ns-drill}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  claimRef: {namespace: $ns, name: drill}
  hostPath: {path: /var/lib/lianluo-test/backup}"
	fi
	inside kubectl delete pv "$ns-drill" --ignore-not-found >/dev/null
	k apply -f - >/dev/null <<-END
		{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: drill}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, $made}}
		$volume
	END
}

# ends JOB SECONDS: waits until it is through, and shows what it said if it is not.
ends() {
	k wait --for=condition=complete "job/$1" --timeout="$2s" >/dev/null || fail "the job $1 does not complete: $(k logs "job/$1" --tail=30 2>&1)"
}

claim
h upgrade lianluo charts/lianluo "${release[@]}" $(at "${image#*:}-next") --set backup.enabled=true --set backup.persistence.existingClaim=drill --wait --timeout 10m >"$logs/backup.log" 2>&1 ||
	{ cat "$logs/backup.log"; fail "switching backups on"; }
began=$SECONDS
k create job backup-now --from=cronjob/lianluo-backup >/dev/null
ends backup-now 600
k logs job/backup-now >"$logs/backup.log"
say "saved in $((SECONDS - began)) s: $(grep ' records and ' "$logs/backup.log")"

saved=$(sed -n 's#.*/backup/\([0-9TZ]*\).*#\1#p' "$logs/backup.log" | tail -n 1)
# Not the CronJob's own: with that it would be taken away.
restore=$(k create job restore --from=cronjob/lianluo-backup --dry-run=client -o json |
	k patch --local -f - --type=json -p '[{"op": "remove", "path": "/metadata/ownerReferences"}]' -o json |
	sed "s#^\( *\)\"backup\",\$#\1\"restore\",#; s#\"-under=/backup\"#\"-from=/backup/$saved\"#; s#\"-keep=[0-9]*\"#\"-resume\"#
	s#\"\(serviceAccount[A-Za-z]*\)\": .*#\"\1\": \"default\",#") # the chart's own goes with it
h uninstall lianluo --wait >/dev/null
k delete statefulset/mongod statefulset/kafka job/mongod-initiate --cascade=foreground --timeout=180s >/dev/null # with their pods
engines second
began=$SECONDS
k apply -f - <<<"$restore" >/dev/null || fail "the job that restores is refused"
ends restore 600
k logs job/restore >"$logs/restore.log"
grep -q "the same as in the backup" "$logs/restore.log" || { cat "$logs/restore.log"; fail "the restore does not say that all is the same"; }
say "restored into empty engines in $((SECONDS - began)) s: $(tail -n 1 "$logs/restore.log")"
h install lianluo charts/lianluo "${release[@]}" $(at "${image#*:}-next") --wait --timeout 6m >"$logs/install.log" 2>&1 || { cat "$logs/install.log"; fail "helm install after the restore"; }
