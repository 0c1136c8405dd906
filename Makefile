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
# (loading the demonstration). The store, SQLite and Go's own packages keep it.
GOBUILD  := go build -trimpath -gcflags='github.com/...=-l' -gcflags='lianluo/services/...=-l'
# bytes that the binary may have
MOST     := 60000000
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
.PHONY: help build run test verify generate test-engines test-clients replay replay-engines bench micro tidy notices clean chromium tools \
	verify-format verify-vet verify-lint verify-budget verify-licences verify-tidy verify-generated verify-chart verify-size

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/lianluo, one static binary
	$(GOBUILD) -ldflags '$(LDFLAGS)' -o bin/lianluo $(MAIN)

# Where `make run` serves: make run ADDR=127.0.0.1:9090
ADDR ?= 127.0.0.1:8080

run: build ## build, load the demonstration into ./data once, serve on ADDR (127.0.0.1:8080)
	bin/lianluo -demo -data ./data -addr $(ADDR)

test: chromium ## all tests of all modules on the embedded backends, browser included
	$(GOTEST) $$(go list $(ALL) | grep -v /browsertest)
	$(GOTEST) -p 1 $$(go list $(ALL) | grep /browsertest) # a browser needs the machine to itself

test-engines: ## both batteries and the end-to-end tests on a real mongod and a real Kafka
	deploy/engines/fetch.sh
	LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 ./pkg/testengines/... ./pkg/store/... ./pkg/event/... ./services/platform/e2e/... ./services/platform/replay/... ./services/notification/... ./services/insight/... ./pkg/imports/...
	LIANLUO_TEST_ENGINES=1 $(GOTEST) -count=1 -run 'EveryDeadlineStep|TwoReplicasAtTheSameInstant' ./services/casework ./pkg/rules

# Ten minutes on two idle cores, 45 on busy ones with the engines.
replay: ## two whole years of Chenxi county; reads the published figures off the board's page
	$(GOTEST) -timeout 3h -count=1 -v -tags whole -run '^TestWholeCounty$$' ./services/platform/replay

replay-engines: ## the same on a real mongod and a real Kafka
	deploy/engines/fetch.sh
	LIANLUO_TEST_ENGINES=1 $(MAKE) --no-print-directory replay

test-clients: ## clients that nobody here wrote against the running system
	LIANLUO_CLIENTS=$$(deploy/clients/fetch.sh) $(GOTEST) -count=1 -tags clients ./services/platform/open311test/...

# The comparison server lives outside the workspace; `go test` runs the same
# figures for a moment and asserts them.
bench: ## measure the whole system, both forms, and write docs/benchmarks.md (15 minutes; wants the machine to itself)
	deploy/engines/fetch.sh
	cd deploy/bench/pocketbase && GOWORK=off $(GOBUILD) -o $(TOOLBIN)/bench-pocketbase .
	LIANLUO_BENCH=$(CURDIR)/docs/benchmarks.md LIANLUO_BENCH_POCKETBASE=$(TOOLBIN)/bench-pocketbase LIANLUO_TEST_ENGINES=1 \
		$(GOTEST) -count=1 -v -run '^TestBench$$' ./services/platform/bench/

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

notices: build ## bin/NOTICES: the licence texts that go out with the binary
	go run ./tools/licences -notices bin/NOTICES $(MAIN)

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
