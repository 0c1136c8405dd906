// Package bench measures what the product promises, on a whole running system
// behind its own gateway, and beside it two other servers for comparison. It is
// tests only: `go test` runs every figure for a second and asserts that what was
// acknowledged is there and was consumed; `make bench` runs them at full length
// and writes docs/benchmarks.md. Nothing here judges a time.
package bench
