// Package faults holds the tests that break a running system under load, killed,
// frozen, cut off, and compare afterwards what its clients were told with what is
// there. They run with the build tag faults: `make test-faults`, `make soak`.
package faults
