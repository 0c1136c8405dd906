# Lianluo (联络): everything a person or a machine does with this repository.
# Needs Go and make; `test` also needs Chromium and npm, and installs them where it can.

export CGO_ENABLED := 0
# The same build whatever the caller's environment says; JOBS=8 on a larger machine.
JOBS ?= 2
export GOFLAGS := -buildvcs=false -p=$(JOBS)
export GOWORK :=

MAIN     := ./services/platform/cmd/lianluo
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
# Without inlining in what is large and seldom run hot: 5 MB less for 5 % more time
# (loading the demonstration). The store, SQLite, the ballot and its group and Go's
# own packages keep it.
GOBUILD  := go build -trimpath $(foreach path,github.com/... go.mongodb.org/... google.golang.org/... filippo.io/... lianluo/api/... lianluo/services/... lianluo/pkg/...,-gcflags='$(path)=-l') $(foreach path,github.com/bwesterb/... lianluo/pkg/store/... lianluo/pkg/ballot/...,-gcflags='$(path)=')
# bytes that the binary may have: 60 MB of 2^20 bytes, as `ls -lh` counts
MOST     := 62914560
GOTEST   := go test -timeout 30m
# `work` is every package of every module that go.work names.
ALL      := work
MODULES   = $(shell go list -m -f '{{.Dir}}')
TOOLBIN  := $(CURDIR)/.cache/bin

# Tools that are built from source at a fixed version. They live outside the
# workspace so that their dependencies cannot raise the versions we ship.
LINT_VERSION  := v2.15.0
TEMPL_VERSION := v0.3.977
LINT  := $(TOOLBIN)/golangci-lint-$(LINT_VERSION)
TEMPL := $(TOOLBIN)/templ-$(TEMPL_VERSION)
HELM_VERSION        := v3.20.2
KUBECONFORM_VERSION := v0.7.0
HELM        := $(TOOLBIN)/helm-$(HELM_VERSION)
KUBECONFORM := $(TOOLBIN)/kubeconform-$(KUBECONFORM_VERSION)

.DEFAULT_GOAL := help
.PHONY: help build run test verify generate test-engines test-clients test-verify test-ballot bench-ballot test-upgrade test-faults soak replay replay-engines bench micro load-province tidy notices image verify-image clean chromium tools test-cluster bundle \
	verify-format verify-vet verify-lint verify-budget verify-licences verify-tidy verify-generated verify-chart verify-size

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/lianluo, one static binary
	$(GOBUILD) -ldflags '$(LDFLAGS)' -o bin/lianluo $(MAIN)

# The image: what the chart asks for unless told otherwise.
IMAGE    ?= lianluo:$(shell sed -n 's/^appVersion: "\(.*\)"/\1/p' charts/lianluo/Chart.yaml)
ARCHES   ?= amd64 arm64
REGISTRY ?=
# The image is as old as the commit, so that it is the same wherever it is packed.
CREATED  ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

# Where `make run` serves: make run ADDR=127.0.0.1:9090
ADDR ?= 127.0.0.1:8080

run: build ## build, load the demonstration into ./data once, serve on ADDR (127.0.0.1:8080)
	bin/lianluo -demo -data ./data -addr $(ADDR)

test: chromium ## all tests of all modules on the embedded backends, browser included
	$(GOTEST) $$(go list $(ALL) | grep -v /browsertest)
	$(GOTEST) -p 1 $$(go list $(ALL) | grep /browsertest) # a browser needs the machine to itself

test-engines: ## both batteries and the end-to-end tests on a real mongod and a real Kafka
	deploy/engines/fetch.sh
	LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 ./pkg/testengines/... ./pkg/store/... ./pkg/event/... ./services/platform/e2e/... ./services/platform/replay/... ./services/notification/... ./services/insight/... ./services/voting/... ./pkg/imports/...
	LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 -run 'EveryDeadlineStep|TwoReplicasAtTheSameInstant|FactsReadAnew' ./services/casework ./pkg/rules

# Ten minutes on two idle cores, 45 on busy ones with the engines.
replay: ## two whole years of Chenxi county; reads the published figures off the board's page
	$(GOTEST) -timeout 3h -count=1 -v -tags whole -run '^TestWholeCounty$$' ./services/platform/replay

replay-engines: ## the same on a real mongod and a real Kafka
	deploy/engines/fetch.sh
	LIANLUO_TEST_ENGINES=1 $(MAKE) --no-print-directory replay

# KILLS, SEED and AWAY (how long the broker is gone) as you like; a seed is printed and plays the same faults again.
FAULTS := LIANLUO_BINARY=$(CURDIR)/bin/lianluo LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 -v -tags faults ./services/platform/faults/...
KILLS ?=
SEED ?=
AWAY ?=

test-faults: build ## 40 kills, freezes, cuts and whole power cuts under load; what clients were told against what is there
	deploy/engines/fetch.sh
	LIANLUO_KILLS=$(KILLS) LIANLUO_SEED=$(SEED) LIANLUO_AWAY=$(AWAY) $(FAULTS)

soak: export LIANLUO_PATIENCE := 360
soak: build ## the same for long: 200 kills embedded, 50 on the engines, the broker gone for ten minutes; writes docs/faults.md (an hour or two)
	deploy/engines/fetch.sh
	LIANLUO_FAULTS_DOC=$(CURDIR)/docs/faults.md LIANLUO_KILLS=$(or $(KILLS),200) LIANLUO_SEED=$(SEED) $(FAULTS) -timeout 3h -run 'OneProcess$$'
	LIANLUO_FAULTS_DOC=$(CURDIR)/docs/faults.md LIANLUO_KILLS=$(or $(KILLS),50) LIANLUO_SEED=$(SEED) LIANLUO_AWAY=$(or $(AWAY),10m) $(FAULTS) -timeout 3h -skip 'OneProcess$$'

test-clients: ## programs that nobody here wrote: an Open311 client, an OpenTelemetry Collector
	LIANLUO_CLIENTS=$$(deploy/clients/fetch.sh) $(GOTEST) -count=1 -tags clients ./services/platform/open311test/...
	collector=$$(deploy/collector/build.sh $(TOOLBIN) $(GOBUILD)) && \
		LIANLUO_COLLECTOR=$$collector $(GOTEST) -count=1 -tags clients -run '^TestOneTrace' ./services/platform/e2e

test-ballot: build chromium ## whole secret ballots of 45, 231 and 1,000 deputies (SIZES=45: that one), in browsers and without, with figures; every attack, before all three verifiers
	$(GOTEST) -count=1 -v -tags ballots -run '^TestHeadlessBallots$$' ./pkg/ballot/board
	LIANLUO_BALLOT_SIZES='$(SIZES)' $(GOTEST) -count=1 -v -tags ballots -run '^TestBallotsOfEverySize$$' ./services/platform/browsertest
	rm -rf .cache/attacks && mkdir -p .cache/attacks
	$(GOTEST) -count=1 -run '^(TestEveryAttackIsDetectedAndNamed|TestTheDoorRefusesWhatAVerifierWouldFind)$$' ./pkg/ballot/board -args -attacks $(CURDIR)/.cache/attacks
	python3 deploy/verify/agree.py .cache/attacks
	deploy/verify/agree.sh $(CURDIR)/bin/lianluo $(CURDIR)/.cache/attacks
	$(GOTEST) -count=1 -tags ballots -run '^TestTheBrowserNamesEveryAttackOfTheFolder$$' ./services/portal/ballotpage/browsertest -args -attacks $(CURDIR)/.cache/attacks

bench-ballot: chromium ## the figures of docs/benchmarks.md for 450 deputies and 12 candidates (three minutes; wants the machine to itself)
	$(GOTEST) -count=1 -run '^TestTheScriptsWeighLittle$$' -v ./services/portal/ui | grep -v '^---\|^===\|^ok\|^PASS'
	$(GOTEST) -run '^$$' -bench 'ABallotOnAPhone|AWholeVerification' -benchtime 3x ./services/portal/ballotpage/browsertest | grep ^Bench
	mkdir -p .cache
	$(GOTEST) -count=1 -v -run '^TestCastsAtOnce$$' ./services/voting -args -casts 450 -bundle $(CURDIR)/.cache/ballot-450.json | grep _test.go
	bash -c "time python3 deploy/verify/verify.py .cache/ballot-450.json" | tail -1

test-verify: ## the second verifier of ballots (deploy/verify), against shared vectors, bundles and attacks
	deploy/verify/test.sh

test-upgrade: ## the previous release and this version side by side on real engines, and one after the other
	deploy/engines/fetch.sh
	previous=$$(deploy/previous/build.sh $(TOOLBIN) $(GOBUILD) -ldflags '-s -w -X main.version=previous') && \
		LIANLUO_PREVIOUS=$$previous LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 -tags upgrade -run '^TestUpgrade' ./services/platform/e2e

# The comparison server lives outside the workspace; `go test` runs the same
# figures for a moment and asserts them.
bench: ## measure the whole system, both forms, and write docs/benchmarks.md (15 minutes; wants the machine to itself)
	deploy/engines/fetch.sh
	cd deploy/bench/pocketbase && GOWORK=off $(GOBUILD) -o $(TOOLBIN)/bench-pocketbase .
	LIANLUO_BENCH=$(CURDIR)/docs/benchmarks.md LIANLUO_BENCH_POCKETBASE=$(TOOLBIN)/bench-pocketbase LIANLUO_TEST_ENGINES=1 \
		$(GOTEST) -count=1 -v -run '^TestBench$$' ./services/platform/bench/

# SCALE=0.01 is a small one, CASES=100000 stops there, ENGINES=1 takes a real mongod
# and a real Kafka. Stopped, it goes on where it was; what it needs stands in
# docs/province.md, which WRITE=1 writes anew.
SCALE ?= 1
CASES ?= 0
PROVINCE ?= $(CURDIR)/.cache/province
ENGINES ?=
WRITE ?=

load-province: ## load a whole province into PROVINCE (.cache/province) and measure: sizes, rates, queries, read models built anew
	$(if $(ENGINES),deploy/engines/fetch.sh)
	go build -o $(TOOLBIN)/loadprovince ./services/platform/cmd/loadprovince
	$(TOOLBIN)/loadprovince -scale $(SCALE) -cases $(CASES) $(if $(ENGINES),-engines $(PROVINCE)-engines) $(if $(WRITE),-doc docs/province.md) \
		-- -data $(PROVINCE)$(if $(ENGINES),-engines/data) -addr 127.0.0.1:1

micro: ## benchmarks of single parts
	$(GOTEST) -run '^$$' -bench . -benchmem $(ALL)

generate: $(TEMPL) $(HELM) ## templates, OpenAPI, the chart's schema and what it renders
	$(TEMPL) generate -path services/portal
	PATH="$(TOOLBIN):$$PATH" go generate $(ALL)
	go run ./tools/chart charts/lianluo
	deploy/ci/chart.sh render $(HELM)

verify: verify-format verify-vet verify-lint verify-budget verify-licences verify-tidy verify-generated verify-chart verify-size ## everything that is checked without running the system
	@echo 'verify: ok'

verify-format: ## gofmt
	@bad=$$(gofmt -l $(MODULES)); test -z "$$bad" || { echo "run gofmt -w on:"; echo "$$bad"; exit 1; }

verify-vet: ## go vet
	go vet $(ALL)
	go vet -tags whole ./services/platform/replay # what make replay runs
	go vet -tags faults ./services/platform/faults/... # what make test-faults runs
	go vet -tags upgrade ./services/platform/e2e # what make test-upgrade runs
	go vet -tags cluster ./services/platform/e2e # what make test-cluster runs
	go vet -tags ballots ./pkg/ballot/board ./services/platform/browsertest ./services/portal/ballotpage/browsertest # what make test-ballot runs
	go vet -tags clients ./services/platform/e2e ./services/platform/open311test # what make test-clients runs

verify-lint: $(LINT) ## golangci-lint, import rules of .golangci.yml included
	$(LINT) run --concurrency $(JOBS) --timeout 15m $(addsuffix /...,$(MODULES))

verify-budget: ## no hand-written Go file over 500 lines
	go run ./tools/budget $(CURDIR)

verify-licences: ## permissive licences only in what the binary links
	go run ./tools/licences $(MAIN)

verify-tidy: ## every go.mod is tidy
	@for dir in $(MODULES); do (cd $$dir && GOWORK=off go mod tidy -diff >/dev/null) \
		|| { echo "$$dir/go.mod is not tidy: run 'make tidy'"; exit 1; }; done

tidy: ## make every go.mod tidy (twice: a module's needs follow from those it imports)
	@for dir in $(MODULES) $(MODULES); do (cd $$dir && GOWORK=off go mod tidy) || exit 1; done

verify-generated: ## generated files are the committed ones
	deploy/ci/same-after.sh $(MAKE) --no-print-directory generate

verify-chart: $(HELM) $(KUBECONFORM) ## what the chart renders fits strict schemas; wrong settings are refused
	deploy/ci/chart.sh check $(HELM) $(KUBECONFORM)

verify-size: build ## the binary is under 60 MB
	@size=$$(wc -c < bin/lianluo); test $$size -lt $(MOST) || { echo "bin/lianluo has $$size bytes, more than $(MOST)"; exit 1; }

notices: ## bin/NOTICES: the licence texts that go out with the binary
	@mkdir -p bin
	go build -o $(TOOLBIN)/licences ./tools/licences
	GOOS=linux GOARCH=amd64 $(TOOLBIN)/licences -notices bin/NOTICES -names bin/licences $(MAIN)

image: notices ## bin/image: one image for ARCHES (amd64 arm64; loong64 too), without Docker; REGISTRY=HOST/FOLDER pushes it
	for arch in $(ARCHES); do GOOS=linux GOARCH=$$arch $(GOBUILD) -ldflags '$(LDFLAGS)' -o bin/linux/lianluo-$$arch $(MAIN) || exit 1; done
	cd deploy/image && GOWORK=off go build -trimpath -o $(TOOLBIN)/image .
	$(TOOLBIN)/image -o bin/image -tag $(IMAGE) -version $(VERSION) -created $(CREATED) -licences bin/licences \
		-file NOTICES=bin/NOTICES -file LICENSE=LICENSE $(foreach arch,$(ARCHES),-binary $(arch)=bin/linux/lianluo-$(arch)) \
		$(if $(REGISTRY),-push $(REGISTRY)/$(IMAGE))

TAG = $(lastword $(subst :, ,$(IMAGE)))

bundle: image build $(HELM) ## bin/bundle: one file for networks without internet, checked: images, chart, lists, values, guides
	deploy/bundle/bundle.sh $(HELM) $(TAG) $(CREATED)
	deploy/bundle/check.sh $(HELM) $(TAG)

# A cluster of ours (CLUSTER_DIR), or any with KUBECONFIG and REGISTRY. RATE requests
# each second keep it busy; KEEP=1 leaves everything there to look at.
CLUSTER_DIR ?= ../shared/cluster
NODES       ?= 1
RATE        ?= 200
ARCH        := $(shell go env GOARCH)
PACK         = $(TOOLBIN)/image -created $(CREATED) -binary $(ARCH)=
export CLUSTER_DIR NODES RATE REGISTRY

test-cluster: $(HELM) ## the image and the chart on a real Kubernetes: install, end to end, upgrades under load; NODES=2 for drain, node loss, scaling
	$(MAKE) --no-print-directory image ARCHES=$(ARCH) REGISTRY=
	$(PACK)bin/linux/lianluo-$(ARCH) -o bin/image-next -tag $(IMAGE)-next -version $(VERSION)-next
	GOOS=linux go test -c -trimpath -tags cluster -ldflags '-s -w' -o bin/linux/client ./services/platform/e2e
	$(PACK)bin/linux/client -o bin/image-client -tag lianluo-client:test
	deploy/cluster/test.sh $(HELM) $(IMAGE) $(TOOLBIN)/image

verify-image: image ## the image's tool, and that another checkout gives the same image
	cd deploy/image && GOWORK=off go vet . && GOWORK=off go test .
	deploy/image/twice.sh '$(VERSION)' '$(CREATED)' '$(ARCHES)'

clean: ## remove what was built (not ./data)
	rm -rf bin .cache

chromium:
	@deploy/ci/chromium.sh

tools: $(LINT) $(TEMPL) $(HELM) $(KUBECONFORM)

$(LINT):
	@deploy/ci/tool.sh github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION) $@

$(HELM):
	@deploy/ci/tool.sh helm.sh/helm/v3/cmd/helm@$(HELM_VERSION) $@

$(KUBECONFORM):
	@deploy/ci/tool.sh github.com/yannh/kubeconform/cmd/kubeconform@$(KUBECONFORM_VERSION) $@

$(TEMPL):
	@deploy/ci/tool.sh github.com/a-h/templ/cmd/templ@$(TEMPL_VERSION) $@
