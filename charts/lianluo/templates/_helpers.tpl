{{/* Labels by which everything of the installation is found; with a component, of one service. */}}
{{- define "lianluo.selector" -}}
app.kubernetes.io/name: lianluo
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "lianluo.labels" -}}
{{ include "lianluo.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "lianluo.name" -}}
{{ printf "%s-%s" .root.Release.Name .component | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "lianluo.image" -}}
{{- $i := .Values.image -}}
{{ $i.repository }}{{ if $i.digest }}@{{ $i.digest }}{{ else }}:{{ $i.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "lianluo.account" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}

{{/* The door of the installation: the Service that people's requests go to. */}}
{{- define "lianluo.door" -}}
{{ if eq .Values.profile "standalone" }}{{ .Release.Name }}-all{{ else }}{{ .Release.Name }}-gateway{{ end }}
{{- end }}

{{/* Settings of a service: its own over those of `defaults`. */}}
{{- define "lianluo.settings" -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (.service | default dict) | toYaml -}}
{{- end }}

{{- define "lianluo.fromSecret" -}}
- name: {{ .name }}
  valueFrom: {secretKeyRef: {name: {{ .secret }}, key: {{ .key | quote }}}}
{{- end }}

{{/* Environment of every container. */}}
{{- define "lianluo.env" -}}
{{- $v := .root.Values -}}
- {name: LIANLUO_BASE_URL, value: {{ $v.baseURL | quote }}}
- {name: LIANLUO_TLS_PROXIES, value: {{ join "," $v.trustedProxies | quote }}}
{{ include "lianluo.fromSecret" (dict "name" "LIANLUO_SECRETS_INTERNAL" "secret" $v.secrets.name "key" $v.secrets.internalKey) }}
{{ include "lianluo.fromSecret" (dict "name" "LIANLUO_SECRETS_MASTER" "secret" $v.secrets.name "key" $v.secrets.masterKey) }}
{{- if eq $v.profile "province" }}
{{- $peers := list }}
{{- range $name, $_ := $v.services }}
{{- $peers = append $peers (printf "%s=http://%s-%s:8080" $name $.root.Release.Name $name) }}
{{- end }}
- {name: LIANLUO_PEERS, value: {{ join "," $peers | quote }}}
- {name: LIANLUO_STORE_PREFIX, value: {{ $v.mongo.prefix | quote }}}
{{ include "lianluo.fromSecret" (dict "name" "LIANLUO_STORE_MONGO" "secret" $v.mongo.secretName "key" $v.mongo.secretKey) }}
- {name: LIANLUO_EVENTS_BROKERS, value: {{ join "," $v.kafka.brokers | quote }}}
- {name: LIANLUO_EVENTS_PARTITIONS, value: {{ $v.kafka.partitions | quote }}}
- {name: LIANLUO_EVENTS_REPLICATION, value: {{ $v.kafka.replication | quote }}}
- {name: LIANLUO_EVENTS_TLS, value: {{ $v.kafka.tls | quote }}}
{{- with $v.kafka.mechanism }}
- {name: LIANLUO_EVENTS_MECHANISM, value: {{ . | quote }}}
- {name: LIANLUO_EVENTS_USER, value: {{ $v.kafka.user | quote }}}
{{ include "lianluo.fromSecret" (dict "name" "LIANLUO_EVENTS_PASSWORD" "secret" $v.kafka.secretName "key" $v.kafka.secretKey) }}
{{- end }}
{{- end }}
{{- with $v.metrics.port }}
- {name: LIANLUO_METRICS_ADDR, value: "0.0.0.0:{{ . }}"}
{{- end }}
{{- with $v.otlp.endpoint }}
- {name: LIANLUO_OBSERVE_TRACES_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- if $v.trust.configMapName }}
- {name: SSL_CERT_FILE, value: /etc/lianluo/trust/{{ $v.trust.key }}}
{{- end }}
{{- range $name, $value := $v.env }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- range $name, $from := $v.secretEnv }}
{{ include "lianluo.fromSecret" (dict "name" $name "secret" $from.secretName "key" $from.key) }}
{{- end }}
{{- end }}

{{/* The container of every pod; .args are its arguments, .settings drain and resources. */}}
{{- define "lianluo.container" -}}
- name: lianluo
  image: {{ include "lianluo.image" .root | quote }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args: {{ toJson .args }}
  env: {{- include "lianluo.env" . | nindent 4 }}
  {{- if .settings }}
    - {name: LIANLUO_LINGER, value: "{{ .settings.drainSeconds }}s"}
  ports:
    - {name: http, containerPort: 8080}
    {{- with .root.Values.metrics.port }}
    - {name: metrics, containerPort: {{ . }}}
    {{- end }}
  startupProbe:
    httpGet: {path: /healthz, port: http}
    periodSeconds: 2
    failureThreshold: 150
  livenessProbe:
    httpGet: {path: /healthz, port: http}
    periodSeconds: 10
    timeoutSeconds: 5
  readinessProbe:
    httpGet: {path: /readyz, port: http}
    periodSeconds: 3
    timeoutSeconds: 3
  {{- end }}
  resources: {{- toYaml .resources | nindent 4 }}
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL]}
  volumeMounts:
    - {name: data, mountPath: /data}
    - {name: tmp, mountPath: /tmp}
    {{- with .mounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- if .root.Values.trust.configMapName }}
    - {name: trust, mountPath: /etc/lianluo/trust, readOnly: true}
    {{- end }}
{{- end }}

{{/* What every pod has besides its container. */}}
{{- define "lianluo.pod" -}}
serviceAccountName: {{ include "lianluo.account" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - {name: {{ . }}}
  {{- end }}
{{- end }}
{{- with .settings.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .settings.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "lianluo.trust" -}}
{{- with .Values.trust.configMapName }}
- {name: trust, configMap: {name: {{ . }}}}
{{- end }}
{{- end }}
