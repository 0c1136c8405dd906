package rpc_test

import (
	"os"
	"strings"
	"testing"
)

// TestAnOperationCostsAboutThirtyLines counts the example's two parts: the
// declaration with its types, and the method with its registration. Growth here
// is paid by every operation of every service.
func TestAnOperationCostsAboutThirtyLines(t *testing.T) {
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "// ---- What one more operation costs")
	cost, _, ok := strings.Cut(rest, "// ---- end")
	lines := 0
	for line := range strings.Lines(cost) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "// ----") && !strings.HasPrefix(line, ":") {
			lines++
		}
	}
	if !ok || lines < 15 || lines > 30 {
		t.Fatalf("an operation costs %d lines", lines)
	}
	t.Logf("an operation costs %d lines", lines)
}
